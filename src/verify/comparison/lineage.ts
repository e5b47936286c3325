import type { Document } from '../../dockerfile/document.ts'
import { flagValue, flagValues, type Instruction } from '../../dockerfile/instruction.ts'
import { instructionsRun, type Stage } from '../../dockerfile/stage.ts'
import { lowerCase } from '../../dockerfile/text.ts'

/** What an image of a Dockerfile is made of. */
export interface Lineage {
  /** From the stage that starts with the base image to the one that is built. */
  readonly stages: readonly Stage[]
  /** What runs in them, in order: FROM left out, triggers of ONBUILD where they run. */
  readonly instructions: readonly Instruction[]
}

/** @param target name or number of a stage; undefined for the last one. */
export function lineageOf({ stages }: Document, target: string | undefined): Lineage {
  const line: Stage[] = []
  for (let stage = stageNamed(stages, target); stage; stage = parentOf(stages, stage)) line.unshift(stage)
  return { stages: line, instructions: line.flatMap((stage) => instructionsRun(stages, stage)) }
}

function stageNamed(stages: readonly Stage[], target: string | undefined): Stage | undefined {
  if (target === undefined) return stages.at(-1)
  const named = stages.findLast((stage) => stage.name === lowerCase(target))
  return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined)
}

function parentOf(stages: readonly Stage[], { parent }: Stage): Stage | undefined {
  return parent === undefined ? undefined : stages[parent]
}

/** The stages that an instruction takes files from, and those that they were made from. */
export function sourceStages(document: Document, instruction: Instruction): readonly Stage[] {
  const mounts = flagValues(instruction, 'mount').flatMap(
    (mount) => /(?:^|,)"?from=([^,"]*)/i.exec(mount)?.[1] ?? [],
  )
  const names = [flagValue(instruction, 'from') ?? [], mounts].flat()
  const found = new Set<Stage>()
  const queue = names.flatMap((name) => stageNamed(document.stages, name) ?? [])
  for (let stage = queue.pop(); stage; stage = queue.pop()) {
    if (found.has(stage)) continue
    found.add(stage)
    const { index, parent } = stage
    queue.push(...document.stages.filter((each) => each.index === parent || each.copiedBy.includes(index)))
  }
  return [...found]
}
