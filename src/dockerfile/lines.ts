// The line layer: directives, continuations, comments and heredocs exactly as BuildKit's
// frontend/dockerfile/parser/parser.go reads them (Apache-2.0, see NOTICE). Everything above it trusts it.
import { instructionHead, type Head } from './head.ts'
import { heredocOpeners, type HeredocOpener } from './heredoc.ts'
import { mapPieces, type MappedText } from './mapped-text.ts'
import type { Problem } from './problem.ts'
import { isGoSpace, trimRange, type Range } from './text.ts'

export type DirectiveName = 'syntax' | 'escape' | 'check'

export interface Directive {
  readonly name: DirectiveName
  readonly value: string
  readonly range: Range
  readonly line: number
}

export interface Comment {
  /** From `#` to the end of the line, line ending excluded. */
  readonly range: Range
  /** With its `#`. */
  readonly text: string
  readonly line: number
}

export interface Heredoc extends HeredocOpener {
  /** The lines of the body, with the line ending of the last one. */
  readonly body: Range
  /** The line that ends the body, line ending excluded. */
  readonly terminator: Range
}

export interface LogicalLine {
  /** What is left when continuations are joined and comment lines are gone. */
  readonly joined: MappedText
  readonly head: Head
  /** From the first character to the end of the last line that contributes, heredocs included. */
  readonly range: Range
  readonly startLine: number
  readonly endLine: number
  readonly comments: readonly Comment[]
  /** Blank lines between continuation lines, each with its line ending. */
  readonly blankLines: readonly Range[]
  readonly heredocs: readonly Heredoc[]
}

export interface LineLayer {
  readonly bom: boolean
  readonly escape: '\\' | '`'
  readonly directives: readonly Directive[]
  /** Comment lines that stand between instructions. */
  readonly comments: readonly Comment[]
  readonly lines: readonly LogicalLine[]
  /** The first thing for which BuildKit gives up; lines before it are still listed. */
  readonly problem: Problem | undefined
}

// bufio.MaxScanTokenSize: BuildKit reads a physical line into a buffer of this many bytes.
const MAX_LINE_BYTES = 64 * 1024
const OVERLONG_HINT =
  'BuildKit reads no line of 64 KiB or more; break it with a continuation, or copy the data from a file'

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/

interface PhysicalLine {
  readonly start: number
  /** Without the line ending. */
  readonly end: number
  /** Where the next line starts. */
  readonly next: number
}

export function readLines(text: string): LineLayer {
  const bom = text.charCodeAt(0) === 0xfeff
  const directives: Directive[] = []
  const comments: Comment[] = []
  const lines: LogicalLine[] = []
  let escape: '\\' | '`' = '\\'
  let directivesPossible = true
  let offset = bom ? 1 : 0
  let lineNumber = 0
  const reader = { overlong: false }

  const nextLine = (): PhysicalLine | undefined => {
    if (reader.overlong || offset >= text.length) return undefined
    const newline = text.indexOf('\n', offset)
    const next = newline === -1 ? text.length : newline + 1
    let end = newline === -1 ? text.length : newline
    while (end > offset && text.charCodeAt(end - 1) === 13) end -= 1
    const line = { start: offset, end, next }
    if (next - offset >= MAX_LINE_BYTES / 3 && tooLong(text.slice(offset, next))) {
      // BuildKit's scanner stops here as if the file had ended.
      reader.overlong = true
      return undefined
    }
    offset = next
    lineNumber += 1
    return line
  }

  const directiveAt = (start: number, end: number): boolean => {
    if (!directivesPossible) return false
    directivesPossible = false
    if (text.charCodeAt(start) !== 35) return false
    const match = DIRECTIVE.exec(text.slice(trimRange(text, start + 1, end).start, end))
    const name = match?.[1]?.toLowerCase()
    const value = match?.[2]
    if (value === undefined || (name !== 'syntax' && name !== 'escape' && name !== 'check')) return false
    directivesPossible = true
    if (directives.some((directive) => directive.name === name)) {
      throw new ReadProblem(
        lineNumber,
        `only one ${name} parser directive can be used`,
        'delete the second one',
      )
    }
    if (name === 'escape') {
      if (value !== '\\' && value !== '`') {
        throw new ReadProblem(
          lineNumber,
          `invalid escape token '${value}' does not match \` or \\`,
          'write # escape=\\ or # escape=`',
        )
      }
      escape = value
    }
    directives.push({ name, value, range: { start, end }, line: lineNumber })
    return true
  }

  const commentOf = (line: PhysicalLine): Comment | undefined => {
    let start = line.start
    while (start < line.end && isGoSpace(text.charAt(start))) start += 1
    if (start >= line.end || text.charCodeAt(start) !== 35) return undefined
    return { range: { start, end: line.end }, text: text.slice(start, line.end), line: lineNumber }
  }

  const readInstruction = (first: PhysicalLine, start: number): void => {
    const startLine = lineNumber
    const inside: Comment[] = []
    const blankLines: Range[] = []
    let content = continuation(text, start, first.end, escape)
    let end = first.end
    const pieces: Range[] = [{ start, end: content.end }]
    while (content.continues) {
      const line = nextLine()
      if (!line) break
      const comment = commentOf(line)
      if (comment) {
        inside.push(comment)
        continue
      }
      if (trimRange(text, line.start, line.end).start === line.end) {
        blankLines.push({ start: line.start, end: line.next })
        continue
      }
      content = continuation(text, line.start, line.end, escape)
      end = line.end
      pieces.push({ start: line.start, end: content.end })
    }
    const joined = mapPieces(text, pieces)
    const head = instructionHead(joined.text, escape, startLine)
    if ('problem' in head) throw new ReadProblem(startLine, head.problem.message, head.problem.hint)
    const heredocs: Heredoc[] = []
    if (head.mayHaveHeredoc && joined.text.includes('<<')) {
      for (const opener of heredocOpeners(joined.text)) {
        const heredoc = readHeredoc(opener, startLine)
        heredocs.push(heredoc)
        end = heredoc.terminator.end
      }
    }
    lines.push({
      joined,
      head,
      range: { start, end },
      startLine,
      endLine: lineNumber,
      comments: inside,
      blankLines,
      heredocs,
    })
  }

  const readHeredoc = (opener: HeredocOpener, startLine: number): Heredoc => {
    const bodyStart = offset
    for (let line = nextLine(); line; line = nextLine()) {
      let start = line.start
      if (opener.chomp) while (start < line.end && text.charCodeAt(start) === 9) start += 1
      if (line.end - start === opener.name.length && text.startsWith(opener.name, start)) {
        return {
          ...opener,
          body: { start: bodyStart, end: line.start },
          terminator: { start: line.start, end: line.end },
        }
      }
    }
    throw new ReadProblem(
      startLine,
      'unterminated heredoc',
      reader.overlong
        ? OVERLONG_HINT
        : `end the heredoc with a line that holds ${opener.name} and nothing else`,
    )
  }

  let problem: Problem | undefined
  try {
    for (let line = nextLine(); line; line = nextLine()) {
      let start = line.start
      while (start < line.end && isGoSpace(text.charAt(start))) start += 1
      if (directiveAt(start, line.end) || start === line.end) continue
      const comment = commentOf(line)
      if (comment) comments.push(comment)
      else readInstruction(line, start)
    }
    if (lines.length === 0) {
      throw new ReadProblem(
        Math.max(1, lineNumber),
        'file with no instructions',
        reader.overlong ? OVERLONG_HINT : 'a Dockerfile needs at least a FROM',
      )
    }
    if (reader.overlong) {
      const message = `dockerfile line greater than max allowed size of ${MAX_LINE_BYTES - 1}`
      throw new ReadProblem(lineNumber + 1, message, OVERLONG_HINT)
    }
  } catch (error) {
    if (!(error instanceof ReadProblem)) throw error
    problem = { message: error.message, line: error.line, hint: error.hint }
  }
  return { bom, escape, directives, comments, lines, problem }
}

class ReadProblem extends Error {
  readonly line: number
  readonly hint: string

  constructor(line: number, message: string, hint: string) {
    super(message)
    this.line = line
    this.hint = hint
  }
}

function tooLong(line: string): boolean {
  return Buffer.byteLength(line) >= MAX_LINE_BYTES + (line.endsWith('\n') ? 1 : 0)
}

/** Where the content of a line ends, and whether the next line goes on: `[^\\]\\[ \t]*$` or `^\\[ \t]*$`. */
function continuation(
  text: string,
  start: number,
  end: number,
  escape: string,
): { end: number; continues: boolean } {
  let last = end
  while (last > start && (text.charCodeAt(last - 1) === 32 || text.charCodeAt(last - 1) === 9)) last -= 1
  if (last === start || text.charAt(last - 1) !== escape) return { end, continues: false }
  if (last - 2 >= start && text.charAt(last - 2) === escape) return { end, continues: false }
  return { end: last - 1, continues: true }
}
