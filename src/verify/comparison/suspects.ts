import type { Range } from '../../dockerfile/text.ts'
import { readingOf, transformsOf, type Reading, type RewriteFacts } from './attribution.ts'
import type { Found } from './declared.ts'
import { evidenceAt, evidenceOfField, SIDES, union, wholeStage, type Evidence } from './evidence.ts'
import type { Image } from '../image.ts'
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
  const listed = (
    { touching, sources, places }: Evidence,
    mentioned: ReadonlyMap<number, number>,
  ): readonly string[] => {
    const weights = new Map(touching)
    for (const [change, weight] of mentioned) weights.set(change, (weights.get(change) ?? 0) + weight)
    const likely = [...ranked(weights, places, trace), ...sources]
    return transformsOf(facts.rewrite, likely.length > 0 ? likely : ranked(everyone, places, trace))
  }
  // Many files are of the same two layers, and few of their paths are named.
  const byLayers = new Map<string, { readonly evidence: Evidence; readonly usual: readonly string[] }>()
  return (found) => {
    if (found.kind === 'configuration') return listed(evidenceOfField(reading, found), NO_MENTIONS)
    const layers = {
      before: before.files.get(found.path)?.layer,
      after: after.files.get(found.path)?.layer,
    }
    const key = `${layers.before} ${layers.after}`
    let known = byLayers.get(key)
    if (!known) {
      const evidence = evidenceAt(reading, (side) => {
        const layer = layers[side]
        return layer === undefined ? [] : (writers[side][layer] ?? [])
      })
      known = { evidence, usual: listed(evidence, NO_MENTIONS) }
      byLayers.set(key, known)
    }
    const mentioned = mentions(found.path)
    return mentioned.size === 0 ? known.usual : listed(known.evidence, mentioned)
  }
}

const NO_MENTIONS: ReadonlyMap<number, number> = new Map()

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
