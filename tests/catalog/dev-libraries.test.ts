import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { devLibraryReleases, libraryFor, librariesOf } from '../../src/catalog/dev-libraries.ts'
import { contentsOf } from '../../src/catalog/image-contents.ts'
import { faultsOf } from '../../scripts/dev-libraries/check.mjs'

const data: unknown = JSON.parse(
  readFileSync(new URL('../../src/catalog/data/dev-libraries.json', import.meta.url), 'utf8'),
)

describe('the data', () => {
  test('has the shape that its script gives it', () => {
    expect(faultsOf(data)).toEqual([])
  })

  test.each([
    ['"bookworm"', '"sid"'],
    ['libpq-dev||libpq5|pq|', 'libpq-dev||libpq5|pq=1|'],
    ['libpq-dev||libpq5', 'libpq||libpq5'],
    ['|pq|libssl-dev', '|pq|libssl3-dev'],
  ])('is found wanting where %s is %s', (from, to) => {
    const text = JSON.stringify(data)
    expect(text).toContain(from)
    expect(faultsOf(JSON.parse(text.replace(from, to)))).not.toEqual([])
  })

  test('names its sources', () => {
    expect(devLibraryReleases().map(({ name }) => name)).toEqual([
      'bullseye',
      'bookworm',
      'trixie',
      'focal',
      'jammy',
      'noble',
    ])
  })
})

// Of `apt-cache depends` in each release.
test.each([
  ['libpq-dev', 'bookworm', ['libpq5']],
  ['libssl-dev', 'bullseye', ['libssl1.1']],
  ['libssl-dev', 'bookworm', ['libssl3']],
  ['libssl-dev', 'trixie', ['libssl3t64']],
  ['libssl-dev', 'jammy', ['libssl3']],
  ['libssl-dev', 'noble', ['libssl3t64']],
  // Nothing of its own: what it stands for.
  ['default-libmysqlclient-dev', 'bookworm', ['libmariadb3']],
  ['default-libmysqlclient-dev', 'jammy', ['libmysqlclient21']],
  ['libjpeg-dev', 'trixie', ['libjpeg62-turbo']],
  // One of several by an alternative.
  ['libblas-dev', 'bookworm', ['libblas3']],
  // Headers alone.
  ['nlohmann-json3-dev', 'bookworm', []],
  ['libeigen3-dev', 'trixie', []],
  ['libpq-dev', 'wheezy', undefined],
  ['libfrobnicate-dev', 'bookworm', undefined],
] as const)('the libraries of %s in %s', (name, release, libraries) => {
  expect(librariesOf(name, release)).toEqual(libraries)
})

test.each([
  ['pq', 'bookworm', ['libpq5']],
  ['z', 'trixie', ['zlib1g']],
  ['ssl', 'trixie', ['libssl3t64']],
  ['boost_filesystem', 'bookworm', undefined],
  // Of OpenSSL, GnuTLS and NSS, in packages that exclude each other.
  ['curl', 'bookworm', undefined],
  ['no-such-library', 'bookworm', undefined],
] as const)('what is linked by -l%s in %s', (link, release, libraries) => {
  expect(libraryFor(link, release)).toEqual(libraries)
})

test('what is linked is told by what is there', () => {
  expect(libraryFor('curl', 'bookworm', ['libcurl4-openssl-dev'])).toEqual(['libcurl4'])
  expect(libraryFor('curl', 'trixie', ['libcurl4-openssl-dev'])).toEqual(['libcurl4t64'])
  expect(libraryFor('boost_filesystem', 'bookworm', ['libboost-filesystem-dev'])).toEqual([
    'libboost-filesystem1.74.0',
  ])
  // Brought by others.
  expect(libraryFor('z', 'bookworm', ['libpng-dev'])).toEqual(['zlib1g'])
  expect(libraryFor('pq', 'bookworm', ['libpng-dev'])).toBeUndefined()
})

test.each([
  ['libfreetype6-dev', 'bullseye', ['libfreetype6']],
  ['libfreetype6-dev', 'trixie', ['libfreetype6']],
  ['libz-dev', 'bookworm', ['zlib1g']],
  ['libldap2-dev', 'trixie', ['libldap2']],
  // Gone with its program.
  ['libc-client-dev', 'trixie', undefined],
] as const)('%s, which another package provides in %s', (name, release, libraries) => {
  expect(librariesOf(name, release)).toEqual(libraries)
})

test('all that full images have of headers is known', () => {
  for (const release of ['bullseye', 'bookworm', 'trixie']) {
    const names = [...(contentsOf('buildpack-deps', 'full', release)?.packages ?? [])]
    const unknown = names.filter((name) => name.endsWith('-dev') && librariesOf(name, release) === undefined)
    expect(unknown).toEqual([])
  }
})
