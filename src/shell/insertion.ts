// The edits that put a command in front of another one or behind it, in the layout of the file.
import { lineOf, lineStart, type Document } from '../dockerfile/document.ts'
import { toSource } from '../dockerfile/mapped-text.ts'
import type { Range } from '../dockerfile/text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import { chainLayout, type ChainLayout } from './layout.ts'
import type { Place } from './places.ts'
import type { Script } from './script.ts'

/** A script that stays on one line up to this many columns needs no line break. */
const MAX_LINE = 100

/** Runs `command` behind `place`, when and only when what stands there went well; a failure there stays one. */
export function insertBehind(
  document: Document,
  script: Script,
  place: Place,
  command: string,
): readonly TextEdit[] {
  const at = toSource(script.mapped, place.end - 1) + 1
  const separator = separatorFor(place)
  if (script.form === 'heredoc body') return [heredocLine(document, script, place, command)]
  const layout = layoutOf(document, script, place)
  const spaced = separator === '&&' ? ' &&' : ';'
  if (isWithinLine(document, script, place) || fitsOnLine(document, script, command.length + 4)) {
    return [{ start: at, end: at, text: `${spaced} ${command}` }]
  }
  const end = `${layout.lineEnd}${document.escape}${document.newline}`
  const atEnd = layout.operator === 'at line end' || separator === ';'
  const below = commentsBelow(document, script, at)
  if (below) {
    const { newline } = document
    if (below.next)
      return [
        { ...below.at, text: `${newline}${layout.indent}&& ${command}${layout.lineEnd}${document.escape}` },
      ]
    const line = { ...below.at, text: `${newline}${layout.indent}${atEnd ? '' : '&& '}${command}` }
    return atEnd ? [{ start: at, end: at, text: spaced }, line] : [line]
  }
  const text = atEnd ? `${spaced}${end}${layout.indent}${command}` : `${end}${layout.indent}&& ${command}`
  return [{ start: at, end: at, text }]
}

/** Runs `command` before what stands at `place`, which then runs only when it went well. */
export function insertBefore(
  document: Document,
  script: Script,
  place: Place,
  command: string,
): readonly TextEdit[] {
  const at = toSource(script.mapped, place.start)
  const own = place.errexit && place.operands.length === 1
  if (script.form === 'heredoc body') {
    const line = own && startsLine(document, at)
    return [
      {
        start: at,
        end: at,
        text: line ? `${command}${document.newline}${indentAt(document, at)}` : `${command} && `,
      },
    ]
  }
  if (!breaksAround(script, place) && fitsOnLine(document, script, command.length + 4, at)) {
    return [{ start: at, end: at, text: own ? `${command}; ` : `${command} && ` }]
  }
  const { operator, indent, lineEnd } = layoutOf(document, script, place)
  const end = `${lineEnd}${document.escape}${document.newline}`
  const comment = commentsAbove(document, script, at)
  if (comment !== undefined) {
    const joint = own ? ';' : ' &&'
    const begins = operator === 'at line start' && !own
    // The first of a list has no operator in front of it.
    if (begins && !gapBefore(script, place)) {
      return [
        { start: comment, end: comment, text: `${indentAt(document, at)}${command}${end}` },
        { start: at, end: at, text: '&& ' },
      ]
    }
    const line = begins ? `${indent}&& ${command}${end}` : `${indent}${command}${joint}${end}`
    return [{ start: comment, end: comment, text: line }]
  }
  // What begins its line keeps its indentation.
  const before = startsLine(document, at) ? indentAt(document, at) : indent
  const text = own
    ? `${command};${end}${before}`
    : operator === 'at line end'
      ? `${command} &&${end}${before}`
      : `${command}${end}${indent}&& `
  return [{ start: at, end: at, text }]
}

/** What has to stand between: under errexit `a && b` would hide a failure of a, unless it ends the script anyway. */
function separatorFor(place: Place): '&&' | ';' {
  if (!place.errexit || place.operandIndex < place.operands.length - 1) return '&&'
  const last = !place.nested && place.statementIndex === place.statements.length - 1
  return last && place.operands.length > 1 ? '&&' : ';'
}

/** How the list around a place is written: as what follows it, else as what stands before it, else as the file. */
function layoutOf(document: Document, script: Script, place: Place): ChainLayout {
  const near = [gapBehind(script, place), gapBefore(script, place)]
    .flatMap((gap) => gap ?? [])
    .flatMap((gap) => gapLayout(document, gap) ?? [])
  if (near[0]) return near[0]
  const layout = chainLayout(document, [script.instruction])
  // Where an if or a loop is all there is, what is inside it stands deeper than its end.
  const end = toSource(script.mapped, place.end - 1)
  if (
    place.operand.type !== 'Command' &&
    lineOf(document, end) > lineOf(document, toSource(script.mapped, place.start))
  )
    return {
      ...layout,
      indent: /^[ \t]*/.exec(document.text.slice(lineStart(document, lineOf(document, end))))?.[0] ?? '',
    }
  // A list inside braces or a subshell has an indentation of its own.
  const at = toSource(script.mapped, place.start)
  return place.nested && startsLine(document, at) ? { ...layout, indent: indentAt(document, at) } : layout
}

/** The stretch of the file between a place and the next command of its list. */
function gapBehind({ mapped }: Script, place: Place): Range | undefined {
  const next = place.operands[place.operandIndex + 1] ?? place.statements[place.statementIndex + 1]
  return next && { start: toSource(mapped, place.end - 1) + 1, end: toSource(mapped, next.pos) }
}

function gapBefore({ mapped }: Script, place: Place): Range | undefined {
  const before = place.operands[place.operandIndex - 1] ?? place.statements[place.statementIndex - 1]
  return before && { start: toSource(mapped, before.end - 1) + 1, end: toSource(mapped, place.start) }
}

/** Undefined for a gap within a line. */
function gapLayout(document: Document, { start, end }: Range): ChainLayout | undefined {
  const text = withoutComments(document.text.slice(start, end))
  const newline = text.indexOf('\n')
  if (newline === -1) return undefined
  const operator = /&&|;/.exec(text)?.index ?? 0
  const indent = indentAt(document, end)
  if (operator > newline) return { operator: 'at line start', indent, lineEnd: ' ' }
  return {
    operator: 'at line end',
    indent,
    lineEnd: /(?:&&|;)\S\s*$/.test(text.slice(0, newline)) ? '' : ' ',
  }
}

/** True when the list goes on in the same line, or is a group within one. */
function isWithinLine(document: Document, script: Script, place: Place): boolean {
  const behind = gapBehind(script, place)
  if (behind) return gapLayout(document, behind) === undefined
  const before = gapBefore(script, place)
  return place.nested && (before === undefined || gapLayout(document, before) === undefined)
}

/** In a heredoc each statement has its line, and one that fails stops nothing without errexit. */
function heredocLine(document: Document, script: Script, place: Place, command: string): TextEdit {
  const at = toSource(script.mapped, place.end - 1) + 1
  const statement = place.statements[place.statementIndex]
  const endsStatement = place.operandIndex === place.operands.length - 1
  const isLast = place.statementIndex === place.statements.length - 1
  const own = endsStatement && statement && (place.errexit || !isLast)
  const begin = toSource(script.mapped, statement?.pos ?? place.start)
  const endOfLine = document.text.slice(at).search(/\r?\n/)
  const rest = document.text.slice(at, endOfLine === -1 ? undefined : at + endOfLine)
  if (own && startsLine(document, begin) && /^\s*$/.test(rest)) {
    return { start: at, end: at, text: `${document.newline}${indentAt(document, begin)}${command}` }
  }
  return { start: at, end: at, text: place.errexit && endsStatement ? `; ${command}` : ` && ${command}` }
}

/** True when the script is on one line that stays short enough with so many more characters. */
function fitsOnLine(document: Document, script: Script, more: number, at?: number): boolean {
  const { startLine, endLine, range } = script.instruction
  if (at === undefined && startLine !== endLine) return false
  const line = lineOf(document, at ?? range.start)
  const start = lineStart(document, line)
  const [text = ''] = /^[^\r\n]*/.exec(document.text.slice(start)) ?? []
  return text.length + more <= MAX_LINE
}

/** True when the chain around a place is broken into lines at its operators. */
function breaksAround(script: Script, { operands, statements }: Place): boolean {
  const ends = statements.length > 1 ? statements.map((each) => each.end) : operands.map((each) => each.end)
  const begins = statements.length > 1 ? statements.map((each) => each.pos) : operands.map((each) => each.pos)
  return ends
    .slice(0, -1)
    .some((end, index) =>
      script.mapped.starts.some((piece) => end < piece && piece <= (begins[index + 1] ?? end)),
    )
}

function startsLine(document: Document, at: number): boolean {
  return /^[ \t]*$/.test(document.text.slice(lineStart(document, lineOf(document, at)), at))
}

function indentAt(document: Document, at: number): string {
  return /^[ \t]*/.exec(document.text.slice(lineStart(document, lineOf(document, at)), at))?.[0] ?? ''
}

/**
 * Where the line of the first comment above a command begins, which speaks of the command: what is put in front of
 * it goes above the comment. Undefined where there is none, or the command does not begin its line.
 */
function commentsAbove(document: Document, { instruction }: Script, at: number): number | undefined {
  const line = lineOf(document, at)
  const above = new Set(instruction.comments.map((comment) => lineOf(document, comment.range.start)))
  let first = line
  while (above.has(first - 1)) first -= 1
  const begins = /^[ \t]*(?:&&[ \t]*)?$/.test(document.text.slice(lineStart(document, line), at))
  return begins && first < line ? lineStart(document, first) : undefined
}

interface CommentsBelow {
  /** Where their last line ends. */
  readonly at: Range
  /** True when the chain goes on below them. */
  readonly next: boolean
}

/**
 * Comment lines below the place `at` that speak of what is above them, a package that was commented out of its list:
 * a command put behind the list goes below them.
 */
function commentsBelow(document: Document, script: Script, at: number): CommentsBelow | undefined {
  const next = nextSource(script, at)
  const below = script.instruction.comments.filter(
    (comment) => comment.range.start > at && (next === undefined || comment.range.start < next),
  )
  const last = below.at(-1)
  if (!last) return undefined
  const end = last.range.start + last.text.trimEnd().length
  const here = { start: end, end }
  if (next === undefined) return { at: here, next: false }
  const goesOn = document.text.startsWith('&&', next) && startsLine(document, next)
  const indent = indentAt(document, at)
  const ofList = below.every((comment) => indentAt(document, comment.range.start) === indent)
  return goesOn && ofList && indent !== indentAt(document, next) ? { at: here, next: true } : undefined
}

/** The place in the file of the first character of the script, white space aside, at or behind `at`. */
function nextSource({ mapped, text }: Script, at: number): number | undefined {
  for (let index = text.length - 1, found: number | undefined; index >= -1; index -= 1) {
    if (index === -1 || toSource(mapped, index) < at) return found
    if (/\S/.test(text.charAt(index))) found = toSource(mapped, index)
  }
  return undefined
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, '')
}
