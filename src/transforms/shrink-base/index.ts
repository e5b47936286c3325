import { lineage, type Document } from '../../dockerfile/document.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { officialImagesDate } from '../../catalog/official-images.ts'
import { isServed } from '../../catalog/package-archives.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { effectsOf } from '../base-effects.ts'
import type { Obstacle } from './obstacle.ts'
import { placePackages } from './place-packages.ts'
import { purposeObstacle } from './purpose.ts'
import { slimNeeds } from './slim-needs.ts'
import { codenameOf, fullImage, sizesOf, swapOf, type Swap } from './swap.ts'

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

function shrink(document: Document, stage: Stage, context: TransformContext): void {
  const full = fullImage(stage, context.settings.mirrors)
  if (!full) return
  const swap = swapOf(stage, full, 'slim')
  if (!swap || !SLIM_IMAGES.test(swap.image.name)) return
  const refuse = (obstacle: Omit<Obstacle, 'at'> & Partial<Obstacle>, quiet = false): void => {
    context.refuse({ at: stage.from.range, ...obstacle, reason: `${swap.text}: ${obstacle.reason}`, quiet })
  }
  if (!stage.ships) {
    refuse(
      { reason: 'nothing of this stage but what others copy is in an image', unblock: 'nothing to do' },
      true,
    )
    return
  }
  const plan = slimPlan(document, swap, context)
  if ('reason' in plan) refuse(plan)
  else if (!context.isSuppressed(stage.from)) propose(document, swap, plan, context)
}

// Those of whose variants it is known what they have: src/catalog/image-contents.ts.
const SLIM_IMAGES = /^(?:debian|node|python|ruby|rust|perl|pypy|erlang|elixir|haskell)$/

interface Plan {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** The packages that are installed for it. */
  readonly added: readonly string[]
}

function slimPlan(
  document: Document,
  swap: Swap,
  context: TransformContext,
): Plan | (Omit<Obstacle, 'at'> & Partial<Obstacle>) {
  const { stage, to } = swap
  const base = baseEdits(document, stage, swap.text)
  if ('reason' in base) return base
  const missing = missingArchitecture(swap)
  if (missing !== undefined)
    return {
      reason: `it is not built for ${missing}`,
      unblock: `leave out --platform, or keep ${to.flavour}`,
    }
  const stages = [
    stage,
    ...document.stages.filter((each) => each !== stage && lineage(document, each).includes(stage)),
  ]
  for (const each of stages) {
    if (!each.final && each.children.length > 0) continue
    const obstacle = purposeObstacle(document, each, swap.image.name)
    if (obstacle && (each.ships || each === stage)) return obstacle
  }
  const { needs, obstacles } = slimNeeds(document, swap, stages, context)
  const [first] = obstacles
  if (first)
    return obstacles.length === 1
      ? first
      : { ...first, reason: `${first.reason} (and ${obstacles.length - 1} more)` }
  const placed = placePackages(document, stage, needs, hasArchive(swap, context.today))
  if ('reason' in placed) return placed
  const added = [...new Set(needs.map(({ name }) => name))].sort()
  return { edits: [...base, ...placed], removes: wordsUnder(document, base), added }
}

function propose(
  document: Document,
  swap: Swap,
  { edits, removes, added }: Plan,
  context: TransformContext,
): void {
  const sizes = sizesOf(swap)
  const proof =
    added.length === 0
      ? 'it has all that this file is seen to use'
      : `beside ${added.join(', ')}, which ${added.length === 1 ? 'is' : 'are'} installed, it has all that this file is seen to use`
  context.change({
    at: swap.stage.from.range,
    edits,
    level: 'review',
    message: `Build on ${swap.text}${added.length === 0 ? '' : `, with ${added.join(', ')}`}`,
    reason: `${proof}${sizes === '' ? '' : ` (${sizes})`}`,
    removes,
    effects: effectsOf(document, swap.stage),
  })
}

/** The platform that FROM asks for and the variant is not built for. */
function missingArchitecture({ stage, to }: Swap): string | undefined {
  const platform = flagValue(stage.from, 'platform')
  const name = platform === undefined ? undefined : ARCHITECTURES[platform]
  return name !== undefined && to.architectures.length > 0 && !to.architectures.includes(name)
    ? platform
    : undefined
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  'linux/amd64': 'amd64',
  'linux/arm64': 'arm64v8',
  'linux/arm64/v8': 'arm64v8',
  'linux/arm/v7': 'arm32v7',
  'linux/arm/v6': 'arm32v6',
  'linux/arm/v5': 'arm32v5',
  'linux/386': 'i386',
  'linux/ppc64le': 'ppc64le',
  'linux/s390x': 's390x',
  'linux/riscv64': 'riscv64',
}

/** True where a plain `apt-get update` still finds the packages of the image's release. */
function hasArchive(swap: Swap, today = officialImagesDate()): boolean {
  const release = codenameOf(swap)
  return release !== undefined && isServed('debian', release, today)
}
