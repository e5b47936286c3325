import { byPath } from '../../verify/comparison/path-order.ts'
import type { FileDifference } from '../../verify/verification.ts'

/** Differences of one kind in one place. */
export interface FileGroup {
  readonly what: FileDifference['what']
  /** Ids, most likely first. */
  readonly transforms: readonly string[]
  /** one: this path; tree: it and all of the others below it; within: not itself, only what is below it. */
  readonly shape: 'one' | 'tree' | 'within'
  readonly path: string
  readonly count: number
  /** Bytes that the image gains by all of them. */
  readonly growth: number
  /** What all of them were and are; undefined where that is not the same. */
  readonly values: { readonly before: string; readonly after: string } | undefined
  /** The first path. */
  readonly example: string
}

/**
 * Gathers differences by place, so that what happened to a whole directory is one group. Where there are still more than
 * `limit` groups, those that share a folder become one, the deepest first.
 *
 * @param singly so many paths in one folder are groups of their own
 */
export function groupFiles(
  differences: readonly FileDifference[],
  limit: number,
  singly: number,
): readonly FileGroup[] {
  const kinds = [...bucketsOf(differences, kindKey).values()]
  let groups = kinds.flatMap(treesOf)
  groups = merged(groups, (group) => parentOf(group.path), singly + 1)
  const deepest = groups.reduce((depth, { path }) => Math.max(depth, depthOf(path)), 0)
  for (let depth = deepest; depth > 0 && groups.length > limit; depth -= 1)
    groups = merged(groups, (group) => ancestorOf(group, depth), 2)
  return groups.sort(inOrder)
}

const ORDER: readonly FileDifference['what'][] = [
  'gone',
  'new',
  'type',
  'content',
  'target',
  'mode',
  'owner',
  'device',
  'xattrs',
  'hard links',
]

function inOrder(left: FileGroup, right: FileGroup): number {
  return (
    compareKinds(left, right) ||
    compareTexts(left.transforms.join(), right.transforms.join()) ||
    byPath(left.path, right.path)
  )
}

/** Equal where the same was done by the same transforms. */
export function kindKey({ what, transforms }: Pick<FileDifference, 'what' | 'transforms'>): string {
  return `${what} ${transforms.join()}`
}

/** The worst first. */
export function compareKinds(
  left: Pick<FileDifference, 'what'>,
  right: Pick<FileDifference, 'what'>,
): number {
  return ORDER.indexOf(left.what) - ORDER.indexOf(right.what)
}

/** The same everywhere, whatever the language of the machine. */
export function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

/** A path and what lies below it, where the same happened to them. */
function treesOf(differences: readonly FileDifference[]): readonly FileGroup[] {
  const trees: FileGroup[] = []
  for (const alike of bucketsOf(differences, sameValues).values()) {
    let top: FileGroup | undefined
    for (const difference of alike.toSorted((left, right) => byPath(left.path, right.path))) {
      if (top && difference.path.startsWith(`${top.path}/`)) {
        top = {
          ...top,
          shape: 'tree',
          count: top.count + 1,
          growth: top.growth + difference.growth,
        }
        trees[trees.length - 1] = top
      } else {
        top = single(difference)
        trees.push(top)
      }
    }
  }
  return trees
}

/** What it was does not matter for a file that came or went: what happened is the same. */
function sameValues({ what, before, after }: FileDifference): string {
  return what === 'gone' || what === 'new' ? '' : `${before}\0${after}`
}

function single({ what, transforms, path, growth, before, after }: FileDifference): FileGroup {
  const values = { before, after }
  return { what, transforms, shape: 'one', path, count: 1, growth, values, example: path }
}

/** Makes one group of all that have the same key, where there are at least so many. */
function merged(
  groups: readonly FileGroup[],
  key: (group: FileGroup) => string | undefined,
  atLeast: number,
): FileGroup[] {
  const buckets = bucketsOf(groups, (group) => {
    const path = key(group)
    return path === undefined ? group.path : `${kindKey(group)} ${path}`
  })
  return [...buckets.values()].flatMap((bucket) => {
    const [first] = bucket
    const path = first && key(first)
    return path === undefined || bucket.length < atLeast ? bucket : [within(path, bucket)]
  })
}

function within(path: string, groups: readonly FileGroup[]): FileGroup {
  const [first, ...others] = groups.toSorted((left, right) => byPath(left.example, right.example))
  if (!first) throw new TypeError('a group of nothing')
  const same = others.every((group) => group.values && first.values && sameTexts(group.values, first.values))
  return {
    ...first,
    shape: 'within',
    path,
    count: groups.reduce((sum, group) => sum + group.count, 0),
    growth: groups.reduce((sum, group) => sum + group.growth, 0),
    values: same ? first.values : undefined,
  }
}

function sameTexts(left: NonNullable<FileGroup['values']>, right: NonNullable<FileGroup['values']>): boolean {
  return left.before === right.before && left.after === right.after
}

/** The folder that a path is in; undefined for what lies at the top. */
function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? undefined : path.slice(0, slash)
}

function depthOf(path: string): number {
  return path.split('/').length - 1
}

/** The folder at this depth that a group is in or stands for. */
function ancestorOf({ shape, path }: FileGroup, depth: number): string | undefined {
  const own = depthOf(path)
  if (own < depth || (own === depth && shape !== 'within')) return undefined
  return path
    .split('/')
    .slice(0, depth + 1)
    .join('/')
}

export function bucketsOf<T>(
  items: readonly T[],
  key: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const buckets = new Map<string, T[]>()
  for (const item of items) {
    const name = key(item)
    const bucket = buckets.get(name)
    if (bucket) bucket.push(item)
    else buckets.set(name, [item])
  }
  return buckets
}
