import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupFiles } from '../../../src/report/verification/groups.ts'
import type { FileDifference } from '../../../src/verify/verification.ts'
import { fileDifference } from './make-verification.ts'

function gone(...paths: readonly string[]): readonly FileDifference[] {
  return paths.map((path) => fileDifference('gone', path, { growth: -10 }))
}

function told(differences: readonly FileDifference[], limit = 20, singly = 3) {
  return groupFiles(differences, limit, singly).map(({ what, shape, path, count, growth }) => {
    return `${what} ${shape} ${path} ${count} ${growth}`
  })
}

describe('a directory that is gone', () => {
  test('takes what is below it along, whatever the order', () => {
    const paths = ['/usr/share/doc', '/usr/share/doc/a', '/usr/share/doc/a/b', '/usr/share/doc-base', '/z']
    const expected = [
      'gone tree /usr/share/doc 3 -30',
      'gone one /usr/share/doc-base 1 -10',
      'gone one /z 1 -10',
    ]
    expect(told(gone(...paths))).toEqual(expected)
    expect(told(gone(...paths.toReversed()))).toEqual(expected)
  })

  test('is not the one beside it whose name begins like it', () => {
    expect(told(gone('/a', '/a b', '/a-b', '/a.b/c'))).toEqual([
      'gone one /a 1 -10',
      'gone one /a b 1 -10',
      'gone one /a-b 1 -10',
      'gone one /a.b/c 1 -10',
    ])
  })
})

describe('in one folder', () => {
  test('three are told one by one, four are one', () => {
    expect(told(gone('/d/a', '/d/b', '/d/c'))).toHaveLength(3)
    expect(told(gone('/d/a', '/d/b', '/d/c', '/d/d'))).toEqual(['gone within /d 4 -40'])
    expect(told(gone('/d/a', '/d/b', '/d/c', '/d/d'), 20, 10)).toHaveLength(4)
  })

  test('the folder itself, too, goes into nothing larger at the top', () => {
    expect(told(gone('/a', '/b', '/c', '/d', '/e'), 2)).toHaveLength(5)
  })

  test('what is new and what is gone are apart, and so are transforms', () => {
    const differences = [
      ...gone('/d/a', '/d/b', '/d/c', '/d/d'),
      fileDifference('new', '/d/e'),
      fileDifference('gone', '/d/f', { transforms: ['add-user'] }),
    ]
    expect(told(differences)).toEqual(['gone within /d 4 -40', 'gone one /d/f 1 0', 'new one /d/e 1 0'])
  })
})

test('an owner is told of a whole tree only where it is the same', () => {
  const owner = (path: string, after: string) => fileDifference('owner', path, { before: '0:0', after })
  expect(told([owner('/app', '5:5'), owner('/app/a', '5:5'), owner('/app/b', '6:6')])).toEqual([
    'owner tree /app 2 0',
    'owner one /app/b 1 0',
  ])
  const [all] = groupFiles(
    ['a', 'b', 'c', 'd'].map((name) => owner(`/app/${name}`, '5:5')),
    20,
    3,
  )
  expect(all).toMatchObject({ shape: 'within', values: { before: '0:0', after: '5:5' } })
  const [mixed] = groupFiles(
    ['a', 'b', 'c', 'd'].map((name) => owner(`/app/${name}`, name)),
    20,
    3,
  )
  expect(mixed).toMatchObject({ shape: 'within', values: undefined, example: '/app/a' })
})

test('more groups than there is room for become larger ones, the deepest first', () => {
  const paths = ['a', 'b', 'c', 'd'].flatMap((name) => [
    `/usr/lib/python3/${name}/__pycache__`,
    `/usr/lib/python3/${name}/__pycache__/x.pyc`,
  ])
  expect(told(gone(...paths), 4)).toHaveLength(4)
  expect(told(gone(...paths, '/etc/x'), 4)).toEqual([
    'gone one /etc/x 1 -10',
    'gone within /usr/lib/python3 8 -80',
  ])
  expect(told(gone('/usr/a/x', '/usr/b/x', '/var/a/x', '/var/b/x'), 2)).toEqual([
    'gone within /usr 2 -20',
    'gone within /var 2 -20',
  ])
})

test('nothing is lost or counted twice, and the order of the differences does not matter', () => {
  const name = fc.constantFrom('a', 'b', 'c.d', 'e f')
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => `/${names.join('/')}`)
  const difference = fc.record({
    path,
    what: fc.constantFrom('gone' as const, 'new' as const, 'owner' as const),
    after: fc.constantFrom('', '1:1'),
    growth: fc.integer({ min: -9, max: 9 }),
    transforms: fc.constantFrom<readonly string[]>([], ['add-user']),
  })
  const list = fc
    .uniqueArray(difference, { selector: (each) => `${each.what} ${each.path}`, maxLength: 60 })
    .map((each) => each.map(({ what, path: at, ...rest }) => fileDifference(what, at, rest)))
  fc.assert(
    fc.property(list, fc.integer({ min: 1, max: 30 }), (differences, limit) => {
      const groups = groupFiles(differences, limit, 3)
      expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(differences.length)
      const growth = differences.reduce((sum, each) => sum + each.growth, 0)
      expect(groups.reduce((sum, group) => sum + group.growth, 0)).toBe(growth)
      expect(groupFiles(differences.toReversed(), limit, 3)).toEqual(groups)
    }),
  )
})
