import { describe, expect, test } from 'vitest'
import { ArchiveError } from '../../src/verify/archive/archive-error.ts'
import type { FileTree } from '../../src/verify/image.ts'
import { layerReader } from '../../src/verify/archive/layer.ts'
import { treeOf } from '../../src/verify/archive/tree.ts'
import { groupsOf, makeTar, sha256, type Made } from './make-tar.ts'

function tree(...layers: readonly (readonly Made[])[]): FileTree {
  return treeOf(
    layers.map((entries) => {
      const reader = layerReader()
      reader.write(makeTar(entries))
      reader.end()
      return reader.result().items
    }),
  )
}

const paths = (files: FileTree): readonly string[] => [...files.keys()].sort()
const digest = (files: FileTree, path: string): string | undefined => files.get(path)?.digest
const groups = (files: FileTree): readonly string[] =>
  groupsOf([...files].map(([path, { inode }]) => [path, inode]))

const folder = (name: string, mode = 0o755): Made => ({ name, flag: '5', mode })
const file = (name: string, content = name): Made => ({ name, content })
const link = (name: string, target: string): Made => ({ name, flag: '1', link: target })
const symlink = (name: string, target: string): Made => ({ name, flag: '2', link: target })

describe('one layer', () => {
  test('has what the archive says of each file', () => {
    const files = tree([
      { name: 'f', content: 'text', mode: 0o4755, uid: 1, gid: 2, pax: { 'SCHILY.xattr.user.a': 'b' } },
      { name: 's', flag: '2', link: '../to', mode: 0o644 },
      { name: 'c', flag: '3', major: 1, minor: 3, mode: 0o666 },
      { name: 'b', flag: '4', major: 8, minor: 0 },
      { name: 'p', flag: '6' },
      { name: 'd/', flag: '5', mode: 0o1777 },
    ])
    const nothing = {
      size: 0,
      digest: '',
      stable: '',
      unstable: undefined,
      target: '',
      device: '',
      xattrs: '',
      uid: 0,
      gid: 0,
      layer: 0,
    }
    const hash = sha256('text')
    expect(files.get('/f')).toMatchObject({
      ...nothing,
      type: 'file',
      mode: 0o4755,
      uid: 1,
      gid: 2,
      size: 4,
      digest: hash,
      stable: hash,
      xattrs: 'user.a=62',
    })
    // Symlinks have no permissions of their own.
    expect(files.get('/s')).toMatchObject({ ...nothing, type: 'symlink', mode: 0o777, target: '../to' })
    expect(files.get('/c')).toMatchObject({
      ...nothing,
      type: 'character device',
      mode: 0o666,
      device: '1:3',
    })
    expect(files.get('/b')).toMatchObject({ ...nothing, type: 'block device', device: '8:0' })
    expect(files.get('/p')).toMatchObject({ ...nothing, type: 'fifo' })
    expect(files.get('/d')).toMatchObject({ ...nothing, type: 'directory', mode: 0o1777 })
    expect(groups(files)).toEqual([])
  })

  test('names are relative to the root however they are written, and the root itself is left out', () => {
    const files = tree([
      folder('./', 0o700),
      file('./a'),
      file('/b'),
      file('c//d/./e'),
      file('f/../g'),
      folder('h//'),
    ])
    expect(paths(files)).toEqual(['/a', '/b', '/c', '/c/d', '/c/d/e', '/g', '/h'])
  })

  test('names that lead out of the image are an error', () => {
    expect(() => tree([file('a/../../b')])).toThrow(
      new ArchiveError('holds "a/../../b", which leads out of the image'),
    )
  })

  test('directories that nobody lists belong to root, whatever comes first', () => {
    const files = tree([file('a/b/c'), { ...folder('a', 0o700), uid: 5 }])
    expect(files.get('/a')).toMatchObject({ mode: 0o700, uid: 5 })
    expect(files.get('/a/b')).toMatchObject({ type: 'directory', mode: 0o755, uid: 0, gid: 0, layer: 0 })
  })

  test('of two entries of one name the later one counts', () => {
    const files = tree([
      file('a', 'old'),
      file('a', 'new'),
      file('d/x'),
      file('d', 'file'),
      file('e'),
      file('e/x'),
    ])
    expect(digest(files, '/a')).toBe(sha256('new'))
    expect(paths(files)).toEqual(['/a', '/d', '/e', '/e/x'])
  })

  test('names as deep as they like', () => {
    const name = 'd/'.repeat(20_000)
    expect(tree([{ name: 'x', pax: { path: `${name}f` } }]).size).toBe(20_001)
  })
})

describe('layers on each other', () => {
  const lower = [folder('d', 0o700), file('d/a'), file('d/b'), folder('d/e'), file('d/e/f'), file('top')]

  test('a whiteout takes away a file, or a directory with all that is in it', () => {
    expect(paths(tree(lower, [file('d/.wh.a'), file('.wh.top')]))).toEqual(['/d', '/d/b', '/d/e', '/d/e/f'])
    expect(paths(tree(lower, [file('.wh.d')]))).toEqual(['/top'])
    expect(
      paths(
        tree(lower, [
          file('.wh.none'),
          file('none/.wh.x'),
          file('top/.wh.x'),
          file('.wh.'),
          file('d/.wh...'),
        ]),
      ),
    ).toEqual(paths(tree(lower)))
  })

  test('an opaque directory hides what lower layers have in it, and stays itself', () => {
    const files = tree(lower, [file('d/.wh..wh..opq')])
    expect(paths(files)).toEqual(['/d', '/top'])
    expect(files.get('/d')).toMatchObject({ mode: 0o700, layer: 0 })
    expect(paths(tree(lower, [file('.wh..wh..opq'), file('new')]))).toEqual(['/new'])
  })

  test('such marks do not act on their own layer, wherever they stand in it', () => {
    const own = [file('d/new'), file('d/a', 'new')]
    for (const marks of [[file('d/.wh..wh..opq')], [file('.wh.d'), file('d/.wh.a')]])
      for (const layer of [
        [...own, ...marks],
        [...marks, ...own],
      ]) {
        const files = tree(lower, layer)
        expect(paths(files)).toEqual(['/d', '/d/a', '/d/new', '/top'])
        expect(digest(files, '/d/a')).toBe(sha256('new'))
      }
  })

  test('a layer brings back what the one below took away', () => {
    expect(paths(tree(lower, [file('.wh.d')], [file('d/a')]))).toEqual(['/d', '/d/a', '/top'])
  })

  test('a directory over a directory keeps what is in it', () => {
    const files = tree(lower, [folder('d', 0o555)])
    expect(files.get('/d')).toMatchObject({ mode: 0o555, layer: 1 })
    expect(files.get('/d/e/f')).toMatchObject({ layer: 0 })
  })

  test.each<[string, Made]>([
    ['file', file('d')],
    ['symlink', symlink('d', 'top')],
    ['fifo', { name: 'd', flag: '6' }],
    ['hard link', link('d', 'top')],
  ])('a %s over a directory takes all that is in it away', (_, over) => {
    expect(paths(tree(lower, [over]))).toEqual(['/d', '/top'])
  })

  test('a directory over something else is empty', () => {
    expect(paths(tree([symlink('d', 'e'), file('e/x')], [folder('d')]))).toEqual(['/d', '/e', '/e/x'])
    expect(tree([file('d')], [file('d/x')]).get('/d')).toMatchObject({ type: 'directory', digest: '' })
  })

  test("AUFS's bookkeeping is no part of the image", () => {
    expect(
      paths(tree([folder('.wh..wh.plnk'), file('.wh..wh.plnk/1.2'), file('.wh..wh.aufs'), file('a')])),
    ).toEqual(['/a'])
    const linked = tree([
      file('.wh..wh.plnk/1.2', 'x'),
      link('a', '.wh..wh.plnk/1.2'),
      link('b', '/.wh..wh.plnk/1.2'),
    ])
    expect([paths(linked), groups(linked), digest(linked, '/a')]).toEqual([
      ['/a', '/b'],
      ['/a /b'],
      sha256('x'),
    ])
  })

  test('what begins like a mark is a file', () => {
    expect(paths(tree([file('.wh'), file('.whx'), file('a.wh.b')]))).toEqual(['/.wh', '/.whx', '/a.wh.b'])
  })
})

describe('hard links', () => {
  test('have all of their target, and its number', () => {
    const files = tree([
      { name: 'a', content: 'x', mode: 0o600, uid: 3 },
      link('d/b', 'a'),
      link('c', '/d/b'),
      file('other'),
    ])
    const { inode } = files.get('/a') ?? {}
    for (const path of ['/d/b', '/c'])
      expect(files.get(path)).toMatchObject({ type: 'file', mode: 0o600, uid: 3, digest: sha256('x'), inode })
    expect(groups(files)).toEqual(['/a /c /d/b'])
  })

  test('may come before their target, one behind the other', () => {
    expect(groups(tree([link('a', 'b'), link('b', 'c'), file('c'), link('d', 'a')]))).toEqual(['/a /b /c /d'])
  })

  test('lead to what stood there when they were made', () => {
    const files = tree([file('a', 'old'), link('b', 'a'), file('a', 'new')])
    expect([digest(files, '/b'), digest(files, '/a'), groups(files)]).toEqual([
      sha256('old'),
      sha256('new'),
      [],
    ])
  })

  test('may be of symlinks and devices', () => {
    const files = tree([symlink('s', 'x'), link('t', 's'), { name: 'c', flag: '3' }, link('e', 'c')])
    expect(groups(files)).toEqual(['/c /e', '/s /t'])
    expect(files.get('/t')).toMatchObject({ type: 'symlink', target: 'x' })
  })

  test('lead to lower layers where their own has no such file', () => {
    const lower = [file('a', 'old'), file('b', 'old')]
    const files = tree(lower, [link('c', 'a'), file('b', 'new'), link('d', 'b')])
    expect(groups(files)).toEqual(['/a /c', '/b /d'])
    expect(files.get('/c')).toMatchObject({ digest: sha256('old'), layer: 1 })
    expect(digest(files, '/d')).toBe(sha256('new'))
  })

  test('lead to what their own layer takes away as well', () => {
    const files = tree([file('a')], [link('b', 'a'), file('.wh.a')])
    expect([paths(files), digest(files, '/b')]).toEqual([['/b'], sha256('a')])
  })

  test('are parted by a later layer that writes one of the names', () => {
    const lower = [file('a'), link('b', 'a'), link('c', 'a')]
    expect(groups(tree(lower, [file('b')]))).toEqual(['/a /c'])
    expect(groups(tree(lower, [file('b'), link('c', 'b')]))).toEqual(['/b /c'])
    expect(groups(tree(lower, [file('.wh.a')]))).toEqual(['/b /c'])
  })

  test.each<[string, readonly Made[], string, string]>([
    ['nothing', [link('a/b', 'none')], '/a/b', '/none'],
    ['itself', [link('a', 'a')], '/a', '/a'],
    ['each other', [link('a', 'b'), link('b', 'a')], '/a', '/b'],
    ['a directory', [folder('d'), link('a', 'd')], '/a', '/d'],
    ['a directory that comes later', [link('a', 'd'), folder('d')], '/a', '/d'],
    ['the root', [link('a', '/')], '/a', '/'],
  ])('to %s are an error', (_, layer, path, target) => {
    expect(() => tree(layer)).toThrow(
      new ArchiveError(`"${path}" is a hard link to "${target}", which is no file of the image`),
    )
  })
})
