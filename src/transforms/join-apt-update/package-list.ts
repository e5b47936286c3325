import { lineOf, lineStart, type Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { ShellWord } from '../../shell/commands.ts'
import type { Script } from '../../shell/script.ts'

/** A command and the packages among its words. */
export interface PackageList extends Range {
  readonly packages: readonly ShellWord[]
}

export interface MergedList {
  /** Offset in the file from which, to the end of the last command, `text` takes the place of what is there. */
  readonly start: number
  readonly text: string
  /** Packages that an earlier list has too. */
  readonly dropped: readonly string[]
}

const MAX_LINE = 100
const MAX_COMMENTS = 2

/** What stays together: packages as they are written, and the comment lines above them. */
interface Chunk {
  readonly text: string
  readonly comments: readonly string[]
  /** Indentation of the second line of `text`, where it has one. */
  readonly wrapped: string | undefined
}

/** True when the comments between two lists have no place in one. */
export function standApart(
  document: Document,
  script: Script,
  left: PackageList,
  right: PackageList,
): boolean {
  const source = new Source(document, script)
  const end = left.packages.at(-1)?.end ?? left.end
  const gap = source.comments(source.endOf(end), source.at(right.packages[0]?.start ?? right.start))
  return gap.length > MAX_COMMENTS || gap.some(looksLikeCode)
}

/** One list of several, one package a line where one of them is written so; undefined where comments are in the way. */
export function mergedList(
  document: Document,
  script: Script,
  lists: readonly PackageList[],
): MergedList | undefined {
  const [first, ...rest] = lists
  const firstPackage = first?.packages[0]
  const lastPackage = first?.packages.at(-1)
  if (!first || !firstPackage || !lastPackage) return undefined
  const source = new Source(document, script)
  const model = lists.find((list) => source.isOneALine(list))
  const known = new Set(first.packages.map((word) => word.text))
  const dropped: string[] = []
  const chunks: Chunk[] = []
  let from = source.endOf(lastPackage.end)
  for (const list of rest) {
    const gap = source.comments(from, source.at(list.packages[0]?.start ?? list.start))
    const repeated = list.packages.filter((word) => known.has(word.text))
    dropped.push(...repeated.map((word) => word.text))
    const listed = chunksOf(source, list, repeated, model)
    const [head, ...others] = listed
    if (!head) {
      if (gap.length > 0) return undefined
    } else chunks.push({ ...head, comments: [...gap, ...head.comments] }, ...others)
    for (const word of list.packages) known.add(word.text)
    from = source.endOf(list.packages.at(-1)?.end ?? list.end)
  }
  if (source.comments(from, source.endOf(lists.at(-1)?.end ?? first.end)).length > 0) return undefined
  // Options behind the packages may have stood on a line of their own.
  const tail = script.text.slice(lastPackage.end, first.end).replace(/^\s+(?=\S)/, ' ')
  const end = source.endOf(lastPackage.end)
  if (!model) return { start: end, text: flowing(document, end, chunks, tail), dropped }
  const indent = source.indent(source.at(model.packages.at(-1)?.start ?? model.start))
  const own = source.isOneALine(first)
  const moved = own ? [] : wordChunks(source, first.packages)
  if (moved.some((chunk) => chunk.comments.length > 0)) return undefined
  const options = tail.trim() === '' ? [] : [{ text: tail.trim(), comments: [], wrapped: undefined }]
  const lines = [...moved, ...chunks, ...options].map((chunk) => lineFor(document, indent, chunk))
  return {
    start: own ? end : source.endOf(script.text.slice(0, firstPackage.start).trimEnd().length),
    text: lines.join(''),
    dropped,
  }
}

// A commented-out instruction or command is about the RUN, not about a package; an empty comment separates.
// So does a note about the work on the file.
function looksLikeCode(comment: string): boolean {
  return /\b(?:TODO|FIXME|XXX)\b|&&|\\$|^#+\s*$|^#+\s*(?:RUN|COPY|ADD|ENV|ARG|USER|WORKDIR|apt(?:-get)?|sudo|curl|wget|pip|npm|cd|echo)\b/.test(
    comment,
  )
}

function chunksOf(
  source: Source,
  list: PackageList,
  repeated: readonly ShellWord[],
  model: PackageList | undefined,
): readonly Chunk[] {
  const kept = list.packages.filter((word) => !repeated.includes(word))
  const [head] = list.packages
  const last = list.packages.at(-1)
  if (!head || !last) return []
  const asIs = model === undefined || source.sameLines(list, model)
  if (repeated.length > 0 || !asIs) return wordChunks(source, kept)
  const text = source.text(source.at(head.start), source.endOf(last.end))
  return [{ text, comments: [], wrapped: /\n([ \t]*)/.exec(text)?.[1] }]
}

function wordChunks(source: Source, words: readonly ShellWord[]): readonly Chunk[] {
  return words.map((word, index) => {
    const before = words[index - 1]
    const comments = before ? source.comments(source.endOf(before.end), source.at(word.start)) : []
    return { text: word.text, comments, wrapped: undefined }
  })
}

/** Packages behind the one that ends at `end`, on its line as long as they fit. */
function flowing(document: Document, end: number, chunks: readonly Chunk[], tail: string): string {
  const begin = lineStart(document, lineOf(document, end))
  const line = document.text.slice(begin, end)
  const continued = !/^[ \t]*(?:&&|;|RUN\b|sudo\b|[A-Z_]+=|apt|env\b|[({])/i.test(line)
  const own = `${/^[ \t]*/.exec(line)?.[0] ?? ''}${continued ? '' : '    '}`
  let column = line.length + tail.length
  let text = ''
  for (const chunk of chunks) {
    const words =
      chunk.wrapped === undefined && chunk.comments.length === 0 ? chunk.text.split(/[ \t]+/) : [chunk.text]
    words.forEach((word, index) => {
      const breaks = chunk.comments.length > 0 || chunk.wrapped !== undefined
      if (breaks || column + word.length + 1 > MAX_LINE) {
        const indent = chunk.wrapped ?? own
        text += lineFor(document, indent, {
          ...chunk,
          text: word,
          comments: index === 0 ? chunk.comments : [],
        })
        column = indent.length + (word.split('\n').at(-1) ?? '').length
      } else {
        text += ` ${word}`
        column += word.length + 1
      }
    })
  }
  return text + tail
}

function lineFor(document: Document, indent: string, { text, comments }: Chunk): string {
  const above = comments.map((comment) => `${indent}${comment}${document.newline}`).join('')
  return ` ${document.escape}${document.newline}${above}${indent}${text}`
}

/** The file as seen from offsets of a script. */
class Source {
  readonly #document: Document
  readonly #script: Script

  constructor(document: Document, script: Script) {
    this.#document = document
    this.#script = script
  }

  at(offset: number): number {
    return toSource(this.#script.mapped, offset)
  }

  /** Behind the character in front of `offset`. */
  endOf(offset: number): number {
    return this.at(offset - 1) + 1
  }

  text(start: number, end: number): string {
    return this.#document.text.slice(start, end)
  }

  indent(at: number): string {
    return /^[ \t]*/.exec(this.#document.text.slice(this.#line(at)))?.[0] ?? ''
  }

  comments(start: number, end: number): readonly string[] {
    return this.#script.instruction.comments
      .filter((comment) => comment.range.start >= start && comment.range.end <= end)
      .map((comment) => comment.text.trimEnd())
  }

  /** True when each package begins a line. */
  isOneALine({ packages }: PackageList): boolean {
    return packages.every((word) => this.#startsLine(this.at(word.start)))
  }

  /** True when both are written one package a line, at the same indentation. */
  sameLines(left: PackageList, right: PackageList): boolean {
    const indents = [left, right].map((list) =>
      this.indent(this.at(list.packages.at(-1)?.start ?? list.start)),
    )
    return this.isOneALine(left) && indents[0] === indents[1]
  }

  #startsLine(at: number): boolean {
    return /^[ \t]*$/.test(this.#document.text.slice(this.#line(at), at))
  }

  #line(at: number): number {
    return lineStart(this.#document, lineOf(this.#document, at))
  }
}
