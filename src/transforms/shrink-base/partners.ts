// Build stages that can only change their base together with the stage that takes what they make.
import type { Document } from '../../dockerfile/document.ts'
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { stagesOn } from './plan.ts'

/** Stages on the base of another one, in the same words, from which it or another of them copies; none of them is an image. */
export function partnersOf(document: Document, stage: Stage): readonly Stage[] {
  const platform = flagValue(stage.from, 'platform')
  const alike = document.stages.filter(
    (each) =>
      each !== stage &&
      each.parent === undefined &&
      !each.ships &&
      each.base === stage.base &&
      each.resolvedBase === stage.resolvedBase &&
      flagValue(each.from, 'platform') === platform,
  )
  const found: Stage[] = []
  const takers = [stage]
  // The list grows while it is read.
  for (const taker of takers) {
    const group = stagesOn(document, taker)
    for (const each of alike) {
      const isTaken = stagesOn(document, each).some(({ copiedBy }) =>
        copiedBy.some((index) => group.some((one) => one.index === index)),
      )
      if (!isTaken || found.includes(each)) continue
      found.push(each)
      takers.push(each)
    }
  }
  return found
}
