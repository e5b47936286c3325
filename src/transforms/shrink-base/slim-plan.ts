import { officialImagesDate } from '../../catalog/official-images.ts'
import { isServed } from '../../catalog/package-archives.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { placePackages } from './place-packages.ts'
import { firstOf, stagesOn, type NoPlan, type Plan } from './plan.ts'
import { slimNeeds } from './slim-needs.ts'
import { codenameOf, sizesOf, type Swap } from './swap.ts'
import { swapObstacle } from './swap-obstacle.ts'

// Those of whose variants it is known what they have: src/catalog/image-contents.ts. A slim openjdk draws no text, and no file
// shows whether somebody wants that.
const IMAGES = /^(?:debian|node|python|ruby|rust|perl|pypy|erlang|elixir|haskell)$/

export function hasSlimPlan(image: string): boolean {
  return IMAGES.test(image)
}

export function slimPlan(document: Document, swap: Swap, surroundings: Surroundings): Plan | NoPlan {
  const base = baseEdits(document, swap.stage, swap.text)
  if ('reason' in base) return base
  const against = swapObstacle(document, swap)
  if (against) return against
  const { needs, obstacles } = slimNeeds(document, swap, stagesOn(document, swap.stage), surroundings)
  const obstacle = firstOf(obstacles)
  if (obstacle) return obstacle
  const placed = placePackages(document, swap.stage, needs, hasArchive(swap, surroundings.today))
  if ('reason' in placed) return placed
  return {
    base: swap.text,
    edits: [...base, ...placed],
    removes: wordsUnder(document, base),
    removesComments: [],
    added: [...new Set(needs.map(({ name }) => name))].sort(),
    notes: [],
    sizes: sizesOf(swap),
  }
}

/** True where a plain `apt-get update` still finds the packages of the image's release. */
function hasArchive(swap: Swap, today = officialImagesDate()): boolean {
  const release = codenameOf(swap)
  return release !== undefined && isServed('debian', release, today)
}
