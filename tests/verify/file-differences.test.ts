import { describe, expect, test } from 'vitest'
import { fileDifferences, type FoundFile } from '../../src/verify/comparison/file-differences.ts'
import { directory, makeTree, symlink, type EntryFacts } from './make-image.ts'

type Entries = Readonly<Record<string, string | EntryFacts>>

function differences(before: Entries, after: Entries): readonly FoundFile[] {
  return fileDifferences(makeTree(before), makeTree(after)).found
}

/** "what path: before > after, growth" */
function told(before: Entries, after: Entries): readonly string[] {
  return differences(before, after).map(
    ({ what, path, before: was, after: is, growth }) =>
      `${what} ${path}: ${[was, is].join(' > ').trim()}, ${growth}`,
  )
}

describe('entries', () => {
  const file = (facts: EntryFacts): Entries => ({ '/a': { content: 'abc', ...facts } })
  test.each<[string, Entries, Entries, string]>([
    ['gone', file({}), {}, 'gone /a: file, 3 B >, -3'],
    ['new', {}, file({}), 'new /a: > file, 3 B, 3'],
    [
      'content',
      file({}),
      file({ content: 'abcd' }),
      'content /a: 3 B, sha256 ba7816bf8f01… > 4 B, sha256 88d4266fd4e6…, 1',
    ],
    ['mode', file({ mode: 0o4755 }), file({ mode: 0o755 }), 'mode /a: 4755 > 0755, 0'],
    ['user', file({ uid: 1 }), file({ uid: 2 }), 'owner /a: 1:0 > 2:0, 0'],
    ['group', file({ gid: 1 }), file({ gid: 2 }), 'owner /a: 0:1 > 0:2, 0'],
    ['xattrs', file({ xattrs: 'user.a=00' }), file({}), 'xattrs /a: user.a=00 >, 0'],
    ['target', { '/a': symlink('b') }, { '/a': symlink('c') }, 'target /a: b > c, 0'],
    [
      'device',
      { '/a': { type: 'character device', device: '1:3' } },
      { '/a': { type: 'character device', device: '1:5' } },
      'device /a: 1:3 > 1:5, 0',
    ],
    ['type', file({ uid: 5 }), { '/a': symlink('b') }, 'type /a: file, 3 B > symlink to b, -3'],
    [
      'type alone',
      { '/a': { type: 'fifo' } },
      { '/a': { type: 'directory' } },
      'type /a: fifo > directory, 0',
    ],
    [
      'mode of a directory',
      { '/a': directory },
      { '/a': { ...directory, mode: 0o700 } },
      'mode /a: 0755 > 0700, 0',
    ],
    [
      'owner of a symlink',
      { '/a': symlink('b') },
      { '/a': { ...symlink('b'), uid: 7 } },
      'owner /a: 0:0 > 7:0, 0',
    ],
    [
      'device that came',
      {},
      { '/a': { type: 'block device', device: '8:0' } },
      'new /a: > block device 8:0, 0',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual([expected])
  })

  test('everything that differs about a file is told', () => {
    const whats = differences(file({}), file({ content: 'x', mode: 0o600, uid: 1, xattrs: 'a=1' }))
    expect(whats.map(({ what }) => what)).toEqual(['content', 'mode', 'owner', 'xattrs'])
  })

  test.each<[string, Entries, Entries]>([
    ['the mode of a symlink', { '/a': symlink('b') }, { '/a': { ...symlink('b'), mode: 0o755 } }],
    ['the size of a directory', { '/a': directory }, { '/a': { ...directory, size: 4096 } }],
    ['the layer', file({}), file({ layer: 7 })],
    ['the number of an inode', { '/a': '', '/b': '' }, { '/b': '', '/a': '' }],
  ])('%s does not count', (_, before, after) => {
    expect(told(before, after)).toEqual([])
  })
})

describe('the stable digest', () => {
  const pyc = (content: string, stable: string): Entries => ({
    '/a.pyc': { content, stable, unstable: 'holds a time' },
  })

  test('content in another form is no difference, and told with the reason', () => {
    const { found, rewritten } = fileDifferences(makeTree(pyc('1', 's')), makeTree(pyc('2', 's')))
    expect(found).toEqual([])
    expect(rewritten).toEqual([{ path: '/a.pyc', reason: 'holds a time' }])
  })

  test('what else differs about such a file is told', () => {
    const after = makeTree({ '/a.pyc': { content: '2', stable: 's', mode: 0o600 } })
    const { found, rewritten } = fileDifferences(makeTree(pyc('1', 's')), after)
    expect(found).toMatchObject([{ what: 'mode' }])
    expect(rewritten).toHaveLength(1)
  })

  test('other content is a difference', () => {
    const { found, rewritten } = fileDifferences(makeTree(pyc('1', 's')), makeTree(pyc('2', 't')))
    expect(found).toMatchObject([{ what: 'content', path: '/a.pyc' }])
    expect(rewritten).toEqual([])
  })
})

describe('hard links', () => {
  const linked = { content: '12345', link: 'x' }
  const others: EntryFacts = { content: '12345', link: 'y' }
  const apart = { content: '12345' }

  test.each<[string, Entries, Entries, readonly string[]]>([
    [
      'a pair that splits',
      { '/a': linked, '/b': linked },
      { '/a': apart, '/b': apart },
      ['hard links /a: one file with /b > another file than /b, 5'],
    ],
    [
      'a pair that joins',
      { '/a': apart, '/b': apart },
      { '/a': linked, '/b': linked },
      ['hard links /a: another file than /b > one file with /b, -5'],
    ],
    [
      'a group that falls apart, told once',
      { '/a': linked, '/b': linked, '/c': linked, '/d': linked, '/e': linked },
      { '/a': apart, '/b': apart, '/c': apart, '/d': apart, '/e': apart },
      ['hard links /a: one file with /b, /c, /d and 1 more > 5 files, 20'],
    ],
    [
      'a group of which all names are told',
      { '/a': linked, '/b': linked, '/c': linked, '/d': linked },
      { '/a': linked, '/b': linked, '/c': apart, '/d': apart },
      ['hard links /a: one file with /b, /c, /d > 3 files, 10'],
    ],
    [
      'a name that leaves its group',
      { '/a': linked, '/b': linked, '/c': linked },
      { '/a': linked, '/b': linked, '/c': apart },
      ['hard links /a: one file with /b, /c > 2 files, 5'],
    ],
    [
      'a name that goes from one group to another, told for both',
      { '/a': linked, '/b': linked, '/c': apart },
      { '/a': apart, '/b': linked, '/c': linked },
      [
        'hard links /a: one file with /b > another file than /b, 5',
        'hard links /b: another file than /c > one file with /c, -5',
      ],
    ],
    [
      'pairs that swap partners weigh nothing in all',
      { '/a': linked, '/b': linked, '/c': others, '/d': others },
      { '/a': linked, '/c': linked, '/b': others, '/d': others },
      [
        'hard links /a: one file with /b > another file than /b, 5',
        'hard links /a: another file than /c > one file with /c, -5',
        'hard links /b: another file than /d > one file with /d, -5',
        'hard links /c: one file with /d > another file than /d, 5',
      ],
    ],
    [
      'the first name is the first in order, not in the archive',
      { '/b': linked, '/a': linked },
      { '/b': apart, '/a': apart },
      ['hard links /a: one file with /b > another file than /b, 5'],
    ],
    ['a pair that stays', { '/a': linked, '/b': linked }, { '/b': linked, '/a': linked }, []],
    [
      'a name that goes weighs nothing while another stays',
      { '/a': linked, '/b': linked },
      { '/b': linked },
      ['gone /a: file, 5 B >, 0'],
    ],
    [
      'the bytes of a group that goes count once',
      { '/a': linked, '/b': linked },
      {},
      ['gone /a: file, 5 B >, -5', 'gone /b: file, 5 B >, 0'],
    ],
    [
      'the bytes of a group that comes count once',
      {},
      { '/a': linked, '/b': linked },
      ['new /a: > file, 5 B, 5', 'new /b: > file, 5 B, 0'],
    ],
    [
      'a new name of an old file weighs nothing',
      { '/b': apart },
      { '/a': linked, '/b': linked },
      ['new /a: > file, 5 B, 0'],
    ],
    [
      'names with other content are no group',
      { '/a': linked, '/b': linked },
      { '/a': apart, '/b': 'other' },
      ['content /b: 5 B, sha256 5994471abb01… > 5 B, sha256 d9298a10d1b0…, 5'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected)
  })
})

test('the order is that of paths, a directory before what lies in it', () => {
  const paths = differences({}, { '/a.b': '', '/a/b': '', '/a': directory, '/a/a': '', '/a-b': '', '/B': '' })
  expect(paths.map(({ path }) => path)).toEqual(['/B', '/a', '/a/a', '/a/b', '/a-b', '/a.b'])
})
