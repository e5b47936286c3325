import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { ConfigField } from '../../engine/effect.ts'
import type { Reading } from './attribution.ts'
import type { FoundConfig } from './config-differences.ts'
import { sourceStages } from './lineage.ts'
import type { RewriteTrace, Side } from './rewrite-trace.ts'
import { definitionsBehind } from './variable-definitions.ts'

export const SIDES = ['before', 'after'] as const

/** The instructions of one side that wrote a file or set a field, the most likely one first. */
export type Writers = (side: Side) => readonly Instruction[]

/** What speaks against changes, by their numbers in the rewrite's list. */
export interface Evidence {
  /**
   * Those that touched what wrote the file or set the field: 2 for itself or a variable in it, 1 for what became one
   * instruction with it.
   */
  readonly touching: ReadonlyMap<number, number>
  /** Those in the stages that it was copied from. */
  readonly sources: ReadonlySet<number>
  /** Where in the original it was written or set; nearer changes are likelier. */
  readonly places: readonly Range[]
}

export function evidenceAt(reading: Reading, writers: Writers): Evidence {
  const { trace, documents } = reading
  const sided = SIDES.flatMap((side) => writers(side).map((instruction) => ({ side, instruction })))
  const places = placesOf(trace, writers)
  const touching = new Map<number, number>()
  for (const { side, instruction } of sided) {
    for (const change of trace.touching(side, instruction.range))
      touching.set(change, places.some((place) => trace.distance(change, place) === 0) ? 2 : 1)
  }
  for (const change of changesOfVariables(reading, writers)) touching.set(change, 2)
  const sources = sided.flatMap(({ side, instruction }) =>
    sourceStages(documents[side], instruction).map((stage) => trace.touching(side, wholeStage(stage))),
  )
  return { touching, sources: union(sources), places }
}

/** Of the first writers alone: what else a layer may come from says little about the place. */
function placesOf(trace: RewriteTrace, writers: Writers): readonly Range[] {
  const first = (side: Side): readonly Range[] =>
    writers(side)
      .slice(0, 1)
      .flatMap(({ range }) => trace.origin(side, range))
  const [before, after] = [first('before'), first('after')]
  // An instruction that was joined with others comes from their places as well, which are none of its own.
  return before.some((was) => after.some((is) => is.start === was.start)) ? before : [...before, ...after]
}

/** Of variables in an instruction as the original has it; in the result it may be one with others. */
function changesOfVariables({ trace, documents, lineages }: Reading, writers: Writers): ReadonlySet<number> {
  const side = writers('before').length > 0 ? 'before' : 'after'
  const { text } = documents[side]
  const definitions = writers(side).flatMap(({ range }) =>
    definitionsBehind(documents[side], lineages[side], text.slice(range.start, range.end)),
  )
  return union(definitions.map(({ range }) => trace.touching(side, range)))
}

/** What sets a field; a base image may set all of them. */
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

export function evidenceOfField(reading: Reading, { field, key }: FoundConfig): Evidence {
  const { lineages } = reading
  const own = evidenceAt(reading, (side) => {
    const all = lineages[side].instructions.filter(({ keyword }) => KEYWORDS[field].includes(keyword))
    const naming = all.filter(({ args }) => args.text.includes(key))
    // The last one counts.
    return (naming.length > 0 ? naming : all).toReversed()
  })
  if (own.touching.size > 0) return own
  const base = evidenceAt(reading, (side) => lineages[side].stages.slice(0, 1).map(({ from }) => from))
  return { ...base, places: own.places.length > 0 ? own.places : base.places }
}

export function wholeStage({ from, instructions }: Stage): Range {
  return { start: from.range.start, end: (instructions.at(-1) ?? from).range.end }
}

export function union(sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  return new Set(sets.flatMap((set) => [...set]))
}
