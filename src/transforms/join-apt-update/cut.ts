import { lineOf, lineStart, type Document } from '../../dockerfile/document.ts'
import { toSource, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'

/** The edits that take commands out of a script; undefined where comments or each other are in the way. */
export function cutAll(
  document: Document,
  script: Script,
  places: readonly Place[],
): readonly TextEdit[] | undefined {
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
  const pieces = chained ? place.operands : place.statements
  const index = chained ? place.operandIndex : place.statementIndex
  const piece = pieces[index]
  const next = pieces[index + 1]
  const before = pieces[index - 1]
  // The last statement of a list gives the list its status, and the last command of a chain what errexit looks at.
  const ends = !place.nested && place.statementIndex === place.statements.length - 1
  if (!piece || (!next && (!chained || (place.errexit && !ends)))) return []
  const start = toSource(script.mapped, piece.pos)
  const end = toSourceRange(script.mapped, { start: piece.pos, end: piece.end }).end
  const lines = next && ownLines(document, { start, end })
  const ranges = [
    next && { start, end: toSource(script.mapped, next.pos) },
    lines,
    before && chained && { start: toSource(script.mapped, before.end - 1) + 1, end },
  ]
  return ranges.flatMap((range) =>
    range && !hasComment(document, script, range) ? [{ ...range, text: '' }] : [],
  )
}

function hasComment(document: Document, { instruction, form }: Script, { start, end }: Range): boolean {
  // A heredoc's comments are the shell's own, and no part of the instruction's.
  if (form !== 'line') return document.text.slice(start, end).includes('#')
  return instruction.comments.some((comment) => comment.range.start >= start && comment.range.end <= end)
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
