import type { Transform } from '../engine/transform.ts'
import { suggestion } from './suggest.ts'
import { UsageError } from './usage-error.ts'

/** The transforms that --only and --skip leave. @throws UsageError for an unknown id or where none is left */
export function selectTransforms(
  all: readonly Transform[],
  only: readonly string[],
  skip: readonly string[],
): readonly Transform[] {
  for (const name of only) refuseUnknownName(all, name, '--only')
  for (const name of skip) refuseUnknownName(all, name, '--skip')
  const named = (transform: Transform, names: readonly string[]): boolean =>
    names.includes(transform.id) || names.includes(transform.category)
  const selected = all.filter(
    (transform) => (only.length === 0 || named(transform, only)) && !named(transform, skip),
  )
  if (selected.length === 0 && only.length + skip.length > 0)
    throw new UsageError('--only and --skip leave no transform to run; dfopt list shows them')
  return selected
}

function refuseUnknownName(all: readonly Transform[], name: string, flag: string): void {
  const known = [...all.map((transform) => transform.id), ...CATEGORIES]
  if (known.includes(name)) return
  throw new UsageError(
    `${flag}: there is no transform or category ${name}${suggestion(name, known) || '; dfopt list shows them'}`,
  )
}

const CATEGORIES: readonly string[] = ['size', 'speed', 'security', 'correctness', 'style']
