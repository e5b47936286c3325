import { expect, test } from 'vitest'
import { alpineLibraries, alpineLibrariesOf } from '../../src/catalog/alpine-libraries.ts'
import { releasesWith } from '../../src/catalog/alpine-packages.ts'
import { alpineNames } from '../../src/catalog/debian-to-alpine.ts'
import { librariesOf } from '../../src/catalog/dev-libraries.ts'

test('Alpine has every library by its name', () => {
  expect(alpineLibraries().filter((name) => releasesWith(name).length === 0)).toEqual([])
})

test.each([
  ['postgresql-dev', '3.20', ['libpq']],
  ['mariadb-dev', '3.18', ['mariadb-connector-c']],
  ['ruby-dev', '3.20', []],
  ['openssl-dev', '3.20', []],
  ['imagemagick-dev', '3.20', undefined],
])('%s of %s', (name, release, libraries) => {
  expect(alpineLibrariesOf(name, release)).toEqual(libraries)
})

// The other way to the same names: what Debian's libraries are called in Alpine.
test.each([
  ['libpq-dev', 'libpq-dev'],
  ['libsqlite3-dev', 'sqlite-dev'],
  ['libxslt1-dev', 'libxslt-dev'],
  ['libvips-dev', 'vips-dev'],
  ['libyaml-dev', 'yaml-dev'],
  ['libcurl4-openssl-dev', 'curl-dev'],
  ['libzip-dev', 'libzip-dev'],
  ['libpng-dev', 'libpng-dev'],
  ['libonig-dev', 'oniguruma-dev'],
  ['libicu-dev', 'icu-dev'],
])('%s is %s', (debian, alpine) => {
  const names = (librariesOf(debian, 'bookworm') ?? []).flatMap((name) => {
    const found = alpineNames(name, '3.22')
    return found.kind === 'packages' ? found.names : ['unknown']
  })
  expect(alpineLibrariesOf(alpine, '3.22')).toEqual(names)
})
