import type { RewriteTrace } from './rewrite-trace.ts'

/** How much of a path each change names, by its number: 3 for all of it, 2 for its folder, 1 for one further up. */
export type PathMentions = (path: string) => ReadonlyMap<number, number>

/** Looks for paths in what changes put in and took away. */
export function pathMentions(trace: RewriteTrace, changes: Iterable<number>): PathMentions {
  const byPath = new Map<string, Set<number>>()
  for (const change of changes) {
    for (const [name] of trace.words(change).matchAll(ABSOLUTE)) {
      const path = name.replace(/\/\**$/, '')
      const known = byPath.get(path)
      if (known) known.add(change)
      else byPath.set(path, new Set([change]))
    }
  }
  return (path) => {
    const found = new Map<number, number>()
    let weight = 3
    for (let place = path; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
      for (const change of byPath.get(place) ?? []) if (!found.has(change)) found.set(change, weight)
      weight = Math.max(weight - 1, 1)
    }
    return found
  }
}

/** An absolute path among the words of a script; what follows a variable is none. */
const ABSOLUTE = /(?<![\w.}$*~/-])\/[\w.@+~*/-]+/g
