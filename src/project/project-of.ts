import { readFileSync } from 'node:fs'
import type { Document } from '../dockerfile/document.ts'
import { contextSources } from './context-sources.ts'
import { defaultContext, ignoreFileOf } from './default-context.ts'
import { fileProject } from './file-project.ts'
import { parseIgnoreFile } from './ignore-file.ts'
import { NO_PROJECT, type Project } from './project.ts'

/**
 * The build context of a Dockerfile, found when it is first asked for: most files are rewritten without a look at it.
 *
 * @param dockerfile absolute
 */
export function projectOf(dockerfile: string, document: () => Document): Project {
  let found: Project | undefined
  const project = (): Project => (found ??= contextOf(dockerfile, document()))
  return {
    get known() {
      return project().known
    },
    read: (path) => project().read(path),
    list: (path) => project().list(path),
    hides: (path) => project().hides?.(path) ?? false,
  }
}

function contextOf(dockerfile: string, document: Document): Project {
  const { folder, missing } = defaultContext(dockerfile, document)
  // A folder that lacks some of what is copied, which the project may make before it builds, is the context for all that is known.
  if (missing.length > 0 && missing.length >= contextSources(document).length) return NO_PROJECT
  const ignoreFile = ignoreFileOf(dockerfile, folder, 'docker')
  if (ignoreFile === undefined) return fileProject(folder, [])
  try {
    const patterns = parseIgnoreFile(readFileSync(ignoreFile, 'utf8'))
    return 'message' in patterns ? NO_PROJECT : fileProject(folder, patterns)
  } catch {
    return NO_PROJECT
  }
}
