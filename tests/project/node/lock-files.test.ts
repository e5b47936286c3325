import { describe, expect, test } from 'vitest'
import { readBunLock } from '../../../src/project/node/bun-lock.ts'
import { installed, type LockedPackage, type LockReading } from '../../../src/project/node/locked-package.ts'
import { readNpmLock } from '../../../src/project/node/npm-lock.ts'
import { readPnpmLock } from '../../../src/project/node/pnpm-lock.ts'
import { readYarnLock } from '../../../src/project/node/yarn-lock.ts'

function packagesIn(reading: LockReading): readonly LockedPackage[] {
  if ('unreadable' in reading) throw new Error(reading.unreadable)
  return reading.packages
}

/** `name@version source flags` of each. */
function brief(reading: LockReading): readonly string[] {
  return packagesIn(reading).map(({ name, version, source, dev, optional, devOptional, installScript }) => {
    const flags = [
      dev && 'dev',
      optional && 'optional',
      devOptional && 'devOptional',
      installScript && 'script',
    ]
    return [
      `${name}@${version}`,
      source,
      ...flags.filter((flag) => flag !== false && flag !== undefined),
    ].join(' ')
  })
}

describe('package-lock.json', () => {
  test('version 3', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { name: 'app', dependencies: { bcrypt: '^5' } },
        'node_modules/bcrypt': {
          version: '5.1.1',
          resolved: 'https://registry.npmjs.org/bcrypt/-/bcrypt-5.1.1.tgz',
          hasInstallScript: true,
          dependencies: { 'node-addon-api': '^5.0.0' },
        },
        'node_modules/a/node_modules/@s/b': { version: '1.0.0', dev: true },
        'node_modules/alias': { name: 'real', version: '2.0.0', devOptional: true },
        'node_modules/g': { version: '1.0.0', resolved: 'git+ssh://git@github.com/u/g.git#0123abc' },
        'node_modules/t': { version: '1.0.0', resolved: 'https://example.org/t.tgz' },
        'node_modules/own': { resolved: 'packages/own', link: true },
        'packages/own': { name: '@app/own', version: '0.0.0' },
        'node_modules/@esbuild/darwin-x64': {
          version: '0.25.0',
          optional: true,
          os: ['darwin'],
          cpu: ['x64'],
        },
      },
    }
    const reading = readNpmLock(JSON.stringify(lock))
    expect(brief(reading)).toEqual([
      'bcrypt@5.1.1 registry script',
      '@s/b@1.0.0 registry dev',
      'real@2.0.0 registry devOptional',
      'g@1.0.0 git',
      't@1.0.0 tarball',
      '@app/own@0.0.0 local',
      '@esbuild/darwin-x64@0.25.0 registry optional',
    ])
    expect(packagesIn(reading)[0]).toMatchObject({ requires: ['node-addon-api'], installScript: true })
    expect(packagesIn(reading)[1]).toMatchObject({ installScript: false })
    expect(packagesIn(reading)[5]).toMatchObject({ address: 'packages/own' })
    expect(packagesIn(reading)[6]).toMatchObject({ os: ['darwin'], cpu: ['x64'], libc: [] })
  })

  test('version 1', () => {
    const lock = {
      lockfileVersion: 1,
      dependencies: {
        a: {
          version: '1.0.0',
          requires: { bindings: '~1.2.1' },
          dependencies: { b: { version: '2.0.0', dev: true } },
        },
        alias: { version: 'npm:@s/real@3.0.0' },
        g: { version: 'git+https://github.com/u/g.git#0123abc', from: 'git+https://github.com/u/g.git' },
        h: { version: 'github:u/h#0123abc' },
        f: { version: 'file:lib/f' },
        t: { version: 'https://example.org/t.tgz' },
      },
    }
    const reading = readNpmLock(JSON.stringify(lock))
    expect(brief(reading)).toEqual([
      'a@1.0.0 registry',
      '@s/real@3.0.0 registry',
      'g@ git',
      'h@ git',
      'f@ local',
      't@ tarball',
      'b@2.0.0 registry dev',
    ])
    expect(packagesIn(reading)[0]).toMatchObject({ requires: ['bindings'], installScript: undefined })
    expect(packagesIn(reading)[4]).toMatchObject({ address: 'lib/f' })
  })

  test('what an install leaves out', () => {
    const lock = {
      lockfileVersion: 2,
      packages: {
        'node_modules/a': { version: '1.0.0' },
        'node_modules/b': { version: '1.0.0', dev: true },
        'node_modules/c': { version: '1.0.0', optional: true },
        'node_modules/d': { version: '1.0.0', devOptional: true },
      },
    }
    const names = (omitDev: boolean, noOptional: boolean): string =>
      installed({ packages: packagesIn(readNpmLock(JSON.stringify(lock))) }, { omitDev, noOptional })
        .map(({ name }) => name)
        .join('')
    expect(names(false, false)).toBe('abcd')
    expect(names(true, false)).toBe('acd')
    expect(names(false, true)).toBe('abd')
    expect(names(true, true)).toBe('a')
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a version of the future', '{"lockfileVersion": 9}'],
    ['a merge conflict', '{\n<<<<<<< HEAD\n"lockfileVersion": 1,\n=======\n>>>>>>> b\n}'],
    ['nesting without end', '{"dependencies":{"a":'.repeat(200_000)],
  ])('says so for %s', (_, text) => {
    expect(readNpmLock(text)).toHaveProperty('unreadable')
  })

  test('nesting that is deep is read', () => {
    const depth = 5000
    const text = `{"lockfileVersion":1,${'"dependencies":{"a":{"version":"1.0.0",'.repeat(depth)}"b":1${'}}'.repeat(depth)}}`
    expect(brief(readNpmLock(text))).toHaveLength(depth)
  })
})

describe('yarn.lock', () => {
  const CLASSIC = `# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.
# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.2.0"
  resolved "https://registry.yarnpkg.com/@s/a/-/a-1.2.0.tgz#00112233"
  integrity sha512-abc==
  dependencies:
    bindings "~1.2.1"
    "@s/b" "2.x || 3"
  optionalDependencies:
    fsevents "^2.0.0"

"@s/b@2.x || 3":
  version "3.0.0"
  resolved "https://registry.yarnpkg.com/@s/b/-/b-3.0.0.tgz#00112233"

bindings@~1.2.1:
  version "1.2.1"
  resolved "https://registry.yarnpkg.com/bindings/-/bindings-1.2.1.tgz#00112233"

"alias@npm:real@^4.0.0":
  version "4.0.0"
  resolved "https://registry.yarnpkg.com/real/-/real-4.0.0.tgz#00112233"

fsevents@^2.0.0:
  version "2.3.2"
  resolved "https://registry.yarnpkg.com/fsevents/-/fsevents-2.3.2.tgz#00112233"

"g@git+ssh://git@github.com/u/g.git":
  version "1.0.0"
  resolved "git+ssh://git@github.com/u/g.git#0123abc"

"h@u/h":
  version "1.0.0"
  resolved "https://codeload.github.com/u/h/tar.gz/0123abc"

"own@file:lib/own":
  version "0.0.0"
`
  const manifest = {
    dependencies: { '@s/a': '^1.0.0', g: 'git+ssh://git@github.com/u/g.git', own: 'file:lib/own' },
    devDependencies: { alias: 'npm:real@^4.0.0' },
  }

  test('of yarn 1', () => {
    const reading = readYarnLock(CLASSIC, { manifests: [manifest], complete: true })
    expect(brief(reading)).toEqual([
      '@s/a@1.2.0 registry',
      '@s/b@3.0.0 registry',
      'bindings@1.2.1 registry',
      'real@4.0.0 registry dev',
      'fsevents@2.3.2 registry optional',
      'g@1.0.0 git',
      'h@1.0.0 tarball',
      'own@0.0.0 local',
    ])
    expect(packagesIn(reading)[0]).toMatchObject({ requires: ['bindings', '@s/b', 'fsevents'] })
    expect(packagesIn(reading)[7]).toMatchObject({ address: 'lib/own' })
  })

  test('counts everything as needed where not every package.json is known', () => {
    const reading = readYarnLock(CLASSIC, { manifests: [manifest], complete: false })
    expect(packagesIn(reading).some(({ dev, optional }) => dev || optional)).toBe(false)
  })

  test('of yarn 2 and later', () => {
    const text = `# This file is generated by running "yarn install" inside your project.

__metadata:
  version: 8
  cacheKey: 10c0

"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":
  version: 1.2.0
  resolution: "@s/a@npm:1.2.0"
  dependencies:
    "@esbuild/linux-x64": "npm:0.25.0"
    bindings: "npm:~1.2.1"
  dependenciesMeta:
    "@esbuild/linux-x64":
      optional: true
  checksum: 10c0/abc
  languageName: node
  linkType: hard

"@esbuild/linux-x64@npm:0.25.0":
  version: 0.25.0
  resolution: "@esbuild/linux-x64@npm:0.25.0"
  conditions: os=linux & cpu=x64 & libc=glibc
  languageName: node
  linkType: hard

"app@workspace:.":
  version: 0.0.0-use.local
  resolution: "app@workspace:."
  dependencies:
    "@s/a": "npm:^1.0.0"
    typescript: "npm:^5.0.0"
  languageName: unknown
  linkType: soft

"bindings@npm:~1.2.1":
  version: 1.2.1
  resolution: "bindings@npm:1.2.1"
  languageName: node
  linkType: hard

"g@https://github.com/u/g.git":
  version: 1.0.0
  resolution: "g@https://github.com/u/g.git#commit=0123abc"
  languageName: node
  linkType: hard

"typescript@patch:typescript@npm%3A^5.0.0#optional!builtin<compat/typescript>":
  version: 5.4.5
  resolution: "typescript@patch:typescript@npm%3A5.4.5#optional!builtin<compat/typescript>::version=5.4.5&hash=abc"
  languageName: node
  linkType: hard

"typescript@npm:^5.0.0":
  version: 5.4.5
  resolution: "typescript@npm:5.4.5"
  languageName: node
  linkType: hard
`
    const manifests = [{ dependencies: { '@s/a': '^1.0.0' }, devDependencies: { typescript: '^5.0.0' } }]
    const reading = readYarnLock(text, { manifests, complete: true })
    expect(brief(reading)).toEqual([
      '@s/a@1.2.0 registry',
      '@esbuild/linux-x64@0.25.0 registry optional',
      'app@0.0.0-use.local local',
      'bindings@1.2.1 registry',
      'g@1.0.0 git',
      'typescript@5.4.5 registry',
      'typescript@5.4.5 registry dev',
    ])
    expect(packagesIn(reading)[1]).toMatchObject({ os: ['linux'], cpu: ['x64'], libc: ['glibc'] })
  })

  test.each([
    ['a line that is none', 'a@1:\n  version "1.0.0"\n   what\n'],
    ['fields before a package', '  version "1.0.0"\n'],
    ['half a berry lock', '__metadata:\n  version: 8\n"a@npm:1:\n'],
  ])('says so for %s', (_, text) => {
    expect(readYarnLock(text, { manifests: [], complete: true })).toHaveProperty('unreadable')
  })
})

describe('pnpm-lock.yaml', () => {
  test('version 5', () => {
    const text = `lockfileVersion: 5.4
specifiers:
  a: ^1.0.0
dependencies:
  a: 1.0.0_b@2.0.0
packages:
  /a/1.0.0_b@2.0.0:
    resolution: {integrity: sha512-abc==}
    requiresBuild: true
    dependencies:
      bindings: 1.2.1
    dev: false
  /@s/b/2.0.0:
    resolution: {integrity: sha512-abc==}
    cpu: [x64]
    os: [linux]
    dev: true
    optional: true
  github.com/u/g/0123abc:
    resolution: {tarball: https://codeload.github.com/u/g/tar.gz/0123abc}
    name: g
    version: 1.0.0
    prepare: true
  git@git.example.org+u/h/0123abc:
    resolution: {commit: 0123abc, repo: git@git.example.org:u/h.git, type: git}
    name: h
    version: 1.0.0
  file:lib/own:
    resolution: {directory: lib/own, type: directory}
    name: own
`
    const reading = readPnpmLock(text)
    expect(brief(reading)).toEqual([
      'a@1.0.0 registry script',
      '@s/b@2.0.0 registry dev optional',
      'g@1.0.0 tarball script',
      'h@1.0.0 git',
      'own@ local',
    ])
    expect(packagesIn(reading)[0]).toMatchObject({ installScript: true, requires: ['bindings'] })
    expect(packagesIn(reading)[1]).toMatchObject({ installScript: false, os: ['linux'], cpu: ['x64'] })
  })

  test('version 6', () => {
    const text = `lockfileVersion: '6.0'
packages:
  /@s/a@1.0.0(b@2.0.0):
    resolution: {integrity: sha512-abc==}
    requiresBuild: true
    dev: true
`
    expect(brief(readPnpmLock(text))).toEqual(['@s/a@1.0.0 registry dev script'])
  })

  test('version 9', () => {
    const text = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: 1.0.0(c@3.0.0)
      own:
        specifier: workspace:*
        version: link:packages/own
    devDependencies:
      alias:
        specifier: npm:@s/real@4.0.0
        version: '@s/real@4.0.0'
packages:
  a@1.0.0:
    resolution: {integrity: sha512-abc==}
  '@s/real@4.0.0':
    resolution: {integrity: sha512-abc==}
  b@2.0.0:
    resolution: {integrity: sha512-abc==}
    libc: [musl]
  c@3.0.0:
    resolution: {integrity: sha512-abc==}
  g@https://codeload.github.com/u/g/tar.gz/0123abc:
    resolution: {tarball: https://codeload.github.com/u/g/tar.gz/0123abc}
    version: 1.0.0
snapshots:
  a@1.0.0(c@3.0.0):
    dependencies:
      c: 3.0.0
    optionalDependencies:
      b: 2.0.0
  '@s/real@4.0.0':
    dependencies:
      g: https://codeload.github.com/u/g/tar.gz/0123abc
  b@2.0.0:
    optional: true
  c@3.0.0: {}
  g@https://codeload.github.com/u/g/tar.gz/0123abc: {}
`
    const reading = readPnpmLock(text)
    expect(brief(reading)).toEqual([
      'a@1.0.0 registry',
      '@s/real@4.0.0 registry dev',
      'b@2.0.0 registry optional',
      'c@3.0.0 registry',
      'g@1.0.0 tarball dev',
    ])
    expect(packagesIn(reading)[2]).toMatchObject({ libc: ['musl'], installScript: undefined })
  })

  test.each([
    ['a version that is not known', 'lockfileVersion: 12.0\npackages: {}\n'],
    ['no version', 'packages: {}\n'],
    ['no YAML', ']['],
  ])('says so for %s', (_, text) => {
    expect(readPnpmLock(text)).toHaveProperty('unreadable')
  })
})

describe('bun.lock', () => {
  test('of bun 1.2', () => {
    const text = `{
  // A comment, and commas at the ends.
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "app",
      "dependencies": { "a": "^1.0.0", "own": "workspace:*", },
      "devDependencies": { "b": "^2.0.0", },
    },
    "packages/own": { "name": "own", "version": "0.0.1", "dependencies": { "c": "^3.0.0", } },
  },
  "packages": {
    "a": ["a@1.0.0", "", { "dependencies": { "c": "^4.0.0" }, "optionalDependencies": { "d": "1" } }, "sha512-//,]=="],
    "a/c": ["c@4.0.0", "", {}, "sha512-abc=="],
    "b": ["b@2.0.0", "", { "dependencies": { "e": "1" } }, "sha512-abc=="],
    "c": ["c@3.0.0", "", {}, "sha512-abc=="],
    "d": ["d@1.0.0", "", { "os": "linux", "cpu": [ "x64", "arm64", ] }, "sha512-abc=="],
    "e": ["e@github:u/e#0123abc", {}, "u-e-0123abc"],
    "own": ["own@workspace:packages/own"],
  },
}
`
    const reading = readBunLock(text)
    expect(brief(reading)).toEqual([
      'a@1.0.0 registry',
      'c@4.0.0 registry',
      'b@2.0.0 registry dev',
      'c@3.0.0 registry',
      'd@1.0.0 registry optional',
      'e@ git dev',
      'own@ local',
    ])
    expect(packagesIn(reading)[4]).toMatchObject({ os: ['linux'], cpu: ['x64', 'arm64'] })
    expect(packagesIn(reading)[6]).toMatchObject({ address: 'packages/own' })
  })

  test.each([
    ['the binary form', '#!/usr/bin/env bun\nbun-lockfile-format-v0\n'],
    ['no packages', '{}'],
  ])('says so for %s', (_, text) => {
    expect(readBunLock(text)).toHaveProperty('unreadable')
  })
})

// Each of these would take minutes where a reader looks at the rest of the text for every place in it.
test('hostile texts are read in time', { timeout: 30_000 }, () => {
  const many = 300_000
  const texts = ['"\\"', '/*', '{"a":', ' ', 'a: ', "'", '- ', '? a\n', '"a@1", ', '\\', '\t', '[', 'a:\n ']
  for (const text of texts) {
    const hostile = text.repeat(many)
    for (const tried of [
      hostile,
      `lockfileVersion: '9.0'\npackages: ${hostile}`,
      `__metadata:\n  a: ${hostile}`,
    ]) {
      readNpmLock(tried)
      readBunLock(tried)
      readPnpmLock(tried)
      readYarnLock(tried, { manifests: [], complete: true })
    }
  }
  expect(texts).not.toHaveLength(0)
})
