import type { LockedPackage } from './locked-package.ts'

/** A package of a lock file, with what it leads to. */
export interface Node {
  readonly package: Omit<LockedPackage, 'dev' | 'optional' | 'devOptional'>
  /** Keys of other nodes. */
  readonly dependencies: readonly string[]
  readonly optional: readonly string[]
}

/** What the projects themselves depend on, by the keys of nodes. */
export interface Roots {
  readonly dependencies: readonly string[]
  readonly dev: readonly string[]
  readonly optional: readonly string[]
}

/** Flags each package with what needs it, for lock files that leave that to be worked out. */
export function flagged(nodes: ReadonlyMap<string, Node>, roots: Roots): readonly LockedPackage[] {
  const { dependencies, dev, optional } = roots
  const without = {
    both: reach(nodes, dependencies, false),
    dev: reach(nodes, [...dependencies, ...optional], true),
    optional: reach(nodes, [...dependencies, ...dev], false),
  }
  const all = reach(nodes, [...dependencies, ...dev, ...optional], true)
  return [...nodes].flatMap(([key, node]) => {
    // What nothing leads to was left behind, or is led to in a way that is not understood: that counts as needed.
    const lost = !all.has(key)
    const isDev = !lost && !without.dev.has(key)
    const isOptional = !lost && !without.optional.has(key)
    return {
      ...node.package,
      dev: isDev,
      optional: isOptional,
      devOptional: !lost && !isDev && !isOptional && !without.both.has(key),
    }
  })
}

function reach(
  nodes: ReadonlyMap<string, Node>,
  from: readonly string[],
  withOptional: boolean,
): ReadonlySet<string> {
  const found = new Set(from)
  for (const key of found) {
    const node = nodes.get(key)
    if (!node) continue
    for (const next of node.dependencies) found.add(next)
    if (withOptional) for (const next of node.optional) found.add(next)
  }
  return found
}
