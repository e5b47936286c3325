import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { layOut } from './lay-out.ts'
import { narrowedCopy } from './narrowed-copy.ts'
import { recipes } from './recipes.ts'
import { runtimeBase } from './runtime-base.ts'
import { isSplit, type SplitPlan } from './split-plan.ts'
import { splitEffects } from './split-effects.ts'
import { subjectOf, type Subject } from './subject.ts'
import { withWholeFolder } from './whole-folder.ts'

export const splitStages = defineTransform({
  id: 'split-stages',
  summary: 'Build in one stage and run in another, which has what runs and nothing else',
  category: 'size',
  level: 'review',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    const stage = document.stages.at(-1)
    if (!stage) return
    const subject = subjectOf(stage, document, context)
    if (!subject || !split(subject, stage, context)) runElsewhere(document, stage, context)
  },
})

/** False where no recipe knows the stage. */
function split(subject: Subject, { from }: Stage, context: TransformContext): boolean {
  for (const recipe of recipes) {
    const found = recipe.plan(subject)
    if (!found) continue
    const plan = isSplit<SplitPlan>(found) ? withWholeFolder(subject, found) : found
    const layout = isSplit<SplitPlan>(plan) ? layOut(subject, plan) : plan
    if (!isSplit<SplitPlan>(plan) || 'reason' in layout) {
      const { at = from.range, reason, unblock } = 'reason' in layout ? layout : { reason: '', unblock: '' }
      context.refuse({ at, reason, unblock })
      return true
    }
    if (context.isSuppressed(from)) return true
    const base = plan.runtime ?? subject.stage.base
    context.change({
      at: from.range,
      edits: layout.edits,
      level: 'review',
      message: `Build in a stage of its own, and run on ${base}`,
      reason: [
        `${plan.leaves} stay behind in the stage ${layout.buildStage}`,
        ...plan.notes,
        ...layout.notes,
      ].join('; '),
      removes: [...plan.removes, ...layout.removes],
      removesComments: layout.removesComments,
      effects: splitEffects(plan, layout.owned),
    })
    return true
  }
  return false
}

function runElsewhere(document: Document, stage: Stage, context: TransformContext): void {
  const { range } = stage.from
  const found = runtimeBase(document, stage, context)
  if (!found) copyLess(document, stage, context)
  else if ('reason' in found) {
    const { reason, unblock, at = range } = found
    context.refuse({ at, reason, unblock })
  } else if (!context.isSuppressed(stage.from))
    context.change({
      at: range,
      edits: found.edits,
      level: 'review',
      message: `Run on ${found.base}`,
      reason: [`${found.leaves} are of no use to what it starts`, ...found.notes].join('; '),
      removes: found.removes,
      effects: found.effects,
    })
}

function copyLess(document: Document, stage: Stage, context: TransformContext): void {
  const found = narrowedCopy(document, stage, context)
  if (!found) return
  if ('reason' in found) {
    const { reason, unblock, at = stage.from.range } = found
    context.refuse({ at, reason, unblock })
  } else if (!context.isSuppressed(found.copy))
    context.change({
      at: found.copy.range,
      edits: found.edits,
      level: 'review',
      message: `Copy what runs, and not all of ${found.folder}`,
      reason: `${found.leaves} are of no use to what it starts`,
      removes: found.removes,
      effects: found.effects,
    })
}
