import { lineStart, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { at } from '../../dockerfile/text.ts'
import type { Decline, Proposal } from '../../engine/transform.ts'
import { wordsIn } from './words.ts'

/** CMD, ENTRYPOINT and HEALTHCHECK that a later one of the same stage replaces. */
export function overridden(stage: Stage): readonly Instruction[] {
  return ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].flatMap((keyword) =>
    stage.instructions.filter((each) => each.keyword === keyword).slice(0, -1),
  )
}

export function removal(document: Document, instruction: Instruction): Proposal | Decline {
  const { keyword, range, flags, args, comments, leadingComments, startLine, endLine } = instruction
  if (comments.length + leadingComments.length > 0) {
    return {
      at: range,
      reason: `a later ${keyword} of the stage replaces it, and it has a comment`,
      unblock: 'delete both if they are no longer needed',
    }
  }
  return {
    at: range,
    edits: [{ ...lineSpan(document, startLine, endLine), text: '' }],
    level: 'safe',
    message: `Delete the ${keyword} that a later one replaces`,
    reason: `only the last ${keyword} of a stage counts`,
    removes: [keyword, ...flags.map((flag) => `--${flag.name}=${flag.value ?? ''}`), ...wordsIn(args.text)],
  }
}

/** Its lines, and one of the blank lines around it where there are two. */
export function lineSpan(
  document: Document,
  startLine: number,
  endLine: number,
): { start: number; end: number } {
  const blank = (line: number): boolean =>
    line < 1 || line > document.lines.length || textOfLine(document, line).trim() === ''
  const last =
    blank(startLine - 1) && blank(endLine + 1) && endLine < document.lines.length ? endLine + 1 : endLine
  const end = last >= document.lines.length ? document.text.length : at(document.lines, last)
  const start = lineStart(document, startLine)
  // A file that ends without a line break goes on doing so.
  const open = end === document.text.length && !document.text.endsWith('\n')
  return { start: open ? document.text.slice(0, start).replace(/\r?\n$/, '').length : start, end }
}

function textOfLine(document: Document, line: number): string {
  return document.text.slice(lineStart(document, line), document.lines[line] ?? document.text.length)
}
