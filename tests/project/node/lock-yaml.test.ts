import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readLockYaml } from '../../../src/project/node/lock-yaml.ts'

/** What the yaml package reads, with every scalar as its text. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts)
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asTexts(each)]))
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const TEXTS: Readonly<Record<string, string>> = {
  'nested mappings': 'a:\n  b:\n    c: d\n  e: f\ng: h\n',
  'quoted keys': `'@a/b':\n  "c d": 'it''s'\n"e\\"f": "g\\n"\n`,
  'flow mappings': `a: {b: c, 'd': "e", f: {g: h}, i: [j, k], l: {}, m: []}\n`,
  'addresses in flow': 'a: {tarball: https://x.org/a.tgz, integrity: sha512-a+b/c==}\n',
  'ranges in flow': `a: {node: '>=10', npm: ^1.0.0 || >=2}\n`,
  lists: 'a:\n  - b\n  - "c"\nd:\n- e\n- f\ng: h\n',
  'long keys': '? a(b@1.0.0)\n: resolution: {integrity: c}\n  dev: true\n? d\n: e\n',
  'keys with colons': 'file:a/b:\n  c: link:d\n',
  'several lines': 'a:\n  b: one\n    two\n  c: "three\n    four"\n  d: e\n',
  'comments and empty lines': '# a\n\nb: c # d\n\n  # e\nf: g#h\n',
  nothing: '',
}

describe('reads what yaml reads', () => {
  test.each(Object.entries(TEXTS))('%s', (_, text) => {
    expect(readLockYaml(text)).toEqual(text === '' ? {} : asTexts(parse(text)))
  })

  test('with the line ends of Windows', () => {
    expect(readLockYaml('a:\r\n  b: c\r\n')).toEqual({ a: { b: 'c' } })
  })
})

test('texts of several lines are there, joined', () => {
  expect(readLockYaml('a:\n  deprecated: |-\n    one\n    two: three\n  b: c\n')).toEqual({
    a: { deprecated: 'one two: three', b: 'c' },
  })
})

test('the last document counts', () => {
  expect(readLockYaml('---\na: b\n---\nc: d\n')).toEqual({ c: 'd' })
})

test.each([
  ['no mapping', 'just text\n'],
  ['an alias', 'a: *b\n'],
  ['an anchor', 'a: &b c\n'],
  ['a bracket that is not closed', 'a: {b: c\n'],
  ['a quote that is not closed', "a: 'b\n"],
  ['a line that belongs to nothing', 'a: {}\n    b: c\n d: e\n'],
  ['nesting without end', Array.from({ length: 200 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ['brackets without end', `a: ${'['.repeat(10000)}`],
])('refuses %s', (_, text) => {
  expect(() => readLockYaml(text)).toThrow(/not understood/)
})

test('__proto__ is a name like others', () => {
  const value = readLockYaml('__proto__:\n  a: b\n')
  expect(Object.keys(value)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})
