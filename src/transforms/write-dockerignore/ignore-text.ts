import { posix } from 'node:path'
import { ignoreMatcher, parseIgnoreFile } from '../../project/ignore-file.ts'
import { GROUPS, type Junk } from './junk.ts'
import type { Tree } from './tree.ts'

/** What is to be hidden, and the patterns that do so and hide nothing else of what is there or named. */
export interface Line {
  readonly pattern: string
  readonly group: Junk['group']
}

export function linesFor(
  junk: readonly Junk[],
  { files, folders }: Tree,
  named: readonly string[],
): readonly Line[] {
  const gone = new Set(junk.map(({ path }) => path))
  const isGone = (path: string): boolean =>
    gone.has(path) || path.split('/').some((_, index, parts) => gone.has(parts.slice(0, index).join('/')))
  const stays = [...files, ...folders].filter((path) => !isGone(path))
  // A path that is not there yet, and that a pattern for all folders would hide.
  const wanted = named.filter((source) => source !== '' && !/[*?[\\]/.test(source))
  const lines: Line[] = []
  for (const { path, group } of junk) {
    const name = posix.basename(path)
    const inFolders = path.includes('/') ? `**/${name}` : name
    const line =
      [familyOf(path, junk), inFolders].find((pattern) => pattern !== undefined && fits(pattern)) ?? path
    if (!lines.some((each) => each.pattern === line)) lines.push({ pattern: line, group })
  }
  const wide = new Set(lines.map(({ pattern }) => pattern))
  return lines
    .filter(({ pattern }) => !wide.has(`**/${pattern}`))
    .sort(
      (left, right) =>
        GROUPS.indexOf(left.group) - GROUPS.indexOf(right.group) || (left.pattern < right.pattern ? -1 : 1),
    )

  /** True for a pattern that hides nothing of what stays, nor of what is named and not there yet. */
  function fits(pattern: string): boolean {
    const matcher = ignoreMatcher([pattern])
    return ![...stays, ...wanted].some((each) => matcher.matches(each))
  }
}

const FAMILIES: readonly RegExp[] = [
  /^(Dockerfile)(?:[.-].*)?()$/,
  /^(docker-compose)(?:[.-].*)?(\.ya?ml)$/,
  /^(compose)(?:[.-].*)?(\.ya?ml)$/,
  /^(\.env)(?:\..*)?()$/,
  /^()[^/]+(\.[Dd]ockerfile)$/,
  /^()[^/]*(\.log)$/,
]

/** One pattern for files that have their names from one another: `Dockerfile*`. */
function familyOf(path: string, junk: readonly Junk[]): string | undefined {
  const family = FAMILIES.find((each) => each.test(path))
  const [, start = '', end = ''] = family?.exec(path) ?? []
  const many = junk.filter((each) => each.path.startsWith(start) && family?.test(each.path) === true)
  return family && (many.length > 1 || end === '.log') ? `${start}*${end}` : undefined
}

/** True where a path is let in again by a pattern of its own, or something in it is. */
export function isLetIn(text: string, path: string): boolean {
  const patterns = parseIgnoreFile(text)
  if ('message' in patterns) return true
  return patterns
    .filter((each) => each.startsWith('!'))
    .some((each) => {
      const pattern = each.slice(1)
      const matcher = ignoreMatcher([pattern])
      const parent = posix.dirname(path)
      return (
        pattern.startsWith(`${path}/`) ||
        (matcher.matches(path) && !(parent !== '.' && matcher.matches(parent)))
      )
    })
}

/** A path that says the same as a pattern. */
export function isPlain(path: string): boolean {
  return !/[*?[\]\\#!{}|^\s]/.test(path)
}

/** The file with these lines behind all others, in its own form. */
export function withLines(text: string | undefined, lines: readonly Line[]): string {
  const old = text ?? ''
  const newline = old.includes('\r\n') ? '\r\n' : '\n'
  const start = old === '' || old.endsWith('\n') ? old : old + newline
  // Behind a comment they would be read as what it is about.
  const gap = /^#/m.test(old) && !/\n\s*\n$/.test(start) ? newline : ''
  return start + gap + lines.map(({ pattern }) => pattern + newline).join('')
}
