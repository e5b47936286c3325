import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byPath, inPathOrder } from '../../src/verify/comparison/path-order.ts'

const ORDERED = ['/', '/A', '/a', '/a/b', '/a/b/c', '/a/c', '/a b', '/a-b', '/a.b', '/ab', '/b']

test('a directory stands right before what lies in it', () => {
  expect(ORDERED.toReversed().sort(byPath)).toEqual(ORDERED)
  const items = ORDERED.toReversed().map((path) => ({ path }))
  expect(inPathOrder(items).map(({ path }) => path)).toEqual(ORDERED)
})

test('both ways to order give the same', () => {
  const path = fc.string({ unit: fc.constantFrom('/', 'a', 'b', '-', ' ', '.'), maxLength: 6 })
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
      const items = inPathOrder(paths.map((each) => ({ path: each })))
      expect(items.map((item) => item.path)).toEqual(paths.toSorted(byPath))
    }),
  )
})
