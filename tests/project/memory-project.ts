import { projectIn } from '../../src/project/overlaid.ts'
import type { Project } from '../../src/project/project.ts'

/** A build context of a few texts, by their paths, with the Dockerfile somewhere else. */
export function memoryProject(files: Readonly<Record<string, string>>): Project {
  const clean = (path: string): string => path.replace(/^(?:\.?\/)+|\/+$/g, '').replace(/^\.$/, '')
  const read = (path: string): string | undefined => files[clean(path)]
  const list = (path: string): readonly string[] | undefined => {
    const folder = clean(path)
    const within = folder === '' ? '' : `${folder}/`
    const names = Object.keys(files)
      .filter((name) => name.startsWith(within))
      .map((name) => name.slice(within.length).split('/')[0] ?? '')
    return names.length === 0 ? undefined : [...new Set(names)].sort()
  }
  return projectIn({
    read,
    list,
    folder: undefined,
    dockerfile: 'Dockerfile',
    ignoreFile: { path: '.dockerignore', text: files['.dockerignore'] },
    strangers: () => [],
  })
}
