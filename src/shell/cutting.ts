// The edits that take a command or words out of a script, without a trace in its layout.
import { lineOf, lineStart, type Document } from '../dockerfile/document.ts'
import { isContiguous, toSource, toSourceRange } from '../dockerfile/mapped-text.ts'
import type { Range } from '../dockerfile/text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import type { SyntaxNode } from './parser.ts'
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
  const whole = withEmptied(places)
  // Of two commands that end a list together, the first has to go with what stands in front of it.
  const choose = (index: number, from: number): readonly TextEdit[] | undefined => {
    if (index === whole.length) return []
    for (let count = neighbours(whole, index); count > 0; count -= 1) {
      for (const edit of waysToCut(document, script, whole.slice(index, index + count))) {
        const rest = edit.start >= from ? choose(index + count, edit.end) : undefined
        if (rest) return [edit, ...rest]
      }
    }
    return undefined
  }
  return choose(0, 0)
}

/** How many places, from one on, are next to each other in one chain or list. */
function neighbours(places: readonly Place[], index: number): number {
  let count = 1
  while (isNext(places[index + count - 1], places[index + count])) count += 1
  return count
}

function isNext(place: Place | undefined, next: Place | undefined): boolean {
  if (!place || place.statements !== next?.statements) return false
  const chains = [place, next].map(({ operands }) => operands.length > 1)
  return place.statementIndex === next.statementIndex
    ? place.operandIndex + 1 === next.operandIndex
    : place.statementIndex + 1 === next.statementIndex && !chains.includes(true)
}

/** Chains, braces and subshells that would be left empty take the place of what stands in them. */
export function withEmptied(places: readonly Place[]): readonly Place[] {
  const isCut = ({ pos, end }: Pick<SyntaxNode, 'pos' | 'end'>): boolean =>
    places.some((each) => each.start === pos && each.end === end)
  for (const place of places) {
    const whole =
      place.operands.length > 1 && place.operands.every(isCut) ? chainOf(place) : groupOf(place, isCut)
    if (!whole) continue
    const inside = (each: Place): boolean => whole.start <= each.start && each.end <= whole.end
    const first = places.findIndex(inside)
    return withEmptied(
      places.flatMap((each, index) => (index === first ? [whole] : inside(each) ? [] : [each])),
    )
  }
  return places
}

function chainOf(place: Place): Place | undefined {
  const chain = place.statements[place.statementIndex]?.command
  return (
    chain && {
      ...place,
      start: chain.pos,
      end: chain.end,
      operand: chain,
      operands: [chain],
      operandIndex: 0,
    }
  )
}

function groupOf({ group, statements }: Place, isCut: (command: SyntaxNode) => boolean): Place | undefined {
  return statements.every(({ command, background }) => !background && isCut(command)) ? group : undefined
}

/**
 * The edits that can take commands that stand next to each other out of their `&&` chain, or statements out of their
 * list; the nicest first.
 */
function waysToCut(document: Document, script: Script, places: readonly Place[]): readonly TextEdit[] {
  const [place] = places
  const last = places.at(-1)
  if (!place || !last) return []
  const chained = place.operands.length > 1
  const [list, index] = chained
    ? [place.operands, place.operandIndex]
    : [place.statements, place.statementIndex]
  const own = list[index]
  const next = list[index + places.length]
  const before = list[index - 1]
  if (!own || (!next && !endsUnheard(place, last))) return []
  const start = toSource(script.mapped, own.pos)
  const end = toSource(script.mapped, last.end - 1) + 1
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

/** True for the end of a chain or list whose status makes no difference once the one before it went well. */
function endsUnheard({ operands, statements, statementIndex, nested, errexit }: Place, last: Place): boolean {
  const isLast = !nested && last.statementIndex === statements.length - 1
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
  return cutSpan(document, toSourceRange(script.mapped, word))
}

/** Takes words out of a command, those that follow each other together; undefined where one is in pieces. */
export function cutWords(
  document: Document,
  script: Script,
  words: readonly Range[],
): readonly TextEdit[] | undefined {
  if (!words.every((word) => isContiguous(script.mapped, word))) return undefined
  const between = new RegExp(`^(?:[ \\t]|\\${document.escape}[ \\t]*\\r?\\n|[ \\t]*#[^\\n]*\\n)*$`)
  const spans: Range[] = []
  for (const word of [...words].sort((left, right) => left.start - right.start)) {
    const span = toSourceRange(script.mapped, word)
    const last = spans.at(-1)
    if (last && between.test(document.text.slice(last.end, span.start)))
      spans[spans.length - 1] = { start: last.start, end: span.end }
    else spans.push(span)
  }
  const edits = spans.map((span) => cutBefore(document, span) ?? cutSpan(document, span))
  return edits.includes(undefined) ? undefined : edits.flatMap((edit) => edit ?? [])
}

/** Of words that an operator follows on their last line: it goes to the line in front of them. */
function cutBefore(document: Document, { start, end }: Range): TextEdit | undefined {
  const { text } = document
  const head = new RegExp(`[ \\t]*\\${document.escape}[ \\t]*\\r?\\n[ \\t]*$`).exec(text.slice(0, start))
  const tail = /^[ \t]*(?=&&|;|\|\|)/.exec(text.slice(end))
  return head && tail ? { start: head.index, end: end + tail[0].length, text: ' ' } : undefined
}

function cutSpan(document: Document, { start, end }: Range): TextEdit | undefined {
  const { text } = document
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
