import type { FileEntry, FileTree } from '../image.ts'

/** The names of every file of a tree that has more than one, by inode, each list sorted. */
export type LinkGroups = ReadonlyMap<number, readonly string[]>

export function linkGroups(tree: FileTree): LinkGroups {
  const single = new Map<number, string>()
  const groups = new Map<number, string[]>()
  for (const [path, { type, inode }] of tree) {
    if (type === 'directory') continue
    const first = single.get(inode)
    if (first === undefined) single.set(inode, path)
    else {
      const names = groups.get(inode)
      if (names) names.push(path)
      else groups.set(inode, [first, path])
    }
  }
  for (const names of groups.values()) names.sort()
  return groups
}

/**
 * How many bytes a name stands for. The bytes of a group count at one of its names: one that the other tree has as well,
 * so that nothing is lost when another name goes.
 */
export function bytesOf(groups: LinkGroups, other: FileTree): (path: string, entry: FileEntry) => number {
  const carriers = new Map<number, string>()
  return (path, { inode, size, type }) => {
    const names = size === 0 ? undefined : groups.get(inode)
    if (!names) return size
    const carrier =
      carriers.get(inode) ?? names.find((name) => other.get(name)?.type === type) ?? names[0] ?? path
    carriers.set(inode, carrier)
    return path === carrier ? size : 0
  }
}

/** A file whose names are no longer names of one file, or names of several files that are now one. */
export interface LinkChange {
  readonly names: readonly string[]
  readonly filesBefore: number
  readonly filesAfter: number
  /** Of one of the files. */
  readonly size: number
}

/** What groups split and joined, by the names that are in both trees with the same content. */
export function linkChanges(
  before: { readonly tree: FileTree; readonly groups: LinkGroups },
  after: { readonly tree: FileTree; readonly groups: LinkGroups },
): readonly LinkChange[] {
  const kept = (name: string): boolean => {
    const [was, is] = [before.tree.get(name), after.tree.get(name)]
    return was !== undefined && was.type === is?.type && was.stable === is.stable
  }
  const changes: LinkChange[] = []
  for (const group of [...before.groups.values(), ...after.groups.values()]) {
    const names = group.filter(kept)
    const filesBefore = fileCount(before.tree, names)
    const filesAfter = fileCount(after.tree, names)
    if (filesBefore === filesAfter) continue
    changes.push({ names, filesBefore, filesAfter, size: after.tree.get(names[0] ?? '')?.size ?? 0 })
  }
  return changes
}

function fileCount(tree: FileTree, names: readonly string[]): number {
  return new Set(names.map((name) => tree.get(name)?.inode)).size
}
