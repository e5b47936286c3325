import { describe, expect, test } from 'vitest'
import { applyEdits, conflicts, ordered } from '../../src/dockerfile/text-edit.ts'

const insert = (at: number, text: string): { start: number; end: number; text: string } => ({
  start: at,
  end: at,
  text,
})

describe('edits', () => {
  test('apply in the order of their places', () => {
    expect(
      applyEdits('0123456789', [
        { start: 8, end: 10, text: '' },
        insert(0, '>'),
        { start: 2, end: 4, text: 'x' },
      ]),
    ).toBe('>01x4567')
  })

  test('may touch', () => {
    expect(
      applyEdits('abc', [
        { start: 0, end: 1, text: 'x' },
        { start: 1, end: 2, text: 'y' },
      ]),
    ).toBe('xyc')
    expect(applyEdits('abc', [{ start: 1, end: 2, text: 'x' }, insert(1, '>'), insert(2, '<')])).toBe('a>x<c')
  })

  test('none change nothing', () => {
    expect(applyEdits('abc', [])).toBe('abc')
  })

  test('that want the same characters or the same place are refused', () => {
    expect(() =>
      applyEdits('abcd', [
        { start: 0, end: 3, text: '' },
        { start: 2, end: 4, text: '' },
      ]),
    ).toThrow(new RangeError('edits at 0 and 2 overlap'))
    expect(() => ordered([insert(1, 'a'), insert(1, 'b')])).toThrow(RangeError)
    expect(conflicts({ start: 0, end: 4, text: '' }, insert(2, 'x'))).toBe(true)
    expect(conflicts({ start: 0, end: 2, text: '' }, insert(2, 'x'))).toBe(false)
  })
})
