import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { broughtBy } from '../../src/catalog/brought-packages.ts'
import { faultsOfBrought } from '../../scripts/image-contents/brought.mjs'

const text = readFileSync(new URL('../../src/catalog/data/image-brought.json', import.meta.url), 'utf8')

describe('the data', () => {
  test('has the shape that its script gives it', () => {
    expect(faultsOfBrought(JSON.parse(text))).toEqual([])
  })

  test.each([
    ['a package that comes twice', '\\nbuild-essential|', '\\nbuild-essential git-lfs|'],
    ['a place that there is not', '\\nbuild-essential|', '\\nbuild-essential|zzz '],
    ['rows that are not sorted', '\\nbuild-essential|', '\\nzz|1\\nbuild-essential|'],
    ['a fact that is gone', '\\nbuild-essential|', '\\nbuild-essential-but|'],
  ])('is found wanting with %s', (_, was, is) => {
    expect(text).toContain(was)
    expect(faultsOfBrought(JSON.parse(text.replace(was, is)))).not.toEqual([])
  })
})

// `apt-get install --no-install-recommends -s` on a minimal system of each release.
test.each([
  ['build-essential', 'bookworm', ['gcc', 'g++', 'make', 'libc6-dev', 'perl', 'xz-utils', 'patch']],
  ['build-essential', 'trixie', ['gcc-14']],
  ['build-essential', 'bullseye', ['gcc-10']],
  ['g++', 'bookworm', ['gcc', 'libc6-dev', 'binutils']],
  ['git-lfs', 'bookworm', ['git', 'perl']],
  ['python3-pip', 'bookworm', ['python3', 'python3-minimal', 'ca-certificates']],
  ['libpq-dev', 'bookworm', ['libssl-dev']],
  // Read in no index of its own: as in Debian 11.
  ['build-essential', 'stretch', ['gcc', 'make']],
] as const)('%s on %s brings %j', (name, release, brought) => {
  expect([...broughtBy(name, release)]).toEqual(expect.arrayContaining([...brought]))
})

test('what an install does not bring', () => {
  expect(broughtBy('build-essential', 'bookworm').has('gcc-14')).toBe(false)
  expect(broughtBy('build-essential', 'bookworm').has('git')).toBe(false)
  // Only recommended.
  expect(broughtBy('gcc', 'bookworm').has('libc6-dev')).toBe(false)
  expect(broughtBy('git', 'bookworm').has('ca-certificates')).toBe(false)
  expect(broughtBy('no-such-package', 'bookworm').size).toBe(0)
})
