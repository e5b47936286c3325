// The edits that take a command or words out of a script, without a trace in its layout.
import { lineOf, lineStart, type Document } from '../dockerfile/document.ts'
import { isContiguous, toSource, toSourceRange } from '../dockerfile/mapped-text.ts'
import type { Range } from '../dockerfile/text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import type { Place } from './places.ts'
import type { Script } from './script.ts'

/**
 * Takes commands out of their chains and lists, each with an operator, in the order of the text. Undefined where
 * comments or each other are in the way, and for one that gives its list the status that the script goes by.
 */
export function cutCommands(
  document: Document,
  script: Script,
  places: readonly Place[],
): readonly TextEdit[] | undefined {
  if (script.form === 'line with heredocs') return undefined
  const ways = places.map((place) => waysToCut(document, script, place))
  // Of two commands that end a list together, the first has to go with what stands in front of it.
  const choose = (index: number, from: number): readonly TextEdit[] | undefined => {
    if (index === ways.length) return []
    for (const edit of ways[index] ?? []) {
      const rest = edit.start >= from ? choose(index + 1, edit.end) : undefined
      if (rest) return [edit, ...rest]
    }
    return undefined
  }
  return choose(0, 0)
}

/** The edits that can take one command out of its `&&` chain, or a statement out of its list; the nicest first. */
function waysToCut(document: Document, script: Script, place: Place): readonly TextEdit[] {
  const chained = place.operands.length > 1
  const [list, index] = chained
    ? [place.operands, place.operandIndex]
    : [place.statements, place.statementIndex]
  const own = list[index]
  const next = list[index + 1]
  const before = list[index - 1]
  if (!own || (!next && !endsUnheard(place))) return []
  const start = toSource(script.mapped, own.pos)
  const end = toSourceRange(script.mapped, { start: own.pos, end: own.end }).end
  const behind = before && toSource(script.mapped, before.end - 1) + 1
  const onward = next && toSource(script.mapped, next.pos)
  const withFront = behind === undefined ? undefined : { start: behind, end }
  const line = (offset: number): number => lineOf(document, offset)
  // What ends a line of several commands leaves the line break to what follows.
  const endsLine =
    behind !== undefined && onward !== undefined && line(behind) === line(start) && line(end) < line(onward)
  const ranges = [
    endsLine ? withFront : undefined,
    onward === undefined ? undefined : { start, end: onward },
    next && ownLines(document, { start, end }),
    chained || !next ? withFront : undefined,
  ]
  return ranges.flatMap((range) =>
    range && !holdsComment(document, script, range) ? [{ ...range, text: '' }] : [],
  )
}

/** True for the last of a chain or list whose status makes no difference once the one before it went well. */
function endsUnheard({ operands, statements, statementIndex, nested, errexit }: Place): boolean {
  const isLast = !nested && statementIndex === statements.length - 1
  // errexit looks at the last command of a chain alone.
  if (operands.length > 1) return !errexit || isLast
  return errexit && isLast && statements[statementIndex - 1]?.command.type === 'Command'
}

/** The lines of a command that nothing else stands on but one operator, in front of it or behind. */
function ownLines(document: Document, { start, end }: Range): Range | undefined {
  const from = lineStart(document, lineOf(document, start))
  const newline = document.text.indexOf('\n', end)
  if (newline === -1) return undefined
  const head = document.text.slice(from, start).trim()
  const tail = document.text.slice(end, newline).trimEnd()
  if (!tail.endsWith(document.escape)) return undefined
  const operators = [head, tail.slice(0, -1).trim()].filter((each) => each !== '')
  return operators.length === 1 && /^(?:&&|;)$/.test(operators[0] ?? '')
    ? { start: from, end: newline + 1 }
    : undefined
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
