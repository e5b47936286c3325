import { describe, expect, test } from 'vitest'
import { argDefinitions, keyValues, splitBlanks, splitQuoted } from '../../src/dockerfile/words.ts'

test('words between blanks, quotes not minded', () => {
  expect(splitBlanks('a  "b c"\td')).toEqual([
    { text: 'a', start: 0, end: 1 },
    { text: '"b', start: 3, end: 5 },
    { text: 'c"', start: 6, end: 8 },
    { text: 'd', start: 9, end: 10 },
  ])
})

describe('words with quotes minded', () => {
  test.each([
    ['a "b c" d', ['a', '"b c"', 'd']],
    ["a='b c'd e", ["a='b c'd", 'e']],
    ['a\\ b c', ['a\\ b', 'c']],
    ['"a\\" b" c', ['"a\\" b"', 'c']],
    ["'a\\' b", ["'a\\'", 'b']],
    ['a b\\', ['a', 'b']],
    ['"a b', ['"a b']],
  ])('%s', (text, words) => {
    expect(splitQuoted(text, '\\').map((word) => word.text)).toEqual(words)
  })

  test('by the escape character of the file', () => {
    expect(splitQuoted('a` b c:\\ d', '`').map((word) => word.text)).toEqual(['a` b', 'c:\\', 'd'])
  })
})

describe('pairs', () => {
  test('of the form name=value', () => {
    expect(keyValues('A=b "C D"="e f" G=', '\\')).toEqual([
      { key: 'A', value: 'b', legacy: false, span: { start: 0, end: 3 } },
      { key: '"C D"', value: '"e f"', legacy: false, span: { start: 4, end: 15 } },
      { key: 'G', value: '', legacy: false, span: { start: 16, end: 18 } },
    ])
  })

  test('of the old form', () => {
    expect(keyValues('A  b=c  d', '\\')).toEqual([
      { key: 'A', value: 'b=c  d', legacy: true, span: { start: 0, end: 9 } },
    ])
  })

  test.each(['A', 'A=b C'])('%s is a syntax error', (text) => {
    expect(keyValues(text, '\\')).toBeUndefined()
  })

  test('of nothing are none', () => {
    expect(keyValues('', '\\')).toEqual([])
  })
})

test('names of ARG, with and without defaults', () => {
  expect(argDefinitions('A B=c D=', '\\').map(({ key, value }) => [key, value])).toEqual([
    ['A', undefined],
    ['B', 'c'],
    ['D', ''],
  ])
})
