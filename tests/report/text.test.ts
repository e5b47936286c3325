import { expect, test } from 'vitest'
import { nearest } from '../../src/dockerfile/nearest.ts'
import { visible } from '../../src/report/style.ts'
import { count, wrap } from '../../src/report/wrap.ts'

test('wrap breaks at blanks and leaves long words whole', () => {
  expect(wrap('one two three', '  ', 9)).toEqual(['  one two', '  three'])
  expect(wrap('https://example.com/long a', '', 10)).toEqual(['https://example.com/long', 'a'])
  expect(wrap('', '  ', 10)).toEqual(['  '])
})

test('count', () => {
  expect([0, 1, 2].map((number) => count(number, 'file'))).toEqual(['0 files', '1 file', '2 files'])
})

test('visible keeps tabs and text, and shows what a terminal would obey', () => {
  expect(visible('a\tb é 日')).toBe('a\tb é 日')
  expect(visible('\u001b[2J\r\u0007\u007f\n')).toBe('^[[2J^M^G^?^J')
  expect(visible('\u009b\u202e')).toBe('\\u009b\\u202e')
})

test('nearest finds the likely word or none', () => {
  const words = ['write', 'dry-run', 'collapse-runs', 'use-copy']
  expect(nearest('wirte', words)).toBe('write')
  expect(nearest('colapse-run', words)).toBe('collapse-runs')
  expect(nearest('collapse', words)).toBe('collapse-runs')
  expect(nearest('banana', words)).toBeUndefined()
  expect(nearest('x', words)).toBeUndefined()
})
