import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The folder of the repository that a folder is in, by its `.git`; undefined outside of any. */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (at === dirname(at)) return undefined
  }
}
