// The edits that take a command or words out of a script, without a trace in its layout.
import { lineOf, lineStart, type Document } from '../dockerfile/document.ts'
import { isContiguous, toSource, toSourceRange } from '../dockerfile/mapped-text.ts'
import type { Range } from '../dockerfile/text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import type { Place } from './places.ts'
import type { Script } from './script.ts'

/**
 * Takes commands out of their chains and lists, with the operators that go with them; undefined where nothing would be
 * left of one, and where a comment stands in the way.
 */
export function cutCommands(
  document: Document,
  script: Script,
  places: readonly Place[],
): readonly TextEdit[] | undefined {
  if (script.form === 'line with heredocs') return undefined
  const lists = new Map<readonly Node[], number[]>()
  for (const place of places) {
    const [list, index] = listOf(place)
    lists.set(list, [...(lists.get(list) ?? []), index])
  }
  const edits: TextEdit[] = []
  for (const [list, indexes] of lists) {
    for (const [first, last] of stretches(indexes)) {
      const range = rangeOf(document, script, list, first, last)
      if (!range || holdsComment(document, script, range)) return undefined
      edits.push({ ...range, text: '' })
    }
  }
  return edits
}

interface Node {
  readonly pos: number
  readonly end: number
}

function listOf({
  operands,
  operandIndex,
  statements,
  statementIndex,
}: Place): readonly [readonly Node[], number] {
  return operands.length > 1 ? [operands, operandIndex] : [statements, statementIndex]
}

/** First and last of each run of numbers that follow one another. */
function stretches(indexes: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  for (const index of [...new Set(indexes)].sort((left, right) => left - right)) {
    const last = found.at(-1)
    if (last?.[1] === index - 1) last[1] = index
    else found.push([index, index])
  }
  return found
}

/** With the operator behind, or that in front where nothing follows. A `;` at the very end stays: `a; b;` is `a;` without b. */
function rangeOf(
  document: Document,
  { mapped }: Script,
  list: readonly Node[],
  first: number,
  last: number,
): Range | undefined {
  const [begin, end, before, next] = [list[first], list[last], list[first - 1], list[last + 1]]
  if (!begin || !end) return undefined
  const own = toSourceRange(mapped, { start: begin.pos, end: end.end })
  const behind = before && toSource(mapped, before.end - 1) + 1
  const onward = next && toSource(mapped, next.pos)
  const line = (offset: number): number => lineOf(document, offset)
  // What ends a line leaves the line break to what follows.
  const endsLine =
    behind !== undefined &&
    onward !== undefined &&
    line(behind) === line(own.start) &&
    line(own.end) < line(onward)
  if (onward !== undefined && !endsLine) return { start: own.start, end: onward }
  return behind === undefined ? undefined : { start: behind, end: own.end }
}

/** Takes a word out of a command, and its line where it is alone on it; undefined where it is in pieces. */
export function cutWord(document: Document, script: Script, word: Range): TextEdit | undefined {
  if (!isContiguous(script.mapped, word)) return undefined
  const { text } = document
  const { start, end } = toSourceRange(script.mapped, word)
  const lineBegin = lineStart(document, lineOf(document, start))
  const blankBefore = /^[ \t]*$/.test(text.slice(lineBegin, start))
  const behind = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  if (!blankBefore) {
    const before = /[ \t]*$/.exec(text.slice(lineBegin, start))?.[0].length ?? 0
    return { start: start - before, end, text: '' }
  }
  const rest = text.slice(end + behind)
  const continued = new RegExp(`^\\${document.escape}[ \\t]*\\r?\\n`).exec(rest)
  if (continued) return { start: lineBegin, end: end + behind + continued[0].length, text: '' }
  if (!/^(?:\r?\n|$)/.test(rest)) return { start, end: end + behind, text: '' }
  // The last line of the instruction: the line before it must not go on.
  const before = new RegExp(`[ \\t]*\\${document.escape}[ \\t]*\\r?\\n$`).exec(text.slice(0, lineBegin))
  return before ? { start: before.index, end: end + behind, text: '' } : undefined
}

/** In a heredoc, comments are the shell's own and no part of the instruction's. */
function holdsComment(document: Document, { form, instruction }: Script, { start, end }: Range): boolean {
  if (form === 'heredoc body') return document.text.slice(start, end).includes('#')
  return instruction.comments.some((comment) => comment.range.start >= start && comment.range.end <= end)
}
