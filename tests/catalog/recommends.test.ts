import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { basePackages, debianReleases } from '../../src/catalog/base-packages.ts'
import {
  alternativesTo,
  mostInstalled,
  ownerOf,
  recommendsAlike,
  recommendsOf,
  recommendsSources,
} from '../../src/catalog/recommends.ts'
import { faultsOf } from '../../scripts/recommends/check.mjs'

const data: unknown = JSON.parse(
  readFileSync(new URL('../../src/catalog/data/recommends.json', import.meta.url), 'utf8'),
)

describe('the data', () => {
  test('has the shape that its script gives it', () => {
    expect(faultsOf(data)).toEqual([])
  })

  test('is found wanting where a part of it is wrong', () => {
    const text = JSON.stringify(data)
    expect(faultsOf(JSON.parse(text.replace('"bookworm"', '"sid"')))).not.toEqual([])
    expect(faultsOf(JSON.parse(text.replace('"git curl ', '"curl ')))).not.toEqual([])
    expect(
      faultsOf(JSON.parse(text.replace(/"packages":"[^"\\]*\\n/, '"packages":"zzz||zzz\\n'))),
    ).not.toEqual([])
  })

  test('names its sources', () => {
    expect(recommendsSources().map(({ suite }) => suite)).toEqual(['bullseye', 'bookworm', 'trixie'])
  })
})

// Read from `apt-cache depends` and `apt-get install --no-install-recommends -s` in Debian 11, 12 and 13.
describe('what is known of packages', () => {
  test('what is lost', () => {
    expect(recommendsOf('git')?.lost).toEqual(
      expect.arrayContaining(['ca-certificates', 'less', 'openssh-client', 'patch']),
    )
    expect(recommendsOf('gcc')?.lost).toContain('libc6-dev')
    expect(recommendsOf('g++')?.lost).not.toContain('libc6-dev')
    expect(recommendsOf('ca-certificates')?.lost).toEqual([])
    expect(recommendsOf('no-such-package')).toBeUndefined()
  })

  test('what is lost in one release and not in another', () => {
    const lostIn = (from: number, to: number): readonly string[] =>
      recommendsOf('pkg-config', { from, to })?.lost ?? []
    expect(lostIn(11, 11)).toEqual(expect.arrayContaining(['bzip2', 'xz-utils']))
    expect(lostIn(12, 12)).not.toContain('xz-utils')
    expect(lostIn(13, 13)).not.toContain('xz-utils')
    expect(lostIn(11, 12)).toContain('xz-utils')
    expect(lostIn(8, 8)).toContain('xz-utils')
    expect(lostIn(14, 14)).toEqual(lostIn(13, 13))
    expect(recommendsOf('pkg-config')?.lost).toContain('xz-utils')
  })

  test('a release without the package is like the others', () => {
    // In Debian 12 and 13 only.
    const lost = recommendsOf('libc-devtools', { from: 11, to: 11 })?.lost
    expect(lost).toEqual(recommendsOf('libc-devtools')?.lost)
  })

  test('what nobody has worked out the use of has a name', () => {
    expect(recommendsOf('wkhtmltopdf')?.lost).toEqual(expect.arrayContaining(['geoclue-2.0']))
  })

  test('what comes by itself', () => {
    expect(recommendsOf('g++')?.brings).toContain('libc6-dev')
    expect(recommendsOf('build-essential')?.brings).toEqual(expect.arrayContaining(['gcc', 'make', 'patch']))
  })

  test('a name that only one package provides', () => {
    expect(recommendsOf('git-core')?.lost).toEqual(recommendsOf('git')?.lost)
    expect(recommendsOf('git-core')?.brings).toContain('git')
  })

  test('what is in contrib and non-free', () => {
    expect(recommendsOf('unrar')).toEqual({ lost: [], brings: [] })
    expect(recommendsOf('ttf-mscorefonts-installer')?.lost).toContain('fonts-liberation')
  })

  test('of a name that many provide, the one that the list goes on with', () => {
    expect(recommendsOf('wkhtmltopdf')?.lost).toContain('xvfb')
  })

  test('names that differ in their digits only', () => {
    expect(recommendsAlike('libicu57')).toBeDefined()
    expect(recommendsAlike('libpng12-dev')?.lost).toEqual(recommendsOf('libpng-dev')?.lost)
    expect(recommendsAlike('frobnicator9')).toBeUndefined()
  })

  test('programs', () => {
    expect(ownerOf('psmisc', 'killall')).toBe('psmisc')
    expect(ownerOf('gnupg', 'dirmngr')).toBe('dirmngr')
    expect(ownerOf('psmisc', 'gcc')).toBeUndefined()
  })

  test('what does as well', () => {
    expect(alternativesTo('exim4-daemon-light')).toContain('postfix')
    expect(alternativesTo('less')).toEqual([])
  })

  test('the most installed', () => {
    const [first, ...others] = mostInstalled()
    expect(first?.name).toBe('git')
    expect(first?.added).toBeGreaterThan(5)
    expect(others).toHaveLength(299)
  })
})

test.each([
  ['library/debian', 'bookworm-slim', 12, 12],
  ['library/debian', '9.13', 9, 9],
  ['library/debian', undefined, 13, 13],
  ['library/ubuntu', undefined, 12, 13],
  ['library/ubuntu', '16.04', 7, 8],
  ['library/ubuntu', '12.04', 6, 7],
  ['library/ubuntu', '20.04', 10, 11],
  ['library/ubuntu', 'jammy-20230425', 11, 12],
  ['library/python', '3.11-slim-bookworm', 12, 12],
  ['library/node', '20-bullseye', 11, 11],
] as const)('the releases of %s:%s', (repository, tag, from, to) => {
  expect(debianReleases(repository, tag)).toEqual({ from, to })
})

test('an image that does not tell its release', () => {
  expect(debianReleases('library/node', '12')).toBeUndefined()
  expect(debianReleases('library/ubuntu', '10.04')).toBeUndefined()
})

test('what is in base images', () => {
  expect(basePackages('library/node', '20')).toContain('openssh-client')
  expect(basePackages('library/node', '20-slim')).toEqual(['nodejs'])
  expect(basePackages('library/python', '3.11-slim')).toContain('ca-certificates')
  expect(basePackages('library/python', '3.11-alpine')).toEqual([])
  expect(basePackages('library/buildpack-deps', 'bookworm-curl')).not.toContain('git')
  expect(basePackages('library/debian', 'bookworm')).toEqual([])
  expect(basePackages('example/app', undefined)).toEqual([])
})
