import { ignoreMatcher, parseIgnoreFile } from '../../src/project/ignore-file.ts'
import type { Project } from '../../src/project/project.ts'

/** A build context of a few texts, by their paths. What an ignore file among them hides is not to be given. */
export function memoryProject(files: Readonly<Record<string, string>>): Project {
  const clean = (path: string): string => path.replace(/^(?:\.?\/)+|\/+$/g, '').replace(/^\.$/, '')
  const patterns = parseIgnoreFile(files['.dockerignore'] ?? '')
  const matcher = ignoreMatcher('message' in patterns ? [] : patterns)
  return {
    known: true,
    hides: (path) => matcher.matches(clean(path)),
    read: (path) => files[clean(path)],
    list: (path) => {
      const folder = clean(path)
      const within = folder === '' ? '' : `${folder}/`
      const names = Object.keys(files)
        .filter((name) => name.startsWith(within))
        .map((name) => name.slice(within.length).split('/')[0] ?? '')
      return names.length === 0 ? undefined : [...new Set(names)].sort()
    },
  }
}
