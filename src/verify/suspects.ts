import type { Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import type { Range } from '../dockerfile/text.ts'
import type { ConfigField } from '../engine/effect.ts'
import { readingOf, transformsOf, type Reading, type RewriteFacts } from './attribution.ts'
import type { FoundConfig } from './config-differences.ts'
import type { Found } from './declared.ts'
import type { FoundFile } from './file-differences.ts'
import type { Image } from './image.ts'
import { layerWriters } from './layer-writers.ts'
import { sourceStages } from './lineage.ts'
import type { RewriteTrace, Side } from './rewrite-trace.ts'

const SIDES = ['before', 'after'] as const

/** Changes that may be behind a difference, as numbers in the rewrite's list. */
interface Suspects {
  /** Those that touched what wrote the file or set the field. */
  readonly touching: ReadonlySet<number>
  /** Those in the stages that it was copied from. */
  readonly sources: ReadonlySet<number>
  /** Where in the original it was written or set; nearer changes are likelier. */
  readonly places: readonly Range[]
}

/** Tells which transforms are likely behind a difference that nobody declared, most likely first. */
export function suspectsOf(
  facts: RewriteFacts,
  before: Image,
  after: Image,
): (found: Found) => readonly string[] {
  const { changes } = facts.rewrite
  const reading = readingOf(facts)
  const { trace, lineages } = reading
  const everywhere = new Set(changes.flatMap(({ level }, change) => (level === 'manual' ? [] : [change])))
  const inLineage = union(
    SIDES.flatMap((side) => lineages[side].stages.map((stage) => trace.touching(side, wholeStage(stage)))),
  )
  const mentions = pathMentions(trace, inLineage)
  const writers = {
    before: layerWriters(reading.documents.before, lineages.before, before.layers),
    after: layerWriters(reading.documents.after, lineages.after, after.layers),
  }
  const known = new Map<string, Suspects>()
  const remembered = (key: string, find: () => Suspects): Suspects => {
    const suspects = known.get(key) ?? find()
    known.set(key, suspects)
    return suspects
  }

  const ranked = (numbers: Iterable<number>, places: readonly Range[], weight: Weight): readonly number[] => {
    const distance = (change: number): number =>
      Math.min(...places.map((place) => trace.distance(change, place)))
    return [...numbers]
      .map((change) => ({ change, weight: weight(change), distance: distance(change) }))
      .sort(
        (left, right) =>
          right.weight - left.weight || left.distance - right.distance || left.change - right.change,
      )
      .map(({ change }) => change)
  }
  const listed = (suspects: Suspects, mentioned: ReadonlyMap<number, number>): readonly string[] => {
    const { touching, sources, places } = suspects
    const weight = (change: number): number => (touching.has(change) ? 3 : 0) + (mentioned.get(change) ?? 0)
    const likely = [
      ...ranked(new Set([...touching, ...mentioned.keys()]), places, weight),
      ...ranked(sources, places, weight),
    ]
    const fallback = (): readonly number[] =>
      ranked(inLineage.size > 0 ? inLineage : everywhere, places, weight)
    return transformsOf(facts.rewrite, likely.length > 0 ? likely : fallback())
  }

  return (found) => {
    if (found.kind === 'configuration') {
      const suspects = remembered(`${found.field} ${found.key}`, () => setters(reading, found))
      return listed(suspects, NO_MENTIONS)
    }
    const layers = { before: layerOf(before, found), after: layerOf(after, found) }
    const suspects = remembered(`${layers.before} ${layers.after}`, () =>
      suspectsBehind(reading, (side) => (layers[side] === -1 ? [] : (writers[side][layers[side]] ?? []))),
    )
    return listed(suspects, mentions(found.path))
  }
}

type Weight = (change: number) => number

const NO_MENTIONS: ReadonlyMap<number, number> = new Map()

function layerOf({ files }: Image, { path }: FoundFile): number {
  return files.get(path)?.layer ?? -1
}

function suspectsBehind(
  { trace, documents }: Reading,
  instructions: (side: Side) => readonly Instruction[],
): Suspects {
  const sided = SIDES.flatMap((side) => instructions(side).map((instruction) => ({ side, instruction })))
  return {
    touching: union(sided.map(({ side, instruction }) => trace.touching(side, instruction.range))),
    sources: union(
      sided.flatMap(({ side, instruction }) =>
        sourceStages(documents[side], instruction).map((stage) => trace.touching(side, wholeStage(stage))),
      ),
    ),
    // The first is the most likely one; what else a layer may come from says little about the place.
    places: SIDES.flatMap((side) =>
      instructions(side)
        .slice(0, 1)
        .flatMap(({ range }) => trace.origin(side, range)),
    ),
  }
}

/** What sets a field besides the instruction that is named like it; a base image may set all of them. */
const KEYWORDS: Readonly<Record<ConfigField, readonly string[]>> = {
  Platform: [],
  Env: ['ENV'],
  Entrypoint: ['ENTRYPOINT', 'SHELL'],
  Cmd: ['CMD', 'ENTRYPOINT', 'SHELL'],
  WorkingDir: ['WORKDIR'],
  User: ['USER'],
  ExposedPorts: ['EXPOSE'],
  Labels: ['LABEL', 'MAINTAINER'],
  Volumes: ['VOLUME'],
  Healthcheck: ['HEALTHCHECK'],
  StopSignal: ['STOPSIGNAL'],
  OnBuild: ['ONBUILD'],
  Shell: ['SHELL'],
}

function setters(reading: Reading, { field, key }: FoundConfig): Suspects {
  const keywords = KEYWORDS[field]
  const setting = (side: Side): readonly Instruction[] => {
    const all = reading.lineages[side].instructions.filter(({ keyword }) => keywords.includes(keyword))
    const naming = all.filter(({ args }) => args.text.includes(key))
    return (naming.length > 0 ? naming : all).toReversed()
  }
  const own = suspectsBehind(reading, setting)
  if (own.touching.size > 0) return own
  const base = suspectsBehind(reading, (side) =>
    reading.lineages[side].stages.slice(0, 1).map(({ from }) => from),
  )
  return { ...base, places: own.places.length > 0 ? own.places : base.places }
}

/** How much of a path a change names: 3 for all of it, 2 for its folder, 1 for a folder further up. */
function pathMentions(
  trace: RewriteTrace,
  changes: ReadonlySet<number>,
): (path: string) => ReadonlyMap<number, number> {
  const byPath = new Map<string, Set<number>>()
  for (const change of changes) {
    for (const [name] of trace.words(change).matchAll(PATH)) {
      const path = name.replace(/\/\**$/, '')
      const known = byPath.get(path)
      if (known) known.add(change)
      else byPath.set(path, new Set([change]))
    }
  }
  return (path) => {
    if (byPath.size === 0) return NO_MENTIONS
    const found = new Map<number, number>()
    let weight = 3
    for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
      for (const change of byPath.get(place) ?? []) if (!found.has(change)) found.set(change, weight)
      weight = Math.max(weight - 1, 1)
    }
    return found
  }
}

/** An absolute path among the words of a script; what follows a variable is none. */
const PATH = /(?<![\w.}$*~/-])\/[\w.@+~*/-]+/g

function wholeStage({ from, instructions }: Stage): Range {
  return { start: from.range.start, end: (instructions.at(-1) ?? from).range.end }
}

function union(sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  return new Set(sets.flatMap((set) => [...set]))
}
