import { lstatSync, readFileSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import type { Document } from '../dockerfile/document.ts'
import { contextSources } from './context-sources.ts'
import { contextAmong, ignoreFileOf } from './default-context.ts'
import { dockerfilesAround } from './dockerfiles-around.ts'
import { filesIn } from './file-project.ts'
import { parseIgnoreFile } from './ignore-file.ts'
import { hiding } from './overlaid.ts'
import { deferred, NO_PROJECT, type IgnoreFile, type Project } from './project.ts'

/**
 * The build context of a Dockerfile, found when it is first asked for: most files are rewritten without a look at it.
 *
 * @param dockerfile absolute
 * @param stated folders from which the project's own files say that it is built
 */
export function projectOf(
  dockerfile: string,
  document: () => Document,
  stated: () => readonly string[] = () => [],
): Project {
  return deferred(() => {
    const { folder, missing } = contextAmong(dockerfile, document(), stated())
    // A folder that lacks some of what is copied, which the project may make before it builds, is the context for all that is known.
    return missing.length > 0 && missing.length >= contextSources(document()).length
      ? NO_PROJECT
      : projectIn(folder, dockerfile)
  })
}

/** A build context that is known to be one. @param dockerfile absolute */
export function projectIn(folder: string, dockerfile: string): Project {
  const found = ignoreFileOf(dockerfile, folder, 'docker')
  const files = filesIn(folder)
  try {
    const text = found === undefined ? undefined : readFileSync(found, 'utf8')
    const patterns = parseIgnoreFile(text ?? '')
    if ('message' in patterns) return NO_PROJECT
    return {
      known: true,
      ...hiding(files, patterns),
      whole: {
        ...files,
        folder,
        dockerfile: within(folder, dockerfile),
        ignoreFile: writable(folder, found, text),
        strangers: () => dockerfilesAround(folder),
      },
    }
  } catch {
    return NO_PROJECT
  }
}

function writable(
  folder: string,
  found: string | undefined,
  text: string | undefined,
): IgnoreFile | undefined {
  const path = within(folder, found ?? join(folder, '.dockerignore'))
  if (path === undefined || text?.includes('\ufffd') === true) return undefined
  // One that cannot be read may be there all the same; a symlink is another file's name.
  const status = lstatSync(join(folder, path), { throwIfNoEntry: false })
  return status === undefined || (text !== undefined && status.isFile()) ? { path, text } : undefined
}

function within(folder: string, path: string): string | undefined {
  const name = relative(folder, path).split(sep).join('/')
  return name === '..' || name.startsWith('../') || isAbsolute(name) ? undefined : name
}
