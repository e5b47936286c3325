import { expect, test } from 'vitest'
import { clip, columnsOf, padLeft, padRight } from '../../src/report/columns.ts'
import { wrap } from '../../src/report/wrap.ts'

test.each([
  ['', 0],
  ['abc', 3],
  ['é', 1],
  ['e\u0301', 1],
  ['日本', 4],
  ['한글', 4],
  ['ｆｕｌｌ', 8],
  ['🐳', 2],
  ['𠮷', 2],
  ['█▏…→', 4],
  ['a\u200bb\ufeff', 2],
])('columnsOf(%j) is %i', (text, columns) => {
  expect(columnsOf(text)).toBe(columns)
})

test('clip cuts between characters and says that it did', () => {
  expect(clip('abcdef', 6)).toBe('abcdef')
  expect(clip('abcdef', 5)).toBe('abcd…')
  expect(clip('ab cdef', 4)).toBe('ab…')
  expect(clip('日本語', 6)).toBe('日本語')
  expect(clip('日本語', 5)).toBe('日本…')
  expect(clip('日本語', 4)).toBe('日…')
  expect(clip('a🐳b', 3)).toBe('a…')
})

test('padding counts columns', () => {
  expect(padLeft('日', 4)).toBe('  日')
  expect(padRight('日', 4)).toBe('日  ')
  expect(padLeft('long', 2)).toBe('long')
})

test('wrap counts columns', () => {
  expect(wrap('日本 日本 ab', '', 9)).toEqual(['日本 日本', 'ab'])
  expect(wrap('日本 日本 ab', '', 8)).toEqual(['日本', '日本 ab'])
})
