// What ran before an instruction: its stage down to it, and the stages that its stage is built FROM.
import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import { instructionsRun, type Stage } from '../dockerfile/stage.ts'

/** In the order in which they run, without `instruction` itself. */
export function earlierInstructions(
  { stages }: Document,
  stage: Stage,
  instruction: Instruction,
): readonly Instruction[] {
  const own = instructionsRun(stages, stage)
  const before = own.slice(0, Math.max(own.indexOf(instruction), 0))
  const found: Instruction[] = [...before]
  for (let at = stage.parent; at !== undefined; at = stages[at]?.parent) {
    const parent = stages[at]
    if (parent) found.unshift(...instructionsRun(stages, parent))
  }
  return found
}
