import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  contentsOf,
  imageReleases,
  libraryOwner,
  lostFeatures,
  packageFor,
  packagesWith,
  perlBaseModules,
  unnamedRelease,
  type ImageContents,
  type ImageVariant,
} from '../../src/catalog/image-contents.ts'
import { faultsOf } from '../../scripts/image-contents/check.mjs'
import { perlModule, sonames } from '../../scripts/image-contents/contents.mjs'

const data: unknown = JSON.parse(
  readFileSync(new URL('../../src/catalog/data/image-contents.json', import.meta.url), 'utf8'),
)

function known(image: string, variant: ImageVariant, release: string): ImageContents {
  const contents = contentsOf(image, variant, release)
  if (!contents) throw new Error(`nothing is known of ${image} ${variant} on ${release}`)
  return contents
}

describe('the data', () => {
  test('has the shape that its script gives it', () => {
    expect(faultsOf(data)).toEqual([])
  })

  test.each([
    ['a release that was not read', '"suite": "bookworm"', '"suite": "sid"'],
    ['a package that is in no image', '|base|ca-certificates', '|base|no-such-package'],
    ['a command of another package', 'gcc|ffffff|c89', 'gcc|ffffff|zz c89'],
    ['a level that there is not', 'git|ssssss', 'git|sssssx'],
    ['a level that is wrong', 'git|ssssss', 'git|sssssf'],
    ['a lost package that is in no image', '"fontconfig libfreetype6"', '"fontconfig no-such"'],
    ['months in the wrong order', '2017-01 2018-10 jessie', '2018-10 2017-01 jessie'],
    ['names that are not sorted', 'apt|bbbbbb|apt ', 'zapt|bbbbbb|apt '],
  ])('is found wanting with %s', (_, was, is) => {
    const text = JSON.stringify(data, null, 2)
    expect(text).toContain(was)
    expect(faultsOf(JSON.parse(text.replace(was, is)))).not.toEqual([])
  })

  test('says which releases were read', () => {
    const read = imageReleases().filter(({ date }) => date !== undefined)
    expect(read.map(({ name }) => name)).toEqual(['bullseye', 'bookworm', 'trixie'])
    expect(imageReleases().map(({ name }) => name)).toContain('buster')
  })
})

test('sonames are what programs ask for', () => {
  expect(sonames(['libz.so.1', 'libz.so.1.2.13', 'libz.so'])).toEqual(['libz.so.1'])
  expect(sonames(['libdb-5.3.so'])).toEqual(['libdb-5.3.so'])
  expect(sonames(['libc-2.31.so', 'libc.so.6'])).toEqual(['libc.so.6'])
  expect(sonames(['libfoo.so.1', 'libfoo.so.10'])).toEqual(['libfoo.so.1', 'libfoo.so.10'])
})

// Counted by dpkg-query after the same installs on top of mmdebstrap's minbase, 2026-11-22.
test.each([
  ['debian', 'slim', 'bullseye', 96],
  ['debian', 'slim', 'bookworm', 88],
  ['debian', 'slim', 'trixie', 79],
  ['buildpack-deps', 'curl', 'bookworm', 127],
  ['buildpack-deps', 'scm', 'bookworm', 165],
  ['buildpack-deps', 'full', 'bullseye', 409],
  ['buildpack-deps', 'full', 'bookworm', 413],
] as const)('%s %s of %s has %i packages', (image, variant, release, count) => {
  expect(known(image, variant, release).packages.size).toBe(count)
})

// What stands in /usr/bin, /usr/sbin, /bin and /sbin of the same.
describe('commands', () => {
  const needed = [
    'git',
    'curl',
    'wget',
    'gcc',
    'cc',
    'c++',
    'make',
    'python3',
    'ps',
    'unzip',
    'xz',
    'convert',
    'openssl',
  ]

  test.each(['bullseye', 'bookworm', 'trixie'])(
    'the full image of %s has what the slim one lacks',
    (release) => {
      for (const command of needed) {
        expect(known('node', 'full', release).hasCommand(command), command).toBe(true)
        expect(known('node', 'slim', release).hasCommand(command), command).toBe(false)
      }
      for (const command of [
        'awk',
        'bash',
        'perl',
        'sed',
        'tar',
        'useradd',
        'apt-get',
        'node',
        'npm',
        'ldconfig',
      ]) {
        expect(known('node', 'slim', release).hasCommand(command), command).toBe(true)
      }
      expect(known('node', 'full', release).hasCommand('vim')).toBe(false)
    },
  )

  test('adduser is in the slim image up to Debian 12', () => {
    expect(known('debian', 'slim', 'bookworm').hasCommand('adduser')).toBe(true)
    expect(known('debian', 'slim', 'trixie').hasCommand('adduser')).toBe(false)
    expect(known('buildpack-deps', 'full', 'trixie').hasCommand('adduser')).toBe(true)
  })

  test('ImageMagick 7 is in Debian 13', () => {
    expect(known('ruby', 'full', 'bookworm').hasCommand('magick')).toBe(false)
    expect(known('ruby', 'full', 'trixie').hasCommand('magick')).toBe(true)
    expect(packagesWith('convert', 'bookworm')).toEqual(['imagemagick-6.q16'])
    expect(packagesWith('convert', 'trixie')).toEqual(['imagemagick-7.q16'])
    expect(packageFor('convert', 'trixie')).toBe('imagemagick')
  })

  test('ping and ip are in debian up to 10, not in its slim variant', () => {
    expect(known('debian', 'full', 'buster').hasCommand('ping')).toBe(true)
    expect(known('debian', 'slim', 'buster').hasCommand('ping')).toBe(false)
    expect(known('node', 'full', 'stretch').hasCommand('ip')).toBe(true)
    expect(known('debian', 'full', 'bullseye').hasCommand('ping')).toBe(false)
    expect(known('debian', 'full', 'stretch').packages.has('netbase')).toBe(true)
    expect(known('debian', 'slim', 'stretch').packages.has('netbase')).toBe(false)
  })

  test('Python 2 was in buildpack-deps up to Debian 10', () => {
    expect(known('node', 'full', 'buster').hasCommand('python')).toBe(true)
    expect(known('node', 'full', 'bullseye').hasCommand('python')).toBe(false)
    expect(known('node', 'full', 'bullseye').hasCommand('python3')).toBe(true)
  })

  test('what the image is about is in all of its variants', () => {
    for (const variant of ['full', 'slim'] as const) {
      expect(known('python', variant, 'bookworm').hasCommand('pip3.11')).toBe(true)
      expect(known('python', variant, 'bookworm').hasCommand('python3-config')).toBe(true)
      expect(known('python', variant, 'bookworm').hasCommand('')).toBe(false)
      expect(known('ruby', variant, 'bookworm').hasCommand('bundle')).toBe(true)
      expect(known('elixir', variant, 'bookworm').hasCommand('erl')).toBe(true)
      expect(known('node', variant, 'bookworm').hasCommand('node18')).toBe(false)
      expect(known('rust', variant, 'bookworm').hasCommand('cargo')).toBe(true)
    }
    expect(known('elixir', 'full', 'trixie').hasCommand('rebar')).toBe(true)
    expect(known('elixir', 'slim', 'trixie').hasCommand('rebar')).toBe(false)
  })
})

describe('what slim images keep', () => {
  test.each([
    ['python', 'openssl', true],
    ['python', 'wget', false],
    ['ruby', 'openssl', true],
    ['ruby', 'gcc', false],
    ['rust', 'gcc', true],
    ['rust', 'wget', false],
    ['rust', 'g++', false],
    ['perl', 'make', true],
    ['haskell', 'git', true],
    ['openjdk', 'unzip', false],
  ] as const)('%s has %s: %s', (image, command, has) => {
    expect(known(image, 'slim', 'bookworm').hasCommand(command)).toBe(has)
  })

  test('ruby had procps and headers in earlier releases', () => {
    expect(known('ruby', 'slim', 'buster').packages.has('libyaml-dev')).toBe(true)
    expect(known('ruby', 'slim', 'bookworm').packages.has('libyaml-dev')).toBe(false)
  })
})

describe('what apt-get is asked for', () => {
  test.each([
    ['python3', 'python3'],
    ['gpg', 'gnupg'],
    ['cc', 'gcc'],
    ['gcc-12', 'gcc'],
    ['x86_64-linux-gnu-ld', 'binutils'],
    ['hg', 'mercurial'],
    ['svn', 'subversion'],
    ['pkg-config', 'pkg-config'],
    ['mysql_config', 'default-libmysqlclient-dev'],
    ['vim', undefined],
    ['toString', undefined],
  ])('%s: %s', (command, name) => {
    expect(packageFor(command, 'bookworm')).toBe(name)
  })
})

// apt-get knows them then, and the full image shows that they go together with the others.
test.each(['bullseye', 'bookworm', 'trixie'])(
  'what is asked for on %s is in a full image itself',
  (release) => {
    const full = known('buildpack-deps', 'full', release)
    const slim = known('debian', 'slim', release)
    const commands = JSON.stringify(data).match(/[a-z][\w.+-]{2,}(?=[ :|])/g) ?? []
    const lacking = [...new Set(commands)].filter((name) => full.hasCommand(name) && !slim.hasCommand(name))
    expect(lacking.length).toBeGreaterThan(250)
    // The package of that name brings pkgconf, which full images come to by another way.
    const there = new Set([...full.packages, 'pkg-config'])
    for (const command of lacking) expect(there, command).toContain(packageFor(command, release))
  },
)

test('shared libraries', () => {
  expect(known('python', 'full', 'bookworm').hasLibrary('libpq.so.5')).toBe(true)
  expect(known('python', 'slim', 'bookworm').hasLibrary('libpq.so.5')).toBe(false)
  expect(known('python', 'slim', 'bookworm').hasLibrary('libsqlite3.so.0')).toBe(true)
  expect(libraryOwner('libpq.so.5', 'bookworm')).toBe('libpq5')
  expect(libraryOwner('libssl.so.3', 'bookworm')).toBe('libssl3')
  expect(libraryOwner('libssl.so.3', 'trixie')).toBe('libssl3t64')
  expect(libraryOwner('libssl.so.3', 'bullseye')).toBeUndefined()
})

// `perl -M<module> -e 1` on a minimal Debian 11, 12 and 13.
test('what a bare perl has', () => {
  for (const release of ['bullseye', 'bookworm', 'trixie']) {
    const modules = perlBaseModules(release)
    for (const name of ['strict', 'warnings', 'File::Spec', 'Getopt::Long', 'List::Util', 'POSIX', 'Socket'])
      expect(modules, name).toContain(name)
    for (const name of ['JSON::PP', 'Digest::MD5', 'Time::HiRes', 'File::Find', 'Data::Dumper'])
      expect(modules, name).not.toContain(name)
  }
  expect(perlModule('usr/lib/x86_64-linux-gnu/perl-base/File/Spec/Unix.pm')).toBe('File::Spec::Unix')
  expect(perlModule('usr/bin/perl')).toBeUndefined()
})

// node:6.9 was given up in 2017-02, ruby:2.1 in 2017-07.
test.each([
  ['node', '2017-02', 'jessie'],
  ['node', '2018-10', 'jessie'],
  ['node', '2018-11', undefined],
  ['node', '2015-01', undefined],
  ['ruby', '2017-07', 'jessie'],
  ['ruby', '2018-01', undefined],
  ['php', '2017-07', undefined],
] as const)('%s without a release, given up in %s: %s', (image, retired, release) => {
  expect(unnamedRelease(image, retired)).toBe(release)
})

test('what slim images cannot do', () => {
  expect(lostFeatures('openjdk')[0]?.packages).toEqual(['fontconfig', 'libfreetype6'])
  expect(lostFeatures('python').map(({ what }) => what)).toEqual(['tkinter'])
  expect(lostFeatures('elixir')[0]?.packages).toEqual([])
  expect(lostFeatures('node')).toEqual([])
  for (const { packages } of lostFeatures('openjdk'))
    for (const name of packages) {
      expect(known('openjdk', 'full', 'bookworm').packages.has(name)).toBe(true)
      expect(known('openjdk', 'slim', 'bookworm').packages.has(name)).toBe(false)
    }
})

test('what is not known', () => {
  expect(contentsOf('node', 'full', 'wheezy')).toBeUndefined()
  expect(contentsOf('node', 'curl', 'bookworm')).toBeUndefined()
  expect(contentsOf('golang', 'slim', 'bookworm')).toBeUndefined()
  expect(contentsOf('nginx', 'full', 'bookworm')).toBeUndefined()
  expect(contentsOf('buildpack-deps', 'slim', 'bookworm')).toBeUndefined()
  expect(contentsOf('constructor', 'full', 'bookworm')).toBeUndefined()
})

test('derived releases say so', () => {
  expect(known('node', 'full', 'bookworm').isRead).toBe(true)
  expect(known('node', 'full', 'stretch').isRead).toBe(false)
})
