// Instructions that leave their place, with their comments and the blank lines that would be left.
import { lineStart, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'

/** The edits that take instructions out. */
export function removals(document: Document, instructions: readonly Instruction[]): readonly TextEdit[] {
  const edits: TextEdit[] = []
  for (const each of [...instructions].sort((left, right) => left.index - right.index)) {
    const edit = removal(document, each)
    const before = edits.at(-1)
    // One of two blank lines may already have gone with what stood in front of it.
    if (before && edit.start <= before.end) edits[edits.length - 1] = { ...before, end: edit.end }
    else edits.push(edit)
  }
  return atEndOf(document, edits)
}

/** Where the last of them reaches the end of the file, the blank lines in front of it go as well. */
function atEndOf(
  { text, newline }: Pick<Document, 'text' | 'newline'>,
  edits: readonly TextEdit[],
): readonly TextEdit[] {
  const last = edits.at(-1)
  if (last?.end !== text.length) return edits
  const kept = text.slice(0, last.start)
  const final = text.endsWith('\n') ? (kept.endsWith('\n') ? newline : '') : ''
  const start = kept.trimEnd().length + final.length
  const before = edits.at(-2)
  return before && start <= before.end
    ? atEndOf({ text, newline }, [...edits.slice(0, -2), { ...before, end: last.end }])
    : [...edits.slice(0, -1), { ...last, start }]
}

/** With its comments, and one of two blank lines. */
function removal(document: Document, { leadingComments, startLine, range }: Instruction): TextEdit {
  const start = lineStart(document, leadingComments[0]?.line ?? startLine)
  const newline = document.text.indexOf('\n', range.end)
  const end = newline === -1 ? document.text.length : newline + 1
  const blank = /^[ \t]*\r?\n/.exec(document.text.slice(end))
  const before = /(?:^|\n)[ \t]*\r?\n$/.test(document.text.slice(0, start))
  return { start, end: blank && before ? end + blank[0].length : end, text: '' }
}

/** What a change that removes instructions for good has to declare. */
export function removedWith(instructions: readonly Instruction[]): {
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
} {
  return {
    removes: instructions.flatMap(({ keyword, args, flags }) => [
      keyword,
      ...flags.map(({ name, value }) => `--${name}=${value ?? ''}`),
      ...args.text.split(/[\s;&|(){}]+/).filter((word) => word !== ''),
    ]),
    removesComments: instructions.flatMap(({ leadingComments, comments }) =>
      [...leadingComments, ...comments].map(({ text }) => text.trimEnd()),
    ),
  }
}
