// The edits that put an instruction on a line of its own next to another one, in the writing of the file.
import { lineStart, type Document } from './document.ts'
import type { Instruction } from './instruction.ts'
import type { Comment } from './lines.ts'
import type { TextEdit } from './text-edit.ts'

/** An instruction on a line of its own above another one and the comments that belong to that. */
export function insertAbove(
  document: Document,
  instruction: Instruction,
  keyword: string,
  args: string,
): TextEdit {
  const line = instruction.leadingComments[0]?.line ?? instruction.startLine
  return insertAt(document, instruction, line, keyword, args)
}

/** The same below those comments that speak of both: `belongs` tells the ones that have to stay right above it. */
export function insertBelowComments(
  document: Document,
  instruction: Instruction,
  keyword: string,
  args: string,
  belongs: (comment: Comment) => boolean,
): TextEdit {
  const above = instruction.leadingComments
  const own = above.slice(above.findLastIndex((comment) => !belongs(comment)) + 1)
  return insertAt(document, instruction, own[0]?.line ?? instruction.startLine, keyword, args)
}

function insertAt(
  document: Document,
  instruction: Instruction,
  line: number,
  keyword: string,
  args: string,
): TextEdit {
  const at = lineStart(document, line)
  return {
    start: at,
    end: at,
    text: `${keywordLike(document, instruction, keyword)} ${args}${document.newline}`,
  }
}

export function insertBelow(
  document: Document,
  instruction: Instruction,
  keyword: string,
  args: string,
): TextEdit {
  const at = instruction.range.end
  return {
    start: at,
    end: at,
    text: `${document.newline}${keywordLike(document, instruction, keyword)} ${args}`,
  }
}

/** A keyword in the case in which the file writes another one. */
function keywordLike({ text }: Document, { keywordRange }: Instruction, keyword: string): string {
  const written = text.slice(keywordRange.start, keywordRange.end)
  if (written === written.toUpperCase()) return keyword
  const lower = keyword.toLowerCase()
  return written === written.toLowerCase() ? lower : keyword.charAt(0) + lower.slice(1)
}
