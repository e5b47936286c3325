// The edits that put the copies behind the install, each with the comments that speak of it.
import { posix } from 'node:path'
import { lineStart, type Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { LateCopy, Phase } from './phase.ts'

export function layOut(document: Document, phase: Phase): readonly TextEdit[] {
  const { late, run, split, added } = phase
  const { newline } = document
  const copies = late.map(({ instruction, early }) => {
    const stays = early.length > 0 && instruction.leadingComments.some(({ text }) => OF_INSTALLS.test(text))
    return {
      edit: inPlace(document, instruction, early, stays),
      text: document.text.slice(
        stays ? instruction.range.start : startOf(document, instruction),
        instruction.range.end,
      ),
    }
  })
  const gap =
    isApart(document, run.instruction) || isApart(document, late[0]?.instruction, 'below')
      ? newline + newline
      : newline
  const moved = copies.map(({ text }) => text).join(newline)
  const edits = copies.map(({ edit }) => edit)
  const head = document.text.slice(run.instruction.keywordRange.start, run.instruction.keywordRange.end)
  const flags = run.instruction.flags
    .map(({ range }) => `${document.text.slice(range.start, range.end)} `)
    .join('')
  if (added !== undefined) {
    const at = startOf(document, run.instruction)
    return [...edits, { start: at, end: at, text: `${head} ${flags}${added}${gap}${moved}${gap}` }]
  }
  if (!split) {
    const at = run.instruction.range.end
    return [...edits, { start: at, end: at, text: gap + moved }]
  }
  const [before, behind] = [split.operands[split.operand], split.operands[split.operand + 1]]
  if (!before || !behind) throw new Error('a chain is parted at its end')
  const start = toSource(run.script.mapped, before.end - 1) + 1
  const end = toSource(run.script.mapped, behind.pos)
  const comments = run.instruction.comments
    .filter(({ range }) => range.start > start && range.end < end)
    .map(({ text }) => text + newline)
    .join('')
  return [...edits, { start, end, text: `${gap}${moved}${gap}${comments}${head} ${flags}${split.prefix}` }]
}

/** What speaks of the install, too, stays in front of it. */
const OF_INSTALLS = /install|depend|packages?\b|requirements|modules|librar|npm|yarn|pnpm|pip\b|gems?\b/i

function startOf(document: Document, { leadingComments, startLine }: Instruction): number {
  return lineStart(document, leadingComments[0]?.line ?? startLine)
}

/** The copies of what stays in front, in place of an instruction; or its lines taken out, with one of two blank ones. */
function inPlace(
  document: Document,
  instruction: Instruction,
  early: LateCopy['early'],
  keepsComments: boolean,
): TextEdit {
  const { newline, text } = document
  const start = keepsComments ? instruction.range.start : startOf(document, instruction)
  if (early.length > 0)
    return {
      start,
      end: instruction.range.end,
      text: earlyCopies(document, instruction, early).join(newline),
    }
  const next = text.indexOf('\n', instruction.range.end)
  const end = next === -1 ? text.length : next + 1
  const blank = /^[ \t]*\r?\n/.exec(text.slice(end))
  const isBlankBefore = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, start))
  return { start, end: blank && isBlankBefore ? end + blank[0].length : end, text: '' }
}

function earlyCopies(
  document: Document,
  instruction: Instruction,
  early: LateCopy['early'],
): readonly string[] {
  const { text } = document
  const written = text.slice(instruction.keywordRange.start, instruction.keywordRange.end)
  const keyword =
    written === written.toLowerCase() ? 'copy' : written === written.toUpperCase() ? 'COPY' : 'Copy'
  const flags = instruction.flags.map(({ range }) => `${text.slice(range.start, range.end)} `).join('')
  const target = wordsOf(instruction).at(-1) ?? '.'
  const line = (sources: readonly string[], folder: string): string => {
    const base = /^\.?\/?$/.test(target) && target !== '/' ? '' : target.endsWith('/') ? target : `${target}/`
    const to = folder === '' || folder === '.' ? base : `${base}${folder}/`
    return `${keyword} ${flags}${sources.join(' ')} ${to === '' ? './' : to}`
  }
  const folders = [...new Set(early.filter(({ isFolder }) => !isFolder).map(({ to }) => posix.dirname(to)))]
  return [
    ...folders.map((folder) =>
      line(
        early.filter(({ to, isFolder }) => !isFolder && posix.dirname(to) === folder).map(({ from }) => from),
        folder,
      ),
    ),
    ...early.filter(({ isFolder }) => isFolder).map(({ from, to }) => line([from], to)),
  ]
}

/** True where a blank line stands in front of an instruction and its comments, or behind it. */
function isApart(
  document: Document,
  instruction: Instruction | undefined,
  side: 'above' | 'below' = 'above',
): boolean {
  if (!instruction) return false
  return side === 'above'
    ? /\n[ \t]*\r?\n$/.test(document.text.slice(0, startOf(document, instruction)))
    : /^[ \t]*\r?\n[ \t]*\r?\n/.test(document.text.slice(instruction.range.end))
}
