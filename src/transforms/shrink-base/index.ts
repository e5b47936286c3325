import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { alpinePlan, hasAlpinePlan } from './alpine-plan.ts'
import { docs } from './docs.ts'
import { effectsOf } from '../base-effects.ts'
import { examples } from './examples.ts'
import { partnersOf } from './partners.ts'
import { isPlan, type NoPlan, type Plan } from './plan.ts'
import { hasSlimPlan, slimPlan } from './slim-plan.ts'
import { dotnetSwap, fullImage, jreSwap, swapOf, type Swap } from './swap.ts'
import { distrolessPlan } from './to-distroless.ts'
import { jreAlpinePlan, jrePlan } from './to-jre.ts'
import { STATIC, staticPlan } from './to-static.ts'

export const shrinkBase = defineTransform({
  id: 'shrink-base',
  summary: 'Build on the smallest variant of the base image that is proven to have all that is used',
  category: 'size',
  level: 'review',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    for (const stage of document.stages) shrink(document, stage, context)
  },
})

const PLANS = { slim: slimPlan, jre: jrePlan, 'jre-alpine': jreAlpinePlan }

interface Refused {
  readonly kind: Swap['kind'] | 'distroless'
  readonly base: string
  readonly why: NoPlan
}

function shrink(document: Document, stage: Stage, context: TransformContext): void {
  const { variant } = context.settings
  const refused: Refused[] = []
  const bare =
    variant === 'smallest' || variant === 'distroless' ? staticPlan(document, stage, context) : undefined
  const runtime = variant === 'distroless' ? distrolessPlan(document, stage, context) : undefined
  const plan = bare ?? runtime
  if (plan && isPlan(plan)) {
    propose(document, stage, plan, [], context)
    return
  }
  // Nobody else asked whether a stage is made of static programs alone.
  if (plan && variant === 'distroless')
    refused.push({ kind: 'distroless', base: bare ? STATIC : 'a distroless image', why: plan })
  const swaps = swapsOf(stage, context)
  const [first] = swaps
  if (!first) {
    refuse(stage, refused, context)
    return
  }
  if (!stage.ships) {
    const reason = `${first.text}: nothing of this stage but what others copy is in an image`
    context.refuse({ at: stage.from.range, reason, unblock: 'nothing to do', quiet: true })
    return
  }
  for (const swap of swaps) {
    const plan = planOf(document, swap, context)
    if (isPlan(plan)) {
      propose(document, stage, plan, refused, context)
      return
    }
    refused.push({ kind: swap.kind, base: swap.text, why: plan })
  }
  refuse(stage, refused, context)
}

/** What keeps it from the variant that is nearest to what it has is the least to be mended. */
function refuse(stage: Stage, refused: readonly Refused[], context: TransformContext): void {
  // Who asked for a distroless image wants to know of that first.
  const last =
    context.settings.variant === 'distroless'
      ? refused[0]
      : (refused.find(({ kind }) => kind === 'jre') ?? refused.at(-1))
  if (last) context.refuse({ at: stage.from.range, ...last.why, reason: `${last.base}: ${last.why.reason}` })
}

function planOf(document: Document, swap: Swap, context: TransformContext): Plan | NoPlan {
  if (swap.kind !== 'alpine') return PLANS[swap.kind](document, swap, context)
  const alone = alpinePlan(document, swap, context)
  if (isPlan(alone)) return alone
  const partners = partnersOf(document, swap.stage).filter(({ from }) => !context.isSuppressed(from))
  // What keeps all of them from it is what has to be mended, not that one of them hands something over.
  return partners.length === 0 ? alone : alpinePlan(document, swap, context, partners)
}

/** The smaller variants that there are, the smallest first. */
function swapsOf(stage: Stage, context: TransformContext): readonly Swap[] {
  const { settings } = context
  const { variant } = settings
  const runtimes = (['jre-alpine', 'jre'] as const).flatMap((kind) =>
    variant === (kind === 'jre' ? 'alpine' : 'slim') || (variant === 'distroless' && kind === 'jre-alpine')
      ? []
      : (jreSwap(stage, settings, kind) ?? []),
  )
  const dotnet = variant === 'slim' || variant === 'distroless' ? undefined : dotnetSwap(stage)
  return [...(dotnet ? [dotnet] : []), ...runtimes, ...variantsIn(stage, context)]
}

function variantsIn(stage: Stage, { settings }: TransformContext): readonly Swap[] {
  const { variant } = settings
  const full = fullImage(stage, settings)
  if (!full) return []
  const { name } = full.image
  return (['alpine', 'slim'] as const).flatMap((kind) => {
    // Who names a release of Debian has chosen it.
    const isWanted =
      variant === kind ||
      (variant === 'smallest' && (kind === 'slim' || full.tag.suffix === '')) ||
      // The slim variants are made from Debian, as distroless images are.
      (variant === 'distroless' && kind === 'slim')
    const isKnown = kind === 'alpine' ? hasAlpinePlan(name) : hasSlimPlan(name)
    const swap = isWanted && isKnown ? swapOf(stage, full, kind) : undefined
    return swap ?? []
  })
}

function propose(
  document: Document,
  stage: Stage,
  { base, partners, edits, removes, removesComments, added, notes, sizes, effects = [] }: Plan,
  refused: readonly Refused[],
  context: TransformContext,
): void {
  if (context.isSuppressed(stage.from)) return
  const list = added.join(', ').replace(/, (?=[^,]*$)/, ' and ')
  const proof =
    list === ''
      ? 'it has all that this file is seen to use'
      : `with ${list} installed, it has all that this file is seen to use`
  const smaller = refused.map(({ base: other, why }) => `not ${other}: ${why.reason}`)
  context.change({
    at: stage.from.range,
    edits,
    level: 'review',
    message: `Build on ${base}${list === '' ? '' : `, with ${list}`}`,
    reason: `${[proof, ...notes, ...smaller].join('; ')}${sizes === '' ? '' : ` (${sizes})`}`,
    removes,
    removesComments,
    // What is compiled for another C library is another file.
    effects:
      (partners ?? []).length > 0
        ? [{ kind: 'keeps', paths: [] }]
        : [...effectsOf(document, stage), ...effects],
  })
}
