import { describe, expect, test } from 'vitest'
import {
  isContiguous,
  mapPieces,
  mappedPiece,
  sliceMapped,
  toSource,
  toSourceRange,
  toSourceRanges,
} from '../../src/dockerfile/mapped-text.ts'

//               0123456 7 8901234567 8901
const source = 'RUN ab\\\n# comment\n cd'
const mapped = mapPieces(source, [
  { start: 4, end: 6 },
  { start: 18, end: 21 },
])

describe('text from two lines', () => {
  test('is what stands in its pieces', () => {
    expect(mapped.text).toBe('ab cd')
  })

  test('knows the place of each character, and of the end', () => {
    expect([0, 1, 2, 3, 4, 5].map((offset) => toSource(mapped, offset))).toEqual([4, 5, 18, 19, 20, 21])
  })

  test('gives one range around all, or one for each piece', () => {
    const span = { start: 1, end: 4 }
    expect(toSourceRange(mapped, span)).toEqual({ start: 5, end: 20 })
    expect(toSourceRanges(mapped, span)).toEqual([
      { start: 5, end: 6 },
      { start: 18, end: 20 },
    ])
    expect(isContiguous(mapped, span)).toBe(false)
    expect(isContiguous(mapped, { start: 2, end: 4 })).toBe(true)
  })

  test('the end of a piece is not the start of the next', () => {
    expect(toSourceRange(mapped, { start: 0, end: 2 })).toEqual({ start: 4, end: 6 })
  })

  test('an empty span has a place and no range', () => {
    expect(toSourceRange(mapped, { start: 2, end: 2 })).toEqual({ start: 18, end: 18 })
    expect(toSourceRanges(mapped, { start: 2, end: 2 })).toEqual([])
  })

  test('can be sliced', () => {
    const slice = sliceMapped(mapped, { start: 1, end: 4 })
    expect(slice).toEqual({ text: 'b c', starts: [0, 1], sources: [5, 18] })
    expect(sliceMapped(mapped, { start: 5, end: 5 })).toMatchObject({ text: '', sources: [21] })
  })
})

test('text that is empty still has a place', () => {
  expect(toSource(mappedPiece('', 7), 0)).toBe(7)
  expect(
    toSource(
      mapPieces(source, [
        { start: 3, end: 3 },
        { start: 9, end: 9 },
      ]),
      0,
    ),
  ).toBe(3)
})
