import { failingInstruction, type RewriteFacts } from './comparison/attribution.ts'
import type { NotBuilt } from './trial.ts'
import type { Problem } from './verification.ts'

/** What is to be told of a build that gave no image. */
export function problemOf(
  step: 'build before' | 'build after',
  { kind, message, hint, tail, line }: NotBuilt,
  facts: RewriteFacts,
): Problem {
  const side = step === 'build before' ? 'before' : 'after'
  return {
    step: kind === 'not read' ? 'export' : step,
    message,
    hint: hint || (kind === 'failed' ? HINTS[step] : ''),
    tail,
    instruction: line === undefined ? undefined : failingInstruction(facts, side, line),
  }
}

const HINTS = {
  'build before': 'make the original build first; nothing is said about the rewrite',
  'build after': 'leave out the transform with --skip, or find the change with --bisect',
} as const
