import { describe, expect, test } from 'vitest'
import { verifyMarkdown } from '../../../src/report/verification/markdown.ts'
import { code, prose, tableRow } from '../../../src/report/verification/markup.ts'
import * as made from './make-verification.ts'

/** What GitHub reads as Markdown and HTML: everything but code. */
function outsideOfCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})text\n[^]*?\n\1$/gm, '')
    .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
    .replace(/<code>.*?<\/code>/g, '')
}

test.each([
  ['a', '`a`'],
  ['', '""'],
  [' ', '" "'],
  ['a`b', '``a`b``'],
  ['`a`', '`` `a` ``'],
  ['``', '``` `` ```'],
  [' a ', '`  a  `'],
  ['a\nb\u001b', '`a\\x0ab\\x1b`'],
  ['<b> @ada #1 \\', '`<b> @ada #1 \\`'],
])('code(%j) is %j', (text, markdown) => {
  expect(code(text)).toBe(markdown)
})

test('a bar in a cell ends no cell', () => {
  expect(tableRow([code('a|b'), 'c'])).toBe('| `a\\|b` | c |')
})

test('prose becomes code where it could be read as markup', () => {
  expect(prose('--bisect names it, say "a" (b)')).toBe('--bisect names it, say "a" (b)')
  expect(prose('ask @ada')).toBe('`ask @ada`')
  expect(prose('a <b>')).toBe('`a <b>`')
})

describe('what comes from outside', () => {
  test.each([
    ['alone', [made.hostile]],
    ['among many', [made.hostile, { ...made.hostile, verdict: 'proven' as const }, made.small, made.small]],
  ])('is code, %s', (_, verifications) => {
    const markdown = verifyMarkdown(verifications)
    expect(markdown).toContain('@ada')
    expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\ud800-\udfff]/)
    const rest = outsideOfCode(markdown)
    expect(rest).not.toMatch(/@ada|<b>|^# /m)
    const tags = new Set(rest.match(/<[^\d\s][^>]*>/g))
    expect([...tags].sort()).toEqual(['</details>', '</summary>', '<details>', '<summary>'])
  })
})

test('details are closed as often as they are opened', () => {
  const markdown = verifyMarkdown([made.small, made.rebuilt, made.collapsed, made.hardNames])
  expect(markdown.match(/<details>/g)).toHaveLength(8)
  expect(markdown.match(/<\/details>/g)).toHaveLength(8)
})

test('tables have as many cells in each row as in the first', () => {
  const markdown = verifyMarkdown([made.small, made.rebuilt, made.originalFails, made.hostile])
  const rows = markdown.split('\n').filter((line) => line.startsWith('| '))
  const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length - 2)
  expect(rows.length).toBeGreaterThan(10)
  expect(new Set(cells)).toEqual(new Set([6, 4]))
})

test('one table for many files, and a table each for few', () => {
  const three = verifyMarkdown([made.small, made.rebuilt, made.regression])
  expect(three).not.toContain('| file | verdict |')
  expect(three.match(/^\| size \|/gm)).toHaveLength(3)
  const four = verifyMarkdown([made.small, made.rebuilt, made.regression, made.unchanged])
  expect(four).toContain('| file | verdict |')
  expect(four).toContain('| `tidy/Dockerfile` | unchanged |')
  expect(four).toContain('| 2 proven together |')
})

test('nothing is said that is not known', () => {
  const markdown = verifyMarkdown([made.noBuilder, made.originalFails, made.interrupted, made.unchanged])
  expect(markdown).not.toMatch(/undefined|NaN|null/)
  expect(markdown).toContain('Built before and after, and measured, by `docker 28.5.2')
  expect(verifyMarkdown([made.noBuilder])).not.toContain('measured')
})

test('it does not become longer than GitHub takes, and keeps what failed', () => {
  const proven = Array.from({ length: 300 }, (_, place) => ({ ...made.small, path: `${place}/Dockerfile` }))
  const markdown = verifyMarkdown([...proven, made.regression])
  expect(markdown.length).toBeLessThan(60_000)
  expect(markdown).toContain('| and 151 more files |')
  expect(markdown).toContain('### `Dockerfile`: regression')
  const told = markdown.match(/^<summary><code>/gm)?.length ?? 0
  expect(told).toBeGreaterThan(0)
  expect(markdown).toContain(`\n${300 - told} more files: `)
})
