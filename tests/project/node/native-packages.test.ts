import { describe, expect, test } from 'vitest'
import { nativePackages, type NativePackages } from '../../../src/project/node/native-packages.ts'

function native(
  packages: Readonly<Record<string, object>>,
  nodeMajor = 22,
  files: Readonly<Record<string, string>> = {},
): NativePackages {
  const entries = Object.entries(packages).map(([name, fields]) => [`node_modules/${name}`, fields] as const)
  const lock = JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(entries) })
  const all: Readonly<Record<string, string>> = { 'package.json': '{}', 'package-lock.json': lock, ...files }
  return nativePackages(
    { read: (path) => all[path], list: () => undefined },
    {
      folder: '',
      omitDev: true,
      ignoreScripts: false,
      noOptional: false,
      libc: 'glibc',
      nodeMajor,
      manager: 'npm',
    },
  )
}

const NOTHING: NativePackages = { native: [], unknown: [] }
const linux = { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] }

describe('node_modules can be copied to another C library', () => {
  test.each([
    ['without native code', { lodash: { version: '4.17.21' } }],
    ['with a script that does nothing', { 'core-js': { version: '3.0.0', hasInstallScript: true } }],
    ['with files for both', { bcrypt: { version: '6.0.0', hasInstallScript: true } }],
    ['with a program that is linked statically', { '@esbuild/linux-x64': { ...linux, version: '0.25.0' } }],
    [
      'with native code for development only',
      { sqlite3: { version: '5.1.7', hasInstallScript: true, dev: true } },
    ],
    ['with packages for other platforms', { '@a/darwin-x64': { ...linux, os: ['darwin'] } }],
  ])('%s', (_, packages) => {
    expect(native(packages)).toEqual(NOTHING)
  })
})

describe('node_modules is bound to its C library', () => {
  test.each([
    [
      'by what was fetched for it',
      { sqlite3: { version: '5.1.7', hasInstallScript: true } },
      'sqlite3 5.1.7',
    ],
    ['by what was compiled', { argon2: { version: '0.20.0', hasInstallScript: true } }, 'argon2 0.20.0'],
    ['by a package for it', { '@a/core-linux-x64-gnu': linux }, '@a/core-linux-x64-gnu 1.0.0'],
    ['by a package for some C library', { '@img/sharp-linux-x64': linux }, '@img/sharp-linux-x64 1.0.0'],
  ])('%s', (_, packages, label) => {
    expect(native(packages)).toEqual({ native: [label], unknown: [] })
  })

  test('where the files for both do not serve this version of Node', () => {
    const pprof = { '@datadog/pprof': { version: '5.8.0', hasInstallScript: true } }
    expect(native(pprof, 22)).toEqual(NOTHING)
    expect(native(pprof, 10).native).toEqual(['@datadog/pprof 5.8.0'])
  })

  test('but not by a package for the other one', () => {
    expect(native({ '@a/core-linux-x64-musl': linux })).toEqual(NOTHING)
  })

  test('where its scripts ran', () => {
    const argon2 = { argon2: { version: '0.20.0', hasInstallScript: true } }
    expect(native(argon2, 22, { '.npmrc': 'ignore-scripts=true' })).toEqual(NOTHING)
  })
})

describe('it is not known', () => {
  test.each([
    ['what a script does', { 'no-such-addon': { version: '1.0.0', hasInstallScript: true } }],
    ['what comes from git', { g: { version: '1.0.0', resolved: 'git+https://example.org/g.git#0123abc' } }],
    [
      'what a tarball has',
      { sharp: { version: '1.0.0', resolved: 'https://example.org/s.tgz', hasInstallScript: true } },
    ],
  ])('%s', (_, packages) => {
    expect(native(packages).native).toEqual([])
    expect(native(packages).unknown).toHaveLength(1)
  })

  test('without a lock file', () => {
    expect(native({}, 22, { 'package-lock.json': '{' }).unknown).toHaveLength(1)
  })
})
