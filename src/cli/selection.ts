import type { Transform } from '../engine/transform.ts'
import { suggestion } from './suggest.ts'
import { UsageError } from './usage-error.ts'

/** Ids and categories, as the command line has them. */
export interface Selection {
  readonly only: readonly string[]
  /** Ids of transforms that are off by default and run beside the others. */
  readonly also: readonly string[]
  readonly skip: readonly string[]
}

/** What a configuration says of transforms, by their ids. */
export type Modes = Readonly<Record<string, 'off' | 'report' | 'on' | undefined>>

/**
 * The transforms that --only, --also and --skip leave of those that are on. One that is off runs only by its own id.
 *
 * @param modes what a configuration says of them; where it says nothing, it is as they are by default
 * @throws UsageError for an unknown id or where the flags leave none
 */
export function selectTransforms(
  all: readonly Transform[],
  { only, also: added, skip }: Selection,
  modes?: Modes,
): readonly Transform[] {
  const ids = all.map((transform) => transform.id)
  for (const name of only) refuseUnknownName([...ids, ...CATEGORIES], name, '--only')
  for (const name of skip) refuseUnknownName([...ids, ...CATEGORIES], name, '--skip')
  for (const name of added) refuseUnknownName(ids, name, '--also')
  const named = (transform: Transform, names: readonly string[]): boolean =>
    names.includes(transform.id) || names.includes(transform.category)
  const wanted = (transform: Transform): boolean => {
    if (added.includes(transform.id) || only.includes(transform.id)) return true
    const mode = modes?.[transform.id] ?? transform.byDefault ?? 'on'
    return mode !== 'off' && (only.length === 0 || named(transform, only))
  }
  const chosen = all.filter((transform) => wanted(transform) && !named(transform, skip))
  const overruled = chosen.flatMap((transform) => transform.overrules ?? [])
  const selected = chosen.filter((transform) => !overruled.includes(transform.id))
  if (!modes && selected.length === 0 && only.length + skip.length > 0)
    throw new UsageError('--only and --skip leave no transform to run; dfopt list shows them')
  return selected
}

/** Ids of those that are heard of only, by a configuration or where nothing else is said. Who names one on the command line wants its work. */
export function reportOnly(
  selected: readonly Transform[],
  { only, also: added }: Selection,
  modes: Modes = {},
): readonly string[] {
  return selected.flatMap(({ id, byDefault }) =>
    (modes[id] ?? byDefault) === 'report' && !only.includes(id) && !added.includes(id) ? [id] : [],
  )
}

function refuseUnknownName(known: readonly string[], name: string, flag: string): void {
  if (known.includes(name)) return
  throw new UsageError(
    `${flag}: there is no transform${known.includes('style') ? ' or category' : ''} ${name}${suggestion(name, known) || '; dfopt list shows them'}`,
  )
}

const CATEGORIES: readonly string[] = ['size', 'speed', 'security', 'correctness', 'style']
