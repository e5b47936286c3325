// A look through a part of the build context, with one bound for all who take it.
import { posix } from 'node:path'
import type { Project } from './project.ts'

/** More paths than this are no sources any more, and a look at them takes longer than it is worth. */
export const MOST_PATHS = 20_000
/** Of text that is read, in characters. */
export const MOST_TEXT = 16 * 1024 * 1024

export interface WalkedPath {
  /** Relative to the root of the context; `''` for itself. */
  readonly path: string
  readonly name: string
  /** The names in a folder; undefined for a file and for what is not there. */
  readonly names: readonly string[] | undefined
  /** Undefined for what is not there, and for what is no text. */
  readonly read: () => string | undefined
}

export interface Walk<Found> {
  /** What the visitor found first; undefined where it found nothing. */
  readonly found: Found | undefined
  /** False where a bound ended it before all was seen. */
  readonly isWhole: boolean
}

/**
 * Visits paths of a build context and all that is below them, until the visitor finds something.
 *
 * @param skipped names of files and folders below the roots that are not visited, or what tells by the name and its folder
 */
export function walkFiles<Found>(
  project: Project,
  roots: readonly string[],
  skipped: RegExp | ((name: string, folder: string) => boolean),
  visit: (each: WalkedPath) => Found | undefined,
): Walk<Found> {
  const queue = [...new Set(roots)]
  const seen = new Set(queue)
  let length = 0
  // The list grows while it is read.
  for (const path of queue) {
    if (length >= MOST_TEXT) return { found: undefined, isWhole: false }
    const names = project.list(path)
    const read = (): string | undefined => {
      const text = project.read(path)
      length += text?.length ?? 0
      return text
    }
    const found = visit({ path, name: posix.basename(path), names, read })
    if (found !== undefined) return { found, isWhole: true }
    for (const name of names ?? []) {
      const below = path === '' ? name : posix.join(path, name)
      const isSkipped = typeof skipped === 'function' ? skipped(name, path) : skipped.test(name)
      if (isSkipped || seen.has(below)) continue
      if (seen.size >= MOST_PATHS) return { found: undefined, isWhole: false }
      seen.add(below)
      queue.push(below)
    }
  }
  return { found: undefined, isWhole: true }
}
