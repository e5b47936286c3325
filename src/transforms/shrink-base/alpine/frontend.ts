// DEBIAN_FRONTEND asks debconf not to ask: nothing in Alpine reads it.
import { lineStart } from '../../../dockerfile/document.ts'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import { wordsOfScript } from '../../../shell/script-words.ts'
import type { Draft } from './translation.ts'

/** Takes an ENV or ARG out that says nothing else; among others it stays, and does nothing. */
export function dropFrontend(draft: Draft, instruction: Instruction): void {
  if (!/^(?:ENV|ARG)$/.test(instruction.keyword)) return
  const { text } = instruction.args
  if (!/^\s*DEBIAN_FRONTEND(?:[= \t]\s*["']?\w+["']?)?\s*$/.test(text) || instruction.comments.length > 0)
    return
  const { document } = draft.swap
  // A comment above it would stand above something else.
  if (instruction.leadingComments.length > 0) return
  const newline = document.text.indexOf('\n', instruction.range.end)
  const start = lineStart(document, instruction.startLine)
  const end = newline === -1 ? document.text.length : newline + 1
  const blank = /^[ \t]*\r?\n/.exec(document.text.slice(end))?.[0].length ?? 0
  const isBetween = /\n[ \t]*\r?\n$/.test(document.text.slice(0, start))
  draft.edits.push({ start, end: isBetween ? end + blank : end, text: '' })
  draft.removes.push(instruction.keyword, ...wordsOfScript(text))
}
