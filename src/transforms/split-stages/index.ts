import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { layOut } from './lay-out.ts'
import { recipes } from './recipes.ts'
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
    const subject = stage && subjectOf(stage, document, context)
    if (subject) split(subject, stage, context)
  },
})

function split(subject: Subject, { from }: Stage, context: TransformContext): void {
  for (const recipe of recipes) {
    const found = recipe.plan(subject)
    if (!found) continue
    const plan = isSplit<SplitPlan>(found) ? withWholeFolder(subject, found) : found
    const layout = isSplit<SplitPlan>(plan) ? layOut(subject, plan) : plan
    if (!isSplit<SplitPlan>(plan) || 'reason' in layout) {
      const { at = from.range, reason, unblock } = 'reason' in layout ? layout : { reason: '', unblock: '' }
      context.refuse({ at, reason, unblock })
      return
    }
    if (context.isSuppressed(from)) return
    const base = plan.runtime ?? subject.stage.base
    context.change({
      at: from.range,
      edits: layout.edits,
      level: 'review',
      message: `Build in a stage of its own, and run on ${base}`,
      reason: [`${plan.leaves} stay behind in the stage ${layout.buildStage}`, ...plan.notes].join('; '),
      removes: [...plan.removes, ...layout.removes],
      removesComments: layout.removesComments,
      effects: splitEffects(plan, layout.owned),
    })
    return
  }
}
