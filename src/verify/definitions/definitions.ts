import { dirname } from 'node:path'
import { projectFolders } from '../../project/repository.ts'
import { bakeDefinitions } from './bake.ts'
import type { BuildSettings } from '../builder.ts'
import { composeDefinitions } from './compose-definitions.ts'
import { realPathOf } from './definition-parts.ts'

/** One way in which a project builds a Dockerfile. */
export interface Definition {
  /** Such as "compose.yaml, service web" or "docker-bake.hcl, target app". */
  readonly name: string
  /** Absolute; '' where it cannot be known, for the reason in `problem`. */
  readonly context: string
  readonly settings: BuildSettings
  /** Why it cannot be built with as it stands; undefined where it can. */
  readonly problem: DefinitionFault | undefined
}

export interface DefinitionFault {
  readonly message: string
  readonly hint: string
}

export interface Around {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The folder that names are shown relative to. */
  readonly folder: string
  /** undefined where docker is not to be asked. */
  readonly dockerProgram: string | undefined
}

/**
 * How a project builds a Dockerfile, by the compose and bake files in its folder and those above it that belong to the
 * project. A definition that cannot be used says so itself; only where there is none at all does a file that cannot be
 * read count.
 *
 * @param dockerfile absolute
 */
export async function findDefinitions(
  dockerfile: string,
  around: Around,
): Promise<readonly Definition[] | DefinitionFault> {
  const real = realPathOf(dockerfile) ?? dockerfile
  const definitions: Definition[] = []
  const faults: DefinitionFault[] = []
  for (const folder of projectFolders(dirname(dockerfile))) {
    const composed = composeDefinitions(folder, real, around)
    const baked = await bakeDefinitions(folder, real, around)
    definitions.push(...composed.definitions, ...baked.definitions)
    faults.push(...composed.faults, ...baked.faults)
  }
  const sure = definitions.filter(({ context }) => context !== '')
  if (sure.length > 0) return sure
  return definitions.length > 0 ? definitions : (faults[0] ?? [])
}

// A name is one line of a report, and a project may have dozens of services of one image.
const MOST_NAMES = 3

/** Definitions with the same context and settings are one, under all their names. */
export function distinctDefinitions(definitions: readonly Definition[]): readonly Definition[] {
  const distinct = new Map<string, Definition[]>()
  for (const definition of definitions) {
    const key = keyOf(definition)
    distinct.set(key, [...(distinct.get(key) ?? []), definition])
  }
  return [...distinct.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const names = same.slice(0, MOST_NAMES).map(({ name }) => name)
    const more = same.length > MOST_NAMES ? [`${same.length - MOST_NAMES} more`] : []
    return [{ ...first, name: [...names, ...more].join('; ') }]
  })
}

/** Nothing depends on the order in which settings of one kind are given. */
function keyOf({ context, settings, problem }: Definition): string {
  const sorted = Object.entries(settings)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]: readonly [string, unknown]) => [
      name,
      Array.isArray(value) ? value.toSorted() : value,
    ])
  return JSON.stringify([context, sorted, problem?.message])
}
