import { basesEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { alpineImage } from './alpine/alpine-base.ts'
import { toAlpine } from './alpine/to-alpine.ts'
import { callsOf } from '../calls/calls.ts'
import { artefactNeeds } from './artefacts.ts'
import { dependencyNeeds, muslTarget, type DependencyFindings } from '../dependencies/dependencies.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import { firstOf, stagesOn, type NoPlan, type Plan } from './plan.ts'
import { alpineReleaseOf, codenameOf, KEPT_UP, sizesOf, type Swap } from './swap.ts'
import { swapObstacle } from './swap-obstacle.ts'
import { usedFeatures } from './used-features.ts'

// What is given up altogether goes to its successor, not to a variant of itself.
const GIVEN_UP = /^(?:openjdk|java|adoptopenjdk)$/

export function hasAlpinePlan(image: string): boolean {
  return alpineImage(image) !== undefined && !GIVEN_UP.test(image)
}

/** @param partners build stages on the same image, which get the same base so that what they compile fits */
export function alpinePlan(
  document: Document,
  swap: Swap,
  surroundings: Surroundings,
  partners: readonly Stage[] = [],
): Plan | NoPlan {
  const base = basesEdits(
    document,
    [swap.stage, ...partners].map((stage) => ({ stage, base: swap.text })),
  )
  if ('reason' in base) return base
  const against = swapObstacle(document, swap)
  if (against) return against
  const release = alpineReleaseOf(swap)
  if (release === undefined)
    return {
      reason: 'which release of Alpine it is made from is not known',
      unblock: swap.to.retired === undefined ? 'name a release in the tag, such as alpine3.22' : KEPT_UP,
    }
  const own = stagesOn(document, swap.stage)
  const others = partners.flatMap((stage) => stagesOn(document, stage))
  const stages = [...own, ...others]
  const dependencies = alpineDependencies(document, stages, release, surroundings)
  const target = muslTarget(release, surroundings.settings)
  const handed = artefactNeeds(document, own, surroundings, target, others)
  const translated = toAlpine({
    document,
    stages,
    image: swap.image.name,
    release,
    codename: codenameOf(swap),
    project: surroundings.project,
    dependencies: [...dependencies.needs, ...handed.needs].map(({ need, call }) => ({
      names: [...new Set([...need.build, ...need.run])],
      by: need.name,
      call,
    })),
  })
  const features = usedFeatures(document, stages, swap.image.name, surroundings.project).map(
    ({ what, file }) => ({
      at: swap.stage.from.range,
      reason: `${file} uses ${what}, which the alpine variant is not known to have`,
      unblock: 'stay with slim',
    }),
  )
  const obstacles = [
    ...features,
    ...dependencies.obstacles,
    ...handed.obstacles,
    ...('edits' in translated ? [] : translated),
  ]
  const obstacle = firstOf(obstacles.toSorted((left, right) => left.at.start - right.at.start))
  if (obstacle || !('edits' in translated))
    return obstacle ?? { reason: 'it cannot be translated', unblock: 'swap it by hand' }
  return {
    base: swap.text,
    partners,
    edits: [...base, ...translated.edits],
    removes: [...wordsUnder(document, base), ...translated.removes],
    removesComments: translated.removesComments,
    added: [],
    notes: [...translated.notes, ...partners.map(partnerNote)],
    sizes: sizesOf(swap),
  }
}

function partnerNote({ name, index }: Stage): string {
  return `${name ?? `stage ${index}`}, which hands over what it installs, gets the same base`
}

/** What the lock files ask of musl. What only Alpine would compile, which may take many times as long, speaks against it. */
function alpineDependencies(
  document: Document,
  stages: readonly Stage[],
  release: string,
  { project, settings: names }: Surroundings,
): DependencyFindings {
  const { calls } = callsOf(document, stages, project)
  const musl = dependencyNeeds(document, calls, muslTarget(release, names))
  const glibc = dependencyNeeds(document, calls, { libc: 'glibc', libcVersion: '2.36', names })
  const compiledAnyway = new Set(
    glibc.needs.filter(({ need }) => need.build.length > 0).map(({ need }) => need.name),
  )
  const compiled = musl.needs.flatMap(({ need, call }): readonly Obstacle[] =>
    need.build.some((name) => /^(?:gcc|g\+\+|make|build-essential|rustc|cargo)$/.test(name)) &&
    !compiledAnyway.has(need.name)
      ? [
          {
            at: call.at,
            reason: `${need.name} would have to be compiled on Alpine`,
            unblock: `use a version of ${need.name} with a build for musl, or stay with slim`,
          },
        ]
      : [],
  )
  return { needs: musl.needs, obstacles: [...musl.obstacles, ...compiled] }
}
