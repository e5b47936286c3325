import { cleanPath } from './go-path.ts'
import { ignoreMatcher, parseIgnoreFile } from './ignore-file.ts'
import { NO_PROJECT, type Files, type Project, type WholeContext } from './project.ts'

/** What a build sees of files with these patterns, as `parseIgnoreFile` returns them. */
export function hiding(files: Files, patterns: readonly string[]): Files & Pick<Project, 'hides'> {
  const matcher = ignoreMatcher(patterns)
  const hidden = (path: string): boolean =>
    path !== '' && matcher.matches(path) && !matcher.mayHaveExceptionsBelow(path)
  return {
    hides: (path) => hidden(cleanPath(`/${path}`).slice(1)),
    read: (path) => {
      const clean = cleanPath(`/${path}`).slice(1)
      return matcher.matches(clean) ? undefined : files.read(clean)?.replace(/^\ufeff/, '')
    },
    list: (path) => {
      const clean = cleanPath(`/${path}`).slice(1)
      const within = clean === '' ? '' : `${clean}/`
      return hidden(clean) ? undefined : files.list(clean)?.filter((name) => !hidden(within + name))
    },
  }
}

/** What a build sees of a context whose ignore file is there, or where there is none. */
export function projectIn(whole: WholeContext): Project {
  const patterns = parseIgnoreFile(whole.ignoreFile?.text ?? '')
  return 'message' in patterns ? NO_PROJECT : { known: true, whole, ...hiding(whole, patterns) }
}

/** A context in which some files have other texts, by their paths; those that are not there are. */
export function overlaid(project: Project, texts: ReadonlyMap<string, string>): Project {
  const { whole } = project
  if (!whole || texts.size === 0) return project
  const names = (folder: string): readonly string[] => {
    const within = folder === '' ? '' : `${folder}/`
    return [...texts.keys()].flatMap((path) =>
      path.startsWith(within) ? (path.slice(within.length).split('/')[0] ?? []) : [],
    )
  }
  const { ignoreFile } = whole
  const fresh: WholeContext = {
    ...whole,
    read: (path) => texts.get(cleanPath(`/${path}`).slice(1)) ?? whole.read(path),
    list: (path) => {
      const [there, added] = [whole.list(path), names(cleanPath(`/${path}`).slice(1))]
      return there || added.length > 0 ? [...new Set([...(there ?? []), ...added])].sort() : undefined
    },
    ignoreFile: ignoreFile && { ...ignoreFile, text: texts.get(ignoreFile.path) ?? ignoreFile.text },
  }
  // What an ignore file hides that dfopt may not write stays hidden.
  if (!ignoreFile || !texts.has(ignoreFile.path)) return { ...project, whole: fresh }
  return projectIn(fresh)
}
