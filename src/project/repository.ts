import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The folder of the repository that a folder is in, by its `.git`; undefined outside of any. */
export function repositoryRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at
    if (at === dirname(at)) return undefined
  }
}

// Without a repository nothing tells where a project ends, and a home folder is not part of it.
const FOLDERS_WITHOUT_REPOSITORY = 3

/**
 * A folder and those around it that belong to the same project, the nearest first.
 *
 * @param root of the repository that the folder is in
 */
export function projectFolders(folder: string, root = repositoryRoot(folder)): readonly string[] {
  const folders = [resolve(folder)]
  for (let at = resolve(folder); at !== root && at !== dirname(at); at = dirname(at)) {
    if (root === undefined && folders.length === FOLDERS_WITHOUT_REPOSITORY) break
    folders.push(dirname(at))
  }
  return folders
}
