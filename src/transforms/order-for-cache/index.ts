import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { layOut } from './lay-out.ts'
import { parting } from './parting.ts'
import { phaseOf } from './phase.ts'
import { withoutContext } from './without-context.ts'

export const orderForCache = defineTransform({
  id: 'order-for-cache',
  summary:
    'Install dependencies in front of the sources, so that a change of a source does not install them anew',
  category: 'speed',
  level: 'review',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    for (const stage of document.stages) {
      if (!stage.instructions.some(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')) continue
      if (context.project.known) order(document, stage, context)
      else {
        const found = withoutContext(document, stage)
        if (found) context.refuse(found)
      }
    }
  },
})

function order(document: Document, stage: Stage, context: TransformContext): void {
  const phase = phaseOf(document, stage, context.project)
  if (!phase) return
  if ('reason' in phase) {
    context.refuse(phase)
    return
  }
  const kept = parting(phase)
  if (kept) {
    context.refuse(kept)
    return
  }
  const { late, installs, run } = phase
  const [first] = late
  if (
    !first ||
    late.some(({ instruction }) => context.isSuppressed(instruction)) ||
    context.isSuppressed(run.instruction)
  )
    return
  const doubts = [
    ...new Set(installs.flatMap((install) => install.doubts)),
    ...(phase.open.length === 0
      ? []
      : [
          `keep ${listed(phase.open)} in .dockerignore: what a build finds there goes over what the install puts there`,
        ]),
  ]
  const rewrites = installs.flatMap((install) => install.rewrites)
  const early = late.flatMap((each) => each.early).map(({ from }) => from)
  context.change({
    at: first.instruction.range,
    edits: layOut(document, phase),
    level: doubts.length === 0 ? 'safe' : 'review',
    message: messageOf(early, phase.added),
    reason: ['a change of a source no longer installs the dependencies anew', ...doubts].join('; '),
    effects: rewrites.length === 0 ? [] : [{ kind: 'rewrites', paths: rewrites }],
  })
}

function messageOf(early: readonly string[], added: string | undefined): string {
  const first = early.length === 0 ? '' : `${listed(early)} first`
  if (added !== undefined)
    return `Copy ${first === '' ? '' : `${first}, `}fetch the modules, and copy the sources behind that`.replace(
      'Copy fetch',
      'Fetch',
    )
  return first === ''
    ? 'Copy the sources behind the install'
    : `Copy ${first}, and the sources behind the install`
}

function listed(names: readonly string[]): string {
  if (names.length > 4) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
  return names.length === 1 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
