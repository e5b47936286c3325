import { basesEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { effectsOfReplacing } from '../base-effects.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { misfit } from './fit.ts'
import type { Successor, Unclear } from '../base-successors/successor.ts'
import { successorOf } from '../base-successors/successors.ts'

export const replaceDeprecatedBase = defineTransform({
  id: 'replace-deprecated-base',
  summary: 'Replace base images that are given up by what their makers name in their place, or name it',
  category: 'security',
  level: 'review',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    const unclear: (Found & { readonly successor: Unclear })[] = []
    for (const found of deprecatedIn(document, context)) {
      const { successor } = found
      if (successor.kind === 'unclear') unclear.push({ ...found, successor })
      else replace(document, context, found, successor)
    }
    report(context, unclear)
  },
})

/** A base that is given up, and the stages that have it. */
interface Found {
  readonly base: string
  readonly stage: Stage
  readonly stages: readonly Stage[]
  readonly successor: Successor
}

function deprecatedIn(document: Document, { settings }: TransformContext): readonly Found[] {
  const all = new Map<string, Found>()
  for (const stage of document.stages) {
    const { parent, resolvedBase: base } = stage
    if (parent !== undefined || base === undefined) continue
    const known = all.get(base)
    const successor = known?.successor ?? successorOf(base, settings)
    if (successor)
      all.set(base, {
        base,
        stage: known?.stage ?? stage,
        stages: [...(known?.stages ?? []), stage],
        successor,
      })
  }
  return [...all.values()]
}

function replace(
  document: Document,
  context: TransformContext,
  { base, stage, stages }: Found,
  successor: Exclude<Successor, Unclear>,
): void {
  const { why } = successor
  const obstacle =
    successor.kind === 'replaced'
      ? stages.flatMap((each) => misfit(document, each, successor) ?? [])[0]
      : undefined
  const edits =
    obstacle ??
    basesEdits(
      document,
      stages.map((each) => ({ stage: each, base: successor.base })),
    )
  if ('reason' in edits) {
    context.refuse({ at: stage.from.range, reason: `${why}; but ${edits.reason}`, unblock: edits.unblock })
    return
  }
  if (context.isSuppressed(stage.from)) return
  context.change({
    at: stage.from.range,
    edits,
    level: 'review',
    message: `Replace ${base} by ${successor.base}`,
    reason: successor.kind === 'replaced' && successor.also !== undefined ? `${why}; ${successor.also}` : why,
    removes: wordsUnder(document, edits),
    ...(successor.kind === 'replaced' && {
      effects: stages.flatMap((each) => effectsOfReplacing(document, each)),
    }),
  })
}

function report(
  context: TransformContext,
  found: readonly (Found & { readonly successor: Unclear })[],
): void {
  const [first, ...others] = found.filter(({ stage }) => !context.isSuppressed(stage.from))
  if (!first) return
  const also = others.slice(0, 3).map(({ base }) => base)
  context.change({
    at: first.stage.from.range,
    edits: [],
    level: 'manual',
    message: `${first.successor.advice}${also.length > 0 ? ` (and ${also.join(', ')}${others.length > 3 ? ' …' : ''})` : ''}`,
    reason: first.successor.why,
  })
}
