import { dirname, isAbsolute, relative, sep } from 'node:path'
import { realPath } from './real-path.ts'
import { repositoryRoot } from '../project/repository.ts'

/**
 * Names files as `git apply`, run in `folder`, wants them: from the top of the repository that the folder is in, or from
 * the folder. A file elsewhere is named from the top of its own repository, or of the file system. A symlink is named by
 * its target, since a patch cannot go through it.
 */
export function patchNames(folder: string): (absolute: string) => string {
  const base = repositoryRoot(folder) ?? folder
  return (absolute) => {
    const file = realPath(absolute)
    return (
      within(base, file) ?? within(repositoryRoot(dirname(file)), file) ?? slashed(file).replace(/^\/+/, '')
    )
  }
}

function within(base: string | undefined, file: string): string | undefined {
  if (base === undefined) return undefined
  const name = relative(base, file)
  return name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name) ? undefined : slashed(name)
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}
