// DEBIAN_FRONTEND asks debconf not to ask: nothing in Alpine reads it.
import { lineStart } from '../../../dockerfile/document.ts'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import { isContiguous, toSource } from '../../../dockerfile/mapped-text.ts'
import { keyValues } from '../../../dockerfile/words.ts'
import { wordsOfScript } from '../../../shell/script-words.ts'
import type { Draft } from './translation.ts'

/** Takes it out of ENV and ARG, and the instruction where it says nothing else. */
export function dropFrontend(draft: Draft, instruction: Instruction): void {
  if (!/^(?:ENV|ARG)$/.test(instruction.keyword)) return
  const { text } = instruction.args
  if (/^\s*DEBIAN_FRONTEND(?:[= \t]\s*["']?\w+["']?)?\s*$/.test(text)) dropInstruction(draft, instruction)
  else if (instruction.keyword === 'ENV') dropPair(draft, instruction)
}

function dropInstruction(draft: Draft, instruction: Instruction): void {
  // A comment above it would stand above something else.
  if (instruction.comments.length + instruction.leadingComments.length > 0) return
  const { document } = draft.swap
  const newline = document.text.indexOf('\n', instruction.range.end)
  const start = lineStart(document, instruction.startLine)
  const end = newline === -1 ? document.text.length : newline + 1
  const blank = /^[ \t]*\r?\n/.exec(document.text.slice(end))?.[0].length ?? 0
  const isBetween = /\n[ \t]*\r?\n$/.test(document.text.slice(0, start))
  draft.edits.push({ start, end: isBetween ? end + blank : end, text: '' })
  draft.removes.push(instruction.keyword, ...wordsOfScript(instruction.args.text))
}

/** One of several: with the blanks and the line break up to the next one, or from the one before. */
function dropPair(draft: Draft, { args, comments }: Instruction): void {
  const pairs = keyValues(args.text, draft.swap.document.escape) ?? []
  const at = pairs.findIndex(({ key }) => key === 'DEBIAN_FRONTEND')
  const [pair, next, before] = [pairs[at], pairs[at + 1], pairs[at - 1]]
  if (!pair || comments.length > 0 || !isContiguous(args, pair.span)) return
  const behind = ({ end }: { readonly end: number }): number => toSource(args, end - 1) + 1
  if (next)
    draft.edits.push({
      start: toSource(args, pair.span.start),
      end: toSource(args, next.span.start),
      text: '',
    })
  else if (before) draft.edits.push({ start: behind(before.span), end: behind(pair.span), text: '' })
  else return
  draft.removes.push(...wordsOfScript(args.text.slice(pair.span.start, pair.span.end)))
}
