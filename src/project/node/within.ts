import { posix } from 'node:path'

/** A path from a folder on, both relative to the same root; undefined where it leads out of that. */
export function within(folder: string, path: string): string | undefined {
  if (posix.isAbsolute(path)) return undefined
  const joined = posix.join(folder === '' ? '.' : folder, path).replace(/\/$/, '')
  return joined === '..' || joined.startsWith('../') ? undefined : joined
}
