import { posix } from 'node:path'
import { matchPath } from '../../project/go-path.ts'
import type { WholeContext } from '../../project/project.ts'

/** True where git is told to leave out what has this path, so that whoever builds from the repository alone does not have it. */
export function gitIgnores(whole: WholeContext, path: string): boolean {
  const folder = posix.dirname(path)
  const own = folder === '.' ? [] : gitPatterns(whole, folder)
  const rooted = [
    ...gitPatterns(whole, '').map((each) => ({ ...each, at: path })),
    ...own.map((each) => ({ ...each, at: posix.basename(path) })),
  ]
  const last = rooted.findLast(({ pattern, at }) =>
    pattern.includes('/')
      ? matchPath(pattern.replace(/^\//, ''), at) === true
      : matchPath(pattern, posix.basename(path)) === true,
  )
  return last !== undefined && !last.lets
}

interface GitPattern {
  /** Without the slash at its end; with one at its start or within where it is bound to its folder. */
  readonly pattern: string
  readonly lets: boolean
}

/** Of the .gitignore of a folder; `**` and what is more is left out. */
export function gitPatterns(whole: WholeContext, folder: string): readonly GitPattern[] {
  const text = whole.read(posix.join(folder, '.gitignore')) ?? ''
  return text.split(/\r?\n/).flatMap((line) => {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return []
    const lets = trimmed.startsWith('!')
    const pattern = trimmed
      .replace(/^!/, '')
      .replace(/^\*\*\//, '')
      .replace(/\/\*{0,2}$/, '')
    return pattern === '' || pattern.includes('**') ? [] : [{ pattern, lets }]
  })
}
