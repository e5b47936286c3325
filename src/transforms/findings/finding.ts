// What all manual findings have in common: one for a file and a concern, at the first place that no comment excuses.
import type { Concern, Transform, TransformContext } from '../../engine/transform.ts'
import { defineTransform } from '../../engine/transform.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Range } from '../../dockerfile/text.ts'

/** A place that a finding is about. */
export interface Occurrence extends Concern {
  readonly instruction: Instruction
  readonly at: Range
}

export interface Said {
  /** What to do, in the imperative. */
  readonly message: string
  /** What is there, and why it matters. */
  readonly reason: string
}

/** Reports the first place that is not excused; `say` is told of it and of all of them. */
export function reportFirst<T extends Occurrence>(
  context: TransformContext,
  found: readonly T[],
  say: (first: T, all: readonly T[]) => Said,
): void {
  const all = found.filter((each) => !context.isSuppressed(each.instruction, each.aliases))
  const [first] = all
  if (!first) return
  const { at, aliases } = first
  context.change({ at, ...(aliases && { aliases }), edits: [], level: 'manual', ...say(first, all) })
}

/** ` (and in 2 more RUNs)`, or nothing. */
export function more(all: readonly Occurrence[], noun = 'RUN'): string {
  const others = new Set(all.map((each) => each.instruction)).size - 1
  if (others < 1) return ''
  return ` (and in ${others} more ${others === 1 ? noun : `${noun}s`})`
}

/** A finding as a transform: it never edits. */
export function defineFinding(
  finding: Omit<Transform, 'level' | 'apply'>,
  apply: (document: Document, context: TransformContext) => void,
): Transform {
  return defineTransform({ ...finding, level: 'manual', apply })
}
