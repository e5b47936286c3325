import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { isServed } from '../../src/catalog/package-archives.ts'
import { faultsOf } from '../../scripts/package-archives/check.mjs'

const text = readFileSync(new URL('../../src/catalog/data/package-archives.json', import.meta.url), 'utf8')

test('the data has its shape', () => {
  expect(faultsOf(JSON.parse(text))).toEqual([])
})

test.each([
  ['a day that there is not', '"gone": "2025-07-13"', '"gone": "2025-13-07"'],
  ['a release twice', '"release": "jessie"', '"release": "wheezy"'],
  ['neither day', '"seen": "2026-11-22", "source": "deb', '"source": "deb'],
  ['another distribution', '"distribution": "ubuntu"', '"distribution": "mint"'],
])('is found wanting with %s', (_, was, is) => {
  expect(text).toContain(was)
  expect(faultsOf(JSON.parse(text.replace(was, is)))).not.toEqual([])
})

test.each([
  ['debian', 'buster', '2025-06-01', true],
  ['debian', 'buster', '2025-07-14', false],
  ['debian', 'stretch', '2023-04-22', true],
  ['debian', 'stretch', '2026-11-22', false],
  // Long-term support ended on 2026-08-31, and its security suite broke with it.
  ['debian', 'bullseye', '2026-08-30', true],
  ['debian', 'bullseye', '2026-11-22', false],
  ['debian', 'bookworm', '2026-11-22', true],
  // Kept up by the long-term support team until 2028-06-30.
  ['debian', 'bookworm', '2028-06-30', true],
  ['debian', 'bookworm', '2028-07-01', false],
  ['debian', 'trixie', '2030-06-30', true],
  ['debian', 'trixie', '2031-01-01', false],
  ['debian', 'hamm', '2026-11-22', false],
  ['ubuntu', 'jammy', '2026-11-22', true],
  // Over, but still there when it was looked for.
  ['ubuntu', 'plucky', '2026-11-22', true],
  ['ubuntu', 'plucky', '2026-11-23', false],
  ['ubuntu', 'trusty', '2026-11-22', false],
  ['ubuntu', 'groovy', '2026-11-22', false],
  ['ubuntu', 'bookworm', '2026-11-22', false],
] as const)('%s %s on %s: %s', (distribution, release, today, served) => {
  expect(isServed(distribution, release, today)).toBe(served)
})
