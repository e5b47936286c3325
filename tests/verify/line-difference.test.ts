import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  commonLines,
  hasInOrder,
  lineDifference,
  linesOf,
  printable,
} from '../../src/verify/smoke/line-difference.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })

/** The length of the longest common subsequence, by its definition. */
function longest(one: readonly string[], other: readonly string[]): number {
  const [first, ...rest] = one
  if (first === undefined) return 0
  const at = other.indexOf(first)
  return Math.max(longest(rest, other), at === -1 ? 0 : 1 + longest(rest, other.slice(at + 1)))
}

test('common lines are in both, in order, and as many as can be', () => {
  fc.assert(
    fc.property(lines, lines, (one, other) => {
      const common = commonLines(one, other)
      expect(hasInOrder(one, common) && hasInOrder(other, common)).toBe(true)
      expect(common).toHaveLength(longest(one, other))
    }),
  )
})

test('a difference turns the one into the other', () => {
  fc.assert(
    fc.property(lines, lines, (one, other) => {
      const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
      const difference = lineDifference(text(one), text(other), 100)
      const common = longest(one, other)
      expect(difference.filter((line) => line.startsWith('-'))).toHaveLength(one.length - common)
      expect(difference.filter((line) => line.startsWith('+'))).toHaveLength(other.length - common)
    }),
  )
})

test('lines of very long outputs are common at both ends', () => {
  const many = (word: string): string[] => Array.from({ length: 150_000 }, (_, at) => `${word} ${at}`)
  const one = ['head', ...many('a'), 'tail']
  const other = ['head', ...many('b'), 'tail']
  expect(commonLines(one, other)).toEqual(['head', 'tail'])
  expect(lineDifference(one.join('\n'), other.join('\n'), 3)).toEqual([
    '- a 0',
    '- a 1',
    '… 299998 more lines differ',
  ])
})

test('a text has its lines, with or without an end of the last one', () => {
  expect(linesOf('')).toEqual([])
  expect(linesOf('a')).toEqual(['a'])
  expect(linesOf('a\n\nb\n')).toEqual(['a', '', 'b'])
})

test('what a terminal would obey is written out', () => {
  expect(printable('a\tb\u001b[2J\r\u0007\u009b\u202e')).toBe('a b\\u001b[2J\\u000d\\u0007\\u009b\\u202e')
  expect(printable('x'.repeat(200))).toBe(`${'x'.repeat(159)}…`)
})
