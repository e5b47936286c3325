// From what a RUN is through with to the changes that remove it, and the reasons where that cannot be.
import type { Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { TransformContext } from '../../engine/transform.ts'
import { insertBehind } from '../../shell/insertion.ts'
import type { LaterRm } from './elsewhere.ts'
import { planRun, type Planned } from './plan.ts'
import { runScripts } from '../../shell/run-scripts.ts'

export function removeIn(document: Document, context: TransformContext): void {
  const planned: Planned[] = []
  for (const { stage, script } of runScripts(document)) {
    const { instruction } = script
    const { gone, refused } = planRun(document, stage, script)
    for (const { reason, unblock } of stage.ships ? refused : []) {
      context.refuse({ at: instruction.range, reason, unblock })
    }
    if (stage.ships) {
      if (gone.length > 0 && !context.isSuppressed(instruction)) planned.push(...gone)
    } else if (gone.length + refused.length > 0) {
      context.refuse({
        at: instruction.range,
        reason: 'this stage is not part of the image, so removing its downloads saves nothing',
        unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
        quiet: true,
      })
    }
  }
  for (const together of dependent(planned)) propose(document, together, context)
}

function propose(document: Document, together: readonly Planned[], context: TransformContext): void {
  const [first] = together
  if (!first) return
  const proven = together.every((each) => each.proven)
  const failing = distinct(together.flatMap((each) => each.failing))
  const labels = together.map(({ label }) => label).filter((label) => label !== undefined)
  const it = labels.length > 1 || labels[0]?.startsWith('the sources') === true ? 'them' : 'it'
  const hidden =
    failing.length === 0
      ? `a later RUN cannot take ${it} out of this layer`
      : 'the rm in a later RUN frees nothing'
  context.change({
    at: first.script.instruction.range,
    edits: [...byPlace(together).flatMap((group) => removal(document, group)), ...failing.map(force)],
    level: proven ? 'safe' : 'review',
    message: `Remove ${listed(labels)} in the layer that ${labels.includes('the temporary directory') ? 'made' : 'fetched'} ${it}`,
    reason: proven
      ? `nothing needs ${it} behind ${first.behind}, and ${hidden}`
      : `nothing needs ${it} behind ${first.behind}, unless a Makefile makes links to ${it}; ${hidden}`,
    effects: [{ kind: 'removes', paths: [...new Set(together.flatMap(({ paths }) => paths))] }],
  })
}

function byPlace(together: readonly Planned[]): readonly (readonly Planned[])[] {
  const first = together.filter(
    (each, index) => together.findIndex((other) => isSamePlace(each, other)) === index,
  )
  return first.map((each) => together.filter((other) => isSamePlace(each, other)))
}

function isSamePlace(left: Planned, right: Planned): boolean {
  return left.script === right.script && left.place.end === right.place.end
}

/** One `rm` for all that goes at one place. */
function removal(document: Document, group: readonly Planned[]): readonly TextEdit[] {
  const [first] = group
  if (!first) return []
  const words = [...new Set(group.map(({ word }) => word))].join(' ')
  const sudo = group.some((each) => each.sudo) ? 'sudo ' : ''
  const options = group.some(({ recursive }) => recursive) ? '-rf' : '-f'
  return insertBehind(document, first.script, first.place, `${sudo}rm ${options} ${words}`)
}

/** `rm x` becomes `rm -f x`, which does not mind that x is gone. */
function force({ script, step }: LaterRm): TextEdit {
  const at = toSource(script.mapped, (step.program?.end ?? 1) - 1) + 1
  return { start: at, end: at, text: ' -f' }
}

/** Removals of one place, and those that need the same `rm` of a later RUN to be changed, are one change. */
function dependent(planned: readonly Planned[]): readonly (readonly Planned[])[] {
  let sets: readonly (readonly Planned[])[] = []
  for (const each of planned) {
    const belongs = (set: readonly Planned[]): boolean => set.some((other) => isDependent(each, other))
    sets = [...sets.filter((set) => !belongs(set)), [...sets.filter(belongs).flat(), each]]
  }
  return sets
}

function isDependent(left: Planned, right: Planned): boolean {
  return (
    isSamePlace(left, right) ||
    left.failing.some((each) => right.failing.some(({ step }) => step === each.step))
  )
}

function distinct(failing: readonly LaterRm[]): readonly LaterRm[] {
  return failing.filter(({ step }, index) => failing.findIndex((each) => each.step === step) === index)
}

function listed(labels: readonly string[]): string {
  return labels.length < 2
    ? (labels[0] ?? '')
    : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1) ?? ''}`
}
