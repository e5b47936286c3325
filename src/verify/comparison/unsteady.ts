import { configDifferences } from './config-differences.ts'
import { fileDifferences } from './file-differences.ts'
import type { FileTree, Image } from '../image.ts'
import type { Difference } from '../verification.ts'

/**
 * Tells which differences the original shows as well between two builds of its own: the same kind of difference at the
 * same path or field, a path that one of the two does not have, and files that are named anew in every build.
 */
export function unsteadiness(
  before: Image,
  again: Image,
  differences: readonly Difference[],
): (difference: Difference) => boolean {
  const { found } = fileDifferences(before.files, again.files)
  const known = new Set([...configDifferences(before, again), ...found].map(keyOf))
  const names = drawnNames(before.files, again.files, [...found], differences)
  return (difference) => {
    if (difference.kind === 'configuration') return known.has(keyOf(difference))
    const { path, what } = difference
    if (what === 'gone' || what === 'new') return names(path, what)
    return known.has(keyOf(difference)) || before.files.has(path) !== again.files.has(path)
  }
}

type Key =
  | Pick<Extract<Difference, { kind: 'file' }>, 'kind' | 'what' | 'path'>
  | Pick<Extract<Difference, { kind: 'configuration' }>, 'kind' | 'field' | 'key'>

/** Equal for the same kind of difference at the same path or field. */
export function keyOf(difference: Key): string {
  return difference.kind === 'file'
    ? `${difference.what} ${difference.path}`
    : `${difference.field} ${difference.key}`
}

/**
 * Files that mktemp, gpg or git name differently each time are gone under one name and new under another. That is no
 * difference where names of the same shape come and go in the original as well, and as many of them: where it leaves one in
 * every build, the rewrite has to leave one.
 */
function drawnNames(
  before: FileTree,
  again: FileTree,
  own: readonly Key[],
  differences: readonly Key[],
): (path: string, what: 'gone' | 'new') => boolean {
  const shape = (path: string, what: 'gone' | 'new'): string =>
    shapeOf(path, what === 'gone' ? again : before)
  const count = (list: readonly Key[]): ReadonlyMap<string, { gone: number; new: number }> => {
    const counts = new Map<string, { gone: number; new: number }>()
    for (const each of list) {
      if (each.kind !== 'file' || (each.what !== 'gone' && each.what !== 'new')) continue
      const key = shape(each.path, each.what)
      const known = counts.get(key) ?? { gone: 0, new: 0 }
      known[each.what] += 1
      counts.set(key, known)
    }
    return counts
  }
  const expected = count(own)
  if (expected.size === 0) return () => false
  const found = count(differences)
  return (path, what) => {
    if (what === 'gone' && again.has(path)) return false
    const key = shape(path, what)
    const usual = expected.get(key)
    if (!usual) return false
    const fresh = found.get(key)?.new ?? 0
    return usual.gone === usual.new ? fresh === usual.new : fresh <= Math.max(usual.gone, usual.new)
  }
}

/** A path in which what another tree does not have stands for all names of the same length and punctuation. */
function shapeOf(path: string, other: FileTree): string {
  let end = path.indexOf('/', 1)
  while (end !== -1 && other.has(path.slice(0, end))) end = path.indexOf('/', end + 1)
  // The last component is never in the other tree, else the path would not be gone or new.
  const start = path.lastIndexOf('/', end === -1 ? undefined : end - 1) + 1
  const name = path
    .slice(start)
    .replace(/[\da-z]+/gi, (run) => (/^\d+$/.test(run) ? '0' : 'x'.repeat(run.length)))
  return path.slice(0, start) + name
}
