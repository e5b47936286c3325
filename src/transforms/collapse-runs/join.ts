import { lineStart, type Document } from '../../dockerfile/document.ts'
import type { Comment } from '../../dockerfile/lines.ts'
import { toSource, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { at, type Range } from '../../dockerfile/text.ts'
import type { Proposal } from '../../engine/transform.ts'
import { chainBreak, chainLayout, layoutBehind } from '../../shell/layout.ts'
import { liftPragmas, type LiftedPragmas } from './pragmas.ts'
import { endOf, startOf, type Part } from './part.ts'
import { hidesProgram, wrappingOf, type Wrapping } from './wrapping.ts'
import { behindSharedOptions } from './shared-options.ts'

/** What stands between joined scripts: `;` under an errexit that they share. */
export type Joint = '&&' | ';'

/** The change that makes one RUN of several. */
export function joinProposal(document: Document, parts: readonly Part[], joint: Joint): Proposal {
  const instructions = parts.map((part) => part.instruction)
  const first = at(instructions, 0)
  const last = at(instructions, instructions.length - 1)
  const pieces = parts.map((_, index) =>
    joint === ';' ? sequencePiece(parts, index) : chainPiece(parts, index),
  )
  const layout = chainLayout(document, instructions)
  const pragmas = liftPragmas(document, instructions)
  const edits: TextEdit[] = pieces.flatMap((piece) => piece.edits)
  const removes: string[] = pieces.flatMap((piece) => piece.removes)
  const comments = pieces.map(({ part, closing }, index) =>
    index === parts.length - 1 && closing === '' ? undefined : liftTrailingComment(document, part),
  )

  pieces.forEach((piece, index) => {
    const next = pieces[index + 1]
    const comment = comments[index]
    removes.push(...(comment?.words ?? []))
    if (comment?.edit) edits.push(comment.edit)
    else if (comment && index === 0) edits.push(aboveInstruction(document, piece.part, comment.text))
    if (index === 0) edits.push({ start: piece.start, end: piece.start, text: piece.opening })
    if (next) {
      const own = ownSemicolon(document, piece.part)
      const end = own ?? endOf(piece.part)
      const above = commentsBetween(
        document,
        { start: end, end: next.start },
        [piece.part, next.part],
        pragmas,
      )
      const nextComment = comments[index + 1]
      if (nextComment && !nextComment.edit) above.push(nextComment.text)
      const behind = chainBreak(document, layoutBehind(piece.part.instruction, layout), above, joint)
      const text = own === undefined ? piece.closing + behind : onOwnLine(piece.closing, behind, above)
      edits.push({ start: end, end: next.start, text: text + next.opening })
      removes.push(...keywordAndFlags(next.part))
    } else if (piece.closing !== '') {
      const { mapped, text } = piece.part.script
      edits.push({
        start: ownSemicolon(document, piece.part) ?? endOf(piece.part),
        end: toSource(mapped, text.length - 1) + 1,
        text: piece.closing,
      })
    }
  })

  return {
    at: { start: first.range.start, end: last.range.end },
    edits: mergedInsertions([...edits, ...pragmas.edits]),
    level: 'safe',
    message: `Join ${parts.length} RUN instructions into one`,
    reason: `one layer instead of ${parts.length}, in which a later command can remove what an earlier one left`,
    removes,
    removesComments: pragmas.removed,
  }
}

/**
 * Where a `;` behind the last command stands, alone in its line: the lines in front of it may be comments, such as an
 * argument that is there to be uncommented.
 */
function ownSemicolon(document: Document, { script, top }: Part): number | undefined {
  const rest = script.text.slice(top.span.end)
  if (!/^\s*;\s*$/.test(rest)) return undefined
  const offset = toSource(script.mapped, top.span.end + rest.indexOf(';'))
  const line = document.text.slice(document.text.lastIndexOf('\n', offset - 1) + 1, offset)
  return line.trim() === '' ? offset : undefined
}

/** What takes the place of such a `;`. */
function onOwnLine(closing: string, behind: string, above: readonly string[]): string {
  if (/^ *&&|^;/.test(behind)) return closing === '' ? behind.trimStart() : closing + behind
  return above.length > 0 ? closing + behind : `${closing}${closing === '' ? '' : ' '}&& `
}

/** A part as it stands in the joined script. */
interface Piece {
  readonly part: Part
  /** Offset in the file at which the text that is kept begins. */
  readonly start: number
  readonly opening: string
  readonly closing: string
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

function chainPiece(parts: readonly Part[], index: number): Piece {
  const part = at(parts, index)
  const wrapping = wrappingOf(parts, index)
  const conversion = index < parts.length - 1 ? part.conversion : undefined
  const edits = (conversion?.edits ?? []).map((edit) => ({
    ...toSourceRange(part.script.mapped, edit),
    text: edit.text,
  }))
  const [opening, closing] = wrappers(part, wrapping, 0)
  const behind =
    wrapping === 'none'
      ? behindSharedOptions(parts, index, (place) => wrappingOf(parts, place) === 'subshell')
      : undefined
  const start = behind === undefined ? startOf(part) : toSource(part.script.mapped, behind)
  const removes = [...(conversion?.removes ?? []), ...(behind === undefined ? [] : (part.head?.words ?? []))]
  return { part, start, opening, closing, edits, removes }
}

function sequencePiece(parts: readonly Part[], index: number): Piece {
  const part = at(parts, index)
  const { script, sequence, guest } = part
  const start = sequence?.start ?? 0
  const needsWrap = sequence ? sequence.wrap : guest === 'list'
  const wrap = index < parts.length - 1 && (needsWrap || hidesProgram(parts, index))
  const [opening, closing] = wrappers(part, wrap ? 'subshell' : 'none', start)
  const removes = index === 0 ? [] : (sequence?.options.split(' ') ?? [])
  return { part, start: toSource(script.mapped, start), opening, closing, edits: [], removes }
}

function wrappers({ script, top }: Part, wrapping: Wrapping, start: number): readonly [string, string] {
  if (wrapping === 'none') return ['', '']
  if (wrapping === 'braces') return ['{ ', script.syntax.commands.at(-1)?.background ? ' }' : '; }']
  // `((` would begin an arithmetic command.
  const opening = script.text.startsWith('(', start) ? '( ' : '('
  return [opening, script.text.slice(0, top.span.end).endsWith(')') ? ' )' : ')']
}

function keywordAndFlags({ instruction }: Part): readonly string[] {
  return [instruction.keyword, ...instruction.flags.map((flag) => `--${flag.name}=${flag.value ?? ''}`)]
}

function commentsBetween(
  document: Document,
  { start, end }: Range,
  parts: readonly Part[],
  pragmas: LiftedPragmas,
): string[] {
  const within = ({ range }: Comment): boolean => range.start >= start && range.end <= end
  const between: Comment[] = []
  for (let index = firstBehind(document.comments, start); index < document.comments.length; index += 1) {
    const comment = document.comments[index]
    if (!comment || !within(comment)) break
    between.push(comment)
  }
  return [...between, ...parts.flatMap(({ instruction }) => instruction.comments.filter(within))]
    .filter((comment) => !pragmas.lifted.has(comment))
    .sort((left, right) => left.range.start - right.range.start)
    .map((comment) => comment.text.trimEnd())
}

/** Place of the first comment that begins at or behind an offset; they are in the order of the file. */
function firstBehind(comments: readonly Comment[], offset: number): number {
  let low = 0
  let high = comments.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(comments, middle).range.start < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** One edit for what is inserted at the same place: comments first, then ignore comments, then code. */
function mergedInsertions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const insertions = new Map<number, string>()
  const others: TextEdit[] = []
  for (const edit of edits) {
    if (edit.start !== edit.end) others.push(edit)
    else if (edit.text !== '') insertions.set(edit.start, (insertions.get(edit.start) ?? '') + edit.text)
  }
  return [...others, ...[...insertions].map(([start, text]) => ({ start, end: start, text }))]
}

interface LiftedComment {
  readonly text: string
  readonly words: readonly string[]
  /** Puts the comment on a line of its own above; absent where the caller has to place it. */
  readonly edit: TextEdit | undefined
}

/** A comment behind the last command would swallow the `&&`: it moves to a line of its own above the command. */
function liftTrailingComment(document: Document, part: Part): LiftedComment | undefined {
  const { trailingComment } = part.top
  if (!trailingComment) return undefined
  const text = part.script.text.slice(trailingComment.start, trailingComment.end).trimEnd()
  const words = text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
  const range = toSourceRange(part.script.mapped, trailingComment)
  const lineBegin = document.text.lastIndexOf('\n', range.start - 1) + 1
  if (lineBegin <= startOf(part)) return { text, words, edit: undefined }
  const indent = /^[ \t]*/.exec(document.text.slice(lineBegin, range.start))?.[0] ?? ''
  return {
    text,
    words,
    edit: { start: lineBegin, end: lineBegin, text: `${indent}${text}${document.newline}` },
  }
}

function aboveInstruction(document: Document, { instruction }: Part, text: string): TextEdit {
  const start = lineStart(document, instruction.startLine)
  const indent = document.text.slice(start, instruction.range.start)
  return { start, end: start, text: `${indent}${text}${document.newline}` }
}
