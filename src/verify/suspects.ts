import type { Range } from '../dockerfile/text.ts'
import { readingOf, transformsOf, type Reading, type RewriteFacts } from './attribution.ts'
import type { Found } from './declared.ts'
import { evidenceAt, evidenceOfField, SIDES, union, wholeStage, type Evidence } from './evidence.ts'
import type { Image } from './image.ts'
import { layerWriters } from './layer-writers.ts'
import { pathMentions } from './path-mentions.ts'
import type { RewriteTrace } from './rewrite-trace.ts'

/**
 * Tells which transforms are likely behind a difference that nobody declared, most likely first: those that touched what
 * wrote the file or that name it, then those of the stages that it was copied from; without any, all that touched the
 * stages which the image is made of.
 */
export function suspectsOf(
  facts: RewriteFacts,
  before: Image,
  after: Image,
): (found: Found) => readonly string[] {
  const reading = readingOf(facts)
  const { trace, documents, lineages } = reading
  const everyone = bystanders(reading, facts)
  const mentions = pathMentions(trace, everyone.keys())
  const writers = {
    before: layerWriters(documents.before, lineages.before, before.layers),
    after: layerWriters(documents.after, lineages.after, after.layers),
  }
  const known = new Map<string, Evidence>()
  const remembered = (key: string, gather: () => Evidence): Evidence => {
    const evidence = known.get(key) ?? gather()
    known.set(key, evidence)
    return evidence
  }
  const evidenceFor = (found: Found): Evidence => {
    if (found.kind === 'configuration')
      return remembered(`${found.field} ${found.key}`, () => evidenceOfField(reading, found))
    const layers = {
      before: before.files.get(found.path)?.layer,
      after: after.files.get(found.path)?.layer,
    }
    return remembered(`${layers.before} ${layers.after}`, () =>
      evidenceAt(reading, (side) => {
        const layer = layers[side]
        return layer === undefined ? [] : (writers[side][layer] ?? [])
      }),
    )
  }
  return (found) => {
    const { touching, sources, places } = evidenceFor(found)
    const weights = new Map(touching)
    for (const [change, weight] of found.kind === 'file' ? mentions(found.path) : [])
      weights.set(change, (weights.get(change) ?? 0) + weight)
    const likely = [...ranked(weights, places, trace), ...sources]
    return transformsOf(facts.rewrite, likely.length > 0 ? likely : ranked(everyone, places, trace))
  }
}

/** What other instructions run under. */
const SETTINGS = new Set(['ARG', 'ENV', 'SHELL', 'USER', 'WORKDIR'])

/** The changes that could have something to do with it: 1 for those of a setting, 0 for others. */
function bystanders({ trace, lineages }: Reading, { rewrite }: RewriteFacts): ReadonlyMap<number, number> {
  const inStages = union(
    SIDES.flatMap((side) => lineages[side].stages.map((stage) => trace.touching(side, wholeStage(stage)))),
  )
  const ofSettings = union(
    SIDES.flatMap((side) =>
      lineages[side].instructions
        .filter(({ keyword }) => SETTINGS.has(keyword))
        .map(({ range }) => trace.touching(side, range)),
    ),
  )
  const made = rewrite.changes.flatMap(({ level }, change) => (level === 'manual' ? [] : [change]))
  return new Map(
    [...(inStages.size > 0 ? inStages : made)].map((change) => [change, Number(ofSettings.has(change))]),
  )
}

/** The heaviest first, then the nearest, then the first that was made. */
function ranked(
  weights: ReadonlyMap<number, number>,
  places: readonly Range[],
  trace: RewriteTrace,
): readonly number[] {
  return [...weights]
    .map(([change, weight]) => ({
      change,
      weight,
      distance: Math.min(...places.map((place) => trace.distance(change, place))),
    }))
    .sort(
      (left, right) =>
        right.weight - left.weight || left.distance - right.distance || left.change - right.change,
    )
    .map(({ change }) => change)
}
