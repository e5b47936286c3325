import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { layerReader } from '../../src/verify/archive/layer.ts'
import { treeOf } from '../../src/verify/archive/tree.ts'
import { groupsOf, makeTar, sha256, type Made } from './make-tar.ts'

let scratch = ''
beforeAll(() => void (scratch = mkdtempSync(join(tmpdir(), 'tree-'))))
afterAll(() => rmSync(scratch, { recursive: true }))

interface Item {
  readonly kind: 'file' | 'directory' | 'symlink' | 'hard link' | 'whiteout' | 'opaque'
  readonly path: string
  /** Of a link. */
  readonly target: string
}

const name = fc.constantFrom('a', 'b', 'c')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
const kind = fc.constantFrom<Item['kind'][]>(
  'file',
  'file',
  'directory',
  'directory',
  'symlink',
  'hard link',
  'whiteout',
  'opaque',
)
const item = fc.record({ kind, path, target: path })
// One entry for each name, as engines write them; marks are entries of another name.
const layer = fc.uniqueArray(item, {
  maxLength: 10,
  selector: ({ kind, path }) => `${kind === 'whiteout' || kind === 'opaque' ? kind : ''} ${path}`,
})

test('layers make the same files as in a real folder', () => {
  let compared = 0
  const layers = fc.array(layer, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(layers, (items) => {
      const real = laidOut(items)
      const read = items.map((each, at) => itemsOf(each, at))
      if (real === undefined) {
        expect(() => treeOf(read)).toThrow('which is no file of the image')
        return
      }
      compared += 1
      const files = treeOf(read)
      const facts = [...files].map(([at, { type, target, digest }]) => [at, type, target, digest].join(' '))
      expect(facts.sort()).toEqual(real.facts)
      expect(groupsOf([...files].map(([at, { inode }]) => [at, inode]))).toEqual(real.groups)
    }),
    { numRuns: 1500 },
  )
  expect(compared).toBeGreaterThan(300)
})

function itemsOf(
  layer: readonly Item[],
  at: number,
): ReturnType<ReturnType<typeof layerReader>['result']>['items'] {
  const reader = layerReader()
  reader.write(makeTar(layer.map((each) => entryOf(each, at))))
  reader.end()
  return reader.result().items
}

function entryOf({ kind, path, target }: Item, at: number): Made {
  const folder = dirname(path)
  switch (kind) {
    case 'file':
      return { name: path, content: `${at} ${path}` }
    case 'directory':
      return { name: `${path}/`, flag: '5', mode: 0o755 }
    case 'symlink':
      return { name: path, flag: '2', link: target }
    case 'hard link':
      return { name: path, flag: '1', link: target }
    case 'whiteout':
      return { name: join(folder, `.wh.${path.slice(path.lastIndexOf('/') + 1)}`) }
    case 'opaque':
      return { name: `${path}/.wh..wh..opq` }
  }
}

interface Real {
  readonly facts: readonly string[]
  readonly groups: readonly string[]
}

/** Lays the layers on each other in a real folder; undefined where a hard link leads to nothing or to a directory. */
function laidOut(layers: readonly (readonly Item[])[]): Real | undefined {
  const root = mkdtempSync(join(scratch, 'root-'))
  try {
    for (const [at, items] of layers.entries()) {
      const staged = mkdtempSync(join(scratch, 'staged-'))
      const places = items.map((_, place) => join(staged, String(place)))
      for (const [place, { kind, path, target }] of items.entries()) {
        if (kind === 'file') writeFileSync(places[place] ?? '', `${at} ${path}`)
        if (kind === 'symlink') symlinkSync(target, places[place] ?? '')
      }
      for (const [place, { kind, target }] of items.entries()) {
        if (kind !== 'hard link') continue
        const source = sourceOf(root, target, items, places)
        if (source === undefined) return undefined
        linkSync(source, places[place] ?? '')
      }
      for (const { kind, path } of items) {
        if (kind === 'whiteout' && isPlain(root, path))
          rmSync(join(root, path), { recursive: true, force: true })
        if (kind !== 'opaque' || !isPlain(root, `${path}/x`)) continue
        for (const child of readdirSync(join(root, path)))
          rmSync(join(root, path, child), { recursive: true })
      }
      for (const [place, { kind, path }] of items.entries())
        if (kind !== 'whiteout' && kind !== 'opaque')
          put(root, path, kind === 'directory' ? undefined : places[place])
    }
    return walked(root)
  } finally {
    for (const folder of readdirSync(scratch)) rmSync(join(scratch, folder), { recursive: true })
  }
}

/** What a hard link leads to at last: an entry of its layer, else a file that is there. */
function sourceOf(
  root: string,
  target: string,
  items: readonly Item[],
  places: readonly string[],
): string | undefined {
  let end = target
  for (let hops = 0; hops <= items.length; hops += 1) {
    const place = items.findIndex(
      ({ kind, path }) => path === end && kind !== 'whiteout' && kind !== 'opaque',
    )
    const item = items[place]
    if (item === undefined) {
      const there = join(root, end)
      return isPlain(root, end) && existsAt(there) && !lstatSync(there).isDirectory() ? there : undefined
    }
    if (item.kind === 'directory') return undefined
    if (item.kind !== 'hard link') return places[place]
    end = item.target
  }
  return undefined
}

function put(root: string, path: string, staged: string | undefined): void {
  const parts = path.split('/')
  for (let depth = 1; depth < parts.length; depth += 1) makeDirectory(join(root, ...parts.slice(0, depth)))
  const place = join(root, path)
  if (staged === undefined) makeDirectory(place)
  else {
    rmSync(place, { recursive: true, force: true })
    linkSync(staged, place)
  }
}

function makeDirectory(place: string): void {
  if (existsAt(place) && lstatSync(place).isDirectory()) return
  rmSync(place, { force: true })
  mkdirSync(place)
}

function existsAt(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false }) !== undefined
}

/** Whether the path leads through directories only, so that no symlink is followed. */
function isPlain(root: string, path: string): boolean {
  const parts = path.split('/').slice(0, -1)
  return parts.every((_, at) => {
    const place = join(root, ...parts.slice(0, at + 1))
    return existsAt(place) && lstatSync(place).isDirectory()
  })
}

function walked(root: string): Real {
  const places = below(root, '')
  const facts = places.map((path) => {
    const place = join(root, path)
    const status = lstatSync(place)
    const type = status.isDirectory() ? 'directory' : status.isSymbolicLink() ? 'symlink' : 'file'
    const target = type === 'symlink' ? readlinkSync(place) : ''
    return [`/${path}`, type, target, type === 'file' ? sha256(readFileSync(place)) : ''].join(' ')
  })
  const numbers = places.map((path) => [`/${path}`, lstatSync(join(root, path)).ino] as const)
  return { facts: facts.sort(), groups: groupsOf(numbers) }
}

/** Unlike readdir's own recursion this one follows no symlinks. */
function below(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? [path, ...below(root, path)] : [path]
  })
}
