// Paths and their patterns as Go's path/filepath has them on Unix: what BuildKit reads ignore files and COPY with.
// Follows the control flow of path/filepath/match.go (BSD-3-Clause, see NOTICE).
import { posix } from 'node:path'

/** filepath.Clean: the shortest name of the same place, without a slash at its end. */
export function cleanPath(path: string): string {
  if (path === '') return '.'
  const clean = posix.normalize(path)
  return clean.length > 1 && clean.endsWith('/') ? clean.slice(0, -1) : clean
}

/**
 * filepath.Match: whether a name is what a pattern of `*`, `?`, `[…]` and `\` describes; undefined for a pattern that is
 * malformed. As in Go, what stands behind the place where a name stops matching is not looked at.
 */
export function matchPath(pattern: string, name: string): boolean | undefined {
  let rest = [...pattern]
  let left = [...name]
  next: while (rest.length > 0) {
    const { star, chunk, end } = scanChunk(rest)
    rest = rest.slice(end)
    if (star && chunk.length === 0) return !left.includes('/')
    const length = matchChunk(chunk, left)
    if (typeof length === 'number' && (length === left.length || rest.length > 0)) {
      left = left.slice(length)
      continue
    }
    if (length === undefined) return undefined
    for (let skipped = 0; star && skipped < left.length && left[skipped] !== '/'; skipped += 1) {
      const tail = left.slice(skipped + 1)
      const matched = matchChunk(chunk, tail)
      if (matched === undefined) return undefined
      if (matched === false || (rest.length === 0 && matched < tail.length)) continue
      left = tail.slice(matched)
      continue next
    }
    return false
  }
  return left.length === 0
}

interface Chunk {
  /** Whether asterisks stand in front of it. */
  readonly star: boolean
  readonly chunk: readonly string[]
  readonly end: number
}

function scanChunk(pattern: readonly string[]): Chunk {
  let start = 0
  while (pattern[start] === '*') start += 1
  let end = start
  for (let inClass = false; end < pattern.length; end += 1) {
    const char = pattern[end]
    if (char === '\\' && end + 1 < pattern.length) end += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '*' && !inClass) break
  }
  return { star: start > 0, chunk: pattern.slice(start, end), end }
}

/** How many characters of a text a pattern without asterisks takes; false for none, undefined where it is malformed. */
function matchChunk(chunk: readonly string[], text: readonly string[]): number | false | undefined {
  let at = 0
  let failed = false
  for (let index = 0; index < chunk.length;) {
    failed ||= at >= text.length
    const char = text[at] ?? ''
    const item = chunk[index]
    if (item === '[') {
      const found = matchClass(chunk, index + 1, char)
      if (!found) return undefined
      failed ||= !found.matches
      index = found.end
    } else if (item === '?') {
      failed ||= char === '/'
      index += 1
    } else {
      if (item === '\\') index += 1
      if (index === chunk.length) return undefined
      failed ||= chunk[index] !== char
      index += 1
    }
    at += 1
  }
  return failed ? false : at
}

function matchClass(
  chunk: readonly string[],
  start: number,
  char: string,
): { readonly matches: boolean; readonly end: number } | undefined {
  const negated = chunk[start] === '^'
  let index = negated ? start + 1 : start
  const first = index
  let matches = false
  while (index === first || chunk[index] !== ']') {
    const low = classMember(chunk, index)
    if (!low) return undefined
    const high = chunk[low.end] === '-' ? classMember(chunk, low.end + 1) : low
    if (!high) return undefined
    matches ||= codeOf(low.char) <= codeOf(char) && codeOf(char) <= codeOf(high.char)
    index = high.end
  }
  return { matches: matches !== negated, end: index + 1 }
}

function classMember(
  chunk: readonly string[],
  start: number,
): { readonly char: string; readonly end: number } | undefined {
  if (chunk[start] === '-' || chunk[start] === ']') return undefined
  const index = chunk[start] === '\\' ? start + 1 : start
  const char = chunk[index]
  // What follows is at least the bracket that closes the class.
  return char === undefined || index + 1 === chunk.length ? undefined : { char, end: index + 1 }
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? -1
}
