import { realpathSync } from 'node:fs'
import { relative, sep } from 'node:path'
import type { Around, Definition, DefinitionFault } from './definitions.ts'

/** What the files of one folder say. */
export interface Findings {
  readonly definitions: readonly Definition[]
  /** Of files that cannot be read. */
  readonly faults: readonly DefinitionFault[]
}

export function shownPath(path: string, { folder }: Around): string {
  return relative(folder, path).split(sep).join('/')
}

/** A place of the file system under its one name; undefined where there is nothing. */
export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

export function problemWith(name: string, what: string): DefinitionFault {
  return {
    message: `${name}: ${what}`,
    hint: 'correct that, or choose another definition with --definition',
  }
}

/** Of several platforms the machine's own is what can be built and run here; buildx calls it local. */
export function onlyPlatform(platforms: readonly string[]): string | undefined {
  const [platform] = platforms
  return platforms.length === 1 && platform !== 'local' ? platform : undefined
}
