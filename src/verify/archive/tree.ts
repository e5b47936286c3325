import { ArchiveError } from './archive-error.ts'
import type { FileEntry, FileTree } from '../image.ts'
import { isHidden, type FileFacts, type LayerItem } from './layer.ts'
import { displayName } from './names.ts'

interface Node {
  /** Undefined for the root alone. */
  entry: FileEntry | undefined
  path: string
  /** By name; undefined for what is no directory. */
  below: Map<string, Node> | undefined
}

/** What a layer puts at a path, with hard links led to their targets. */
interface Placed {
  readonly path: string
  readonly facts: FileFacts
  readonly inode: number
}

/** The files of layers that lie on each other, from the base up. @throws ArchiveError */
export function treeOf(layers: readonly (readonly LayerItem[])[]): FileTree {
  const root: Node = { entry: undefined, path: '/', below: new Map() }
  let inodes = 0
  const newInode = (): number => (inodes += 1)
  for (const [layer, items] of layers.entries()) {
    const placed = withTargets(items, root, newInode)
    // Marks act on what lies below this layer, wherever they stand in it.
    for (const item of items) {
      if (item.kind === 'whiteout') remove(root, item.path)
      if (item.kind === 'opaque') find(root, item.path)?.below?.clear()
    }
    for (const { path, facts, inode } of placed)
      if (!isHidden(path)) put(root, path, { ...facts, inode, layer }, newInode)
  }
  return flat(root)
}

/** Leads hard links to what they share their content with: in the same layer, else in those below it. */
function withTargets(items: readonly LayerItem[], lower: Node, newInode: () => number): readonly Placed[] {
  const own = new Map<string, Placed>()
  const placed: (Placed | undefined)[] = []
  const early: { readonly place: number; readonly path: string; readonly target: string }[] = []
  for (const item of items) {
    if (item.kind === 'file') {
      const entry = { path: item.path, facts: item.facts, inode: newInode() }
      own.set(item.path, entry)
      placed.push(entry)
    } else if (item.kind === 'hard link') {
      const { path, target } = item
      const found = own.get(target)
      if (found?.facts.type === 'directory') throw broken(path, target)
      if (found === undefined) early.push({ place: placed.length, path, target })
      else own.set(path, { ...found, path })
      placed.push(found === undefined ? undefined : { ...found, path })
    }
  }
  // Their targets come later in the archive, perhaps behind another such link, or lie in a lower layer.
  const targets = new Map(early.map(({ path, target }) => [path, target]))
  for (const { place, path, target } of early) {
    const end = endOf(target, targets, own)
    const found = own.get(end) ?? (targets.has(end) ? undefined : placedAt(find(lower, end)))
    if (found === undefined || found.facts.type === 'directory') throw broken(path, target)
    placed[place] = { ...found, path }
  }
  return placed.filter((each) => each !== undefined)
}

/** Follows links that come before their targets, as far as they lead. */
function endOf(
  target: string,
  targets: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, Placed>,
): string {
  const seen = new Set<string>()
  let end = target
  for (
    let next = targets.get(end);
    next !== undefined && !own.has(end) && !seen.has(end);
    next = targets.get(end)
  ) {
    seen.add(end)
    end = next
  }
  return end
}

function placedAt(node: Node | undefined): Placed | undefined {
  return node?.entry === undefined
    ? undefined
    : { path: node.path, facts: node.entry, inode: node.entry.inode }
}

function broken(path: string, target: string): ArchiveError {
  return new ArchiveError(
    `"${displayName(path)}" is a hard link to "${displayName(target)}", which is no file of the image`,
  )
}

function find(root: Node, path: string): Node | undefined {
  let node: Node | undefined = root
  for (const name of namesOf(path)) node = node?.below?.get(name)
  return node
}

function remove(root: Node, path: string): void {
  const slash = path.lastIndexOf('/')
  find(root, path.slice(0, slash))?.below?.delete(path.slice(slash + 1))
}

function put(root: Node, path: string, entry: FileEntry, newInode: () => number): void {
  const names = namesOf(path)
  const last = names.pop()
  // The root is there whatever a layer says of it.
  if (last === undefined) return
  let below = childrenOf(root)
  let parent = ''
  for (const name of names) {
    parent += `/${name}`
    let node = below.get(name)
    if (node?.below === undefined) {
      node = nodeOf(parent, impliedDirectory(entry.layer, newInode()))
      below.set(name, node)
    }
    below = childrenOf(node)
  }
  const old = below.get(last)
  // A directory over a directory keeps what is in it.
  if (old?.below !== undefined && entry.type === 'directory') old.entry = entry
  else below.set(last, nodeOf(path, entry))
}

function childrenOf(node: Node): Map<string, Node> {
  return (node.below ??= new Map<string, Node>())
}

function nodeOf(path: string, entry: FileEntry): Node {
  return { path, entry, below: entry.type === 'directory' ? new Map<string, Node>() : undefined }
}

/** A directory that no layer lists, as Docker makes them. */
function impliedDirectory(layer: number, inode: number): FileEntry {
  return {
    type: 'directory',
    mode: 0o755,
    uid: 0,
    gid: 0,
    size: 0,
    digest: '',
    stable: '',
    unstable: undefined,
    target: '',
    device: '',
    xattrs: '',
    inode,
    layer,
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

/** Without recursion, since names in archives can be as deep as they like. */
function flat(root: Node): FileTree {
  const tree = new Map<string, FileEntry>()
  const rest = [root]
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (node.entry !== undefined) tree.set(node.path, node.entry)
    for (const child of node.below?.values() ?? []) rest.push(child)
  }
  return tree
}
