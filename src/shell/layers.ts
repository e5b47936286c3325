import { lineage, type Document } from '../dockerfile/document.ts'
import { flagValue, wordsOf } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import type { RunScript } from './run-scripts.ts'

/** True when the layers of a stage themselves reach the image, not a copy of the files that are left at its end. */
export function shipsItsLayers(document: Document, stage: Stage): boolean {
  if (!stage.ships) return false
  return !stage.copiedBy.some((index) =>
    document.stages[index]?.instructions.some(
      (each) =>
        each.keyword === 'COPY' &&
        [stage.name, String(stage.index)].includes(flagValue(each, 'from')?.toLowerCase()) &&
        wordsOf(each)
          .slice(0, -1)
          .some((source) => /^\/\**$/.test(source)),
    ),
  )
}

/** The RUNs in the layers below one. */
export function runsBelow(
  document: Document,
  runs: readonly RunScript[],
  run: RunScript,
): readonly RunScript[] {
  const stages = lineage(document, run.stage)
  return runs.filter((each) => stages.includes(each.stage) && each.instruction.index < run.instruction.index)
}
