import { describe, expect, test } from 'vitest'
import type { DependencyNeeds } from '../../../src/project/dependency-needs.ts'
import { nodeNeeds, type NodeOptions } from '../../../src/project/node/node-needs.ts'
import type { Files } from '../../../src/project/node/read-lock.ts'

function filesOf(files: Readonly<Record<string, unknown>>): Files {
  return {
    read: (path) => {
      const file = files[path]
      return file === undefined || typeof file === 'string' ? file : JSON.stringify(file)
    },
    list: (path) => {
      const names = Object.keys(files).flatMap((each) =>
        each.startsWith(`${path}/`) ? [each.slice(path.length + 1)] : [],
      )
      return names.length === 0
        ? undefined
        : [...new Set(names.map((each) => each.replace(/\/.*$/s, '')))].sort()
    },
  }
}

const OPTIONS: NodeOptions = {
  folder: '',
  omitDev: false,
  ignoreScripts: false,
  noOptional: false,
  libc: 'glibc',
  nodeMajor: 22,
  manager: 'npm',
}

function needs(
  files: Readonly<Record<string, unknown>>,
  options: Partial<NodeOptions> = {},
): DependencyNeeds {
  return nodeNeeds(filesOf(files), { ...OPTIONS, ...options })
}

/** A project with these packages in a package-lock.json of version 3. */
function locked(packages: Readonly<Record<string, object>>, manifest: object = {}): Record<string, unknown> {
  const entries = Object.entries(packages).map(([name, fields]) => [`node_modules/${name}`, fields] as const)
  return {
    'package.json': manifest,
    'package-lock.json': { lockfileVersion: 3, packages: { '': manifest, ...Object.fromEntries(entries) } },
  }
}

const reasons = ({ unknown }: DependencyNeeds): readonly string[] => unknown.map(({ reason }) => reason)

describe('packages with native code', () => {
  const bcrypt5 = locked({ bcrypt: { version: '5.1.1', hasInstallScript: true } })
  const bcrypt6 = locked({ bcrypt: { version: '6.0.0', hasInstallScript: true } })

  test('what ships for both C libraries asks for nothing', () => {
    expect(needs(bcrypt6)).toEqual({ needs: [], unknown: [] })
    expect(needs(bcrypt6, { libc: 'musl' })).toEqual({ needs: [], unknown: [] })
  })

  test('what may be compiled asks for a compiler', () => {
    const old = locked({ argon2: { version: '0.20.0', hasInstallScript: true } })
    expect(needs(old).needs).toEqual([{ name: 'argon2 0.20.0', build: ['python3', 'make', 'g++'], run: [] }])
  })

  test('what is left out of the install asks for nothing', () => {
    const dev = locked({ argon2: { version: '0.20.0', hasInstallScript: true, dev: true } })
    expect(needs(dev).needs).toHaveLength(1)
    expect(needs(dev, { omitDev: true }).needs).toEqual([])
  })

  test('nothing is built where no script runs', () => {
    const old = locked({ argon2: { version: '0.20.0', hasInstallScript: true } })
    expect(needs(old, { ignoreScripts: true }).needs.flatMap(({ build }) => build)).toEqual([])
    expect(
      needs({ ...bcrypt5, '.npmrc': 'ignore-scripts=true\n' }).needs.flatMap(({ build }) => build),
    ).toEqual([])
  })

  test('a script of which nothing is known is named', () => {
    const odd = locked({ 'no-such-addon': { version: '1.0.0', hasInstallScript: true } })
    expect(reasons(needs(odd))).toEqual(['what the install script of no-such-addon 1.0.0 needs is not known'])
    expect(needs(odd, { ignoreScripts: true })).toEqual({ needs: [], unknown: [] })
  })

  test('a package without a script asks for nothing', () => {
    expect(needs(locked({ 'no-such-package': { version: '1.0.0' } }), { libc: 'musl' })).toEqual({
      needs: [],
      unknown: [],
    })
  })

  test('a version of which nothing is known asks for nothing where it has no script', () => {
    expect(needs(locked({ 'classic-level': { version: '1.0.0' } }))).toEqual({ needs: [], unknown: [] })
    expect(
      reasons(needs(locked({ 'classic-level': { version: '1.0.0', hasInstallScript: true } }))),
    ).toHaveLength(1)
  })

  test('in a lock file that does not say, what it depends on tells', () => {
    const lock = (requires: object): Record<string, unknown> => ({
      'package.json': {},
      'package-lock.json': {
        lockfileVersion: 1,
        dependencies: { 'no-such-addon': { version: '1.0.0', requires } },
      },
    })
    expect(reasons(needs(lock({ 'node-addon-api': '^5.0.0' })))).toHaveLength(1)
    expect(reasons(needs(lock({ lodash: '^4.0.0' })))).toEqual([])
  })
})

describe('families of packages for platforms', () => {
  const family = (...names: readonly string[]): Record<string, unknown> =>
    locked(
      Object.fromEntries(
        names.map((name) => [name, { version: '1.2.3', optional: true, os: ['linux'], cpu: ['x64'] }]),
      ),
    )

  test('with one for musl beside one for glibc', () => {
    const both = family('@swc/core-linux-x64-gnu', '@swc/core-linux-x64-musl')
    expect(needs(both, { libc: 'musl' })).toEqual({ needs: [], unknown: [] })
    expect(needs(both)).toEqual({ needs: [], unknown: [] })
  })

  test('with one for musl beside one that names no C library', () => {
    const both = family('@img/sharp-linux-x64', '@img/sharp-linuxmusl-x64')
    expect(needs(both, { libc: 'musl' })).toEqual({ needs: [], unknown: [] })
    expect(needs(both)).toEqual({ needs: [], unknown: [] })
  })

  test('with one in another version that the project asks for by itself', () => {
    const rollup = (name: string, version: string): object => ({
      [name]: { version, optional: true, os: ['linux'], cpu: ['x64'] },
    })
    const files = locked({
      ...rollup('@rollup/rollup-linux-x64-gnu', '4.6.1'),
      ...rollup('a/node_modules/@rollup/rollup-linux-x64-gnu', '4.30.0'),
      ...rollup('@rollup/rollup-linux-x64-musl', '4.30.0'),
    })
    expect(needs(files, { libc: 'musl' })).toEqual({ needs: [], unknown: [] })
  })

  test('with none for musl', () => {
    expect(needs(family('@swc/core-linux-x64-gnu'), { libc: 'musl' }).needs).toEqual([
      { name: '@swc/core-linux-x64-gnu 1.2.3', build: [], run: [], blocked: 'has no build for musl' },
    ])
    expect(needs(family('@swc/core-linux-x64-gnu'))).toEqual({ needs: [], unknown: [] })
  })

  test('with one that names no C library, of which nothing is known', () => {
    expect(needs(family('@no-such/linux-x64'))).toEqual({ needs: [], unknown: [] })
    expect(reasons(needs(family('@no-such/linux-x64'), { libc: 'musl' }))).toEqual([
      'whether @no-such/linux-x64 1.2.3 works with musl is not known',
    ])
  })

  test('for other systems and processors only', () => {
    const others = locked({
      '@a/darwin-x64': { version: '1.0.0', os: ['darwin'], cpu: ['x64'] },
      '@a/linux-arm64-gnu': { version: '1.0.0', os: ['linux'], cpu: ['arm64'] },
    })
    expect(needs(others, { libc: 'musl' })).toEqual({ needs: [], unknown: [] })
  })
})

describe('packages from elsewhere', () => {
  test('git needs git, and what the package builds itself with is not known', () => {
    const git = locked({ g: { version: '1.0.0', resolved: 'git+ssh://git@github.com/u/g.git#0123abc' } })
    expect(needs(git).needs).toEqual([
      { name: 'g 1.0.0', build: ['git', 'openssh-client', 'ca-certificates'], run: [] },
    ])
    expect(reasons(needs(git))).toHaveLength(1)
    const https = locked({ g: { version: '1.0.0', resolved: 'git+https://example.org/g.git#0123abc' } })
    expect(needs(https).needs[0]?.build).toEqual(['git', 'ca-certificates'])
  })

  test('a tarball of a lock file that does not say counts by its name and what it depends on', () => {
    const address = 'https://codeload.github.com/u/t/tar.gz/0123abc'
    const lock = (name: string, requires = ''): Record<string, string> => ({
      'package.json': JSON.stringify({ dependencies: { [name]: address } }),
      'yarn.lock': `"${name}@${address}":\n  version "1.0.0"\n  resolved "${address}"\n${requires}`,
    })
    const unknown = (files: Record<string, string>): readonly string[] =>
      reasons(needs(files, { manager: 'yarn' }))
    expect(unknown(lock('t'))).toEqual([])
    expect(unknown(lock('sqlite3'))).toHaveLength(1)
    expect(unknown(lock('t', '  dependencies:\n    nan "^2.0.0"\n'))).toEqual([
      `what t 1.0.0 from ${address} needs is not known`,
    ])
  })

  test('a tarball counts by its script', () => {
    const address = 'https://example.org/t.tgz'
    expect(
      reasons(needs(locked({ t: { version: '1.0.0', resolved: address, hasInstallScript: true } }))),
    ).toHaveLength(1)
    expect(needs(locked({ t: { version: '1.0.0', resolved: address } }))).toEqual({ needs: [], unknown: [] })
  })
})

describe('what cannot be told', () => {
  test('without a lock file', () => {
    expect(needs({ 'package.json': {} }).unknown).toEqual([
      {
        reason: 'which dependencies npm installs is not known without package-lock.json',
        unblock: 'commit a lock file, and keep it out of .dockerignore',
      },
    ])
    expect(reasons(needs({ 'package.json': {}, 'yarn.lock': '' }))).toHaveLength(1)
  })

  test('without a package.json, or with one that is none', () => {
    expect(reasons(needs({}))).toHaveLength(1)
    expect(reasons(needs({ 'package.json': '{' }))).toHaveLength(1)
  })

  test('with a lock file that cannot be read', () => {
    expect(reasons(needs({ 'package.json': {}, 'package-lock.json': '{' }))[0]).toMatch(
      /^package-lock\.json cannot be read/,
    )
  })

  test('in a folder', () => {
    const inner = Object.fromEntries(
      Object.entries(locked({ argon2: { version: '0.20.0', hasInstallScript: true } })).map(
        ([name, file]) => [`server/${name}`, file],
      ),
    )
    expect(needs(inner, { folder: 'server' }).needs).toHaveLength(1)
    expect(reasons(needs(inner, { folder: '' }))).toHaveLength(1)
  })
})

describe('scripts of the project itself', () => {
  const withScripts = (
    scripts: object,
    packages: Readonly<Record<string, object>> = {},
  ): Record<string, unknown> => locked(packages, { scripts })

  test.each([
    ['programs of its dependencies', { postinstall: 'tsc -p . && rimraf dist', prepare: 'husky || true' }],
    ['what every image has', { postinstall: 'mkdir -p dist && cp a.json dist/ && echo "done"' }],
    ['other scripts of it', { postinstall: 'npm run build', build: 'tsc', prebuild: 'rimraf dist' }],
    ['node alone', { postinstall: 'node -e "console.log(1)"' }],
    ['what npx fetches and is harmless', { preinstall: 'npx only-allow npm' }],
  ])('%s ask for nothing', (_, scripts) => {
    const packages = {
      typescript: { version: '5.0.0' },
      rimraf: { version: '5.0.0' },
      husky: { version: '9.0.0' },
    }
    expect(needs(withScripts(scripts, packages), { libc: 'musl' })).toEqual({ needs: [], unknown: [] })
  })

  test('programs of the full images are asked for', () => {
    const scripts = {
      prepare: 'git config core.hooksPath .hooks',
      postinstall: 'npm run fetch',
      fetch: 'curl -fsSL x',
    }
    expect(needs(withScripts(scripts)).needs).toEqual([
      { name: 'the script postinstall of package.json', build: ['curl', 'ca-certificates'], run: [] },
      { name: 'the script prepare of package.json', build: ['git', 'ca-certificates'], run: [] },
    ])
  })

  test('prepublish runs with npm 6 and before', () => {
    const project = withScripts({ prepublish: 'make' })
    expect(needs(project, { nodeMajor: 14 }).needs).toHaveLength(1)
    expect(needs(project, { nodeMajor: undefined }).needs).toHaveLength(1)
    expect(needs(project, { nodeMajor: 22 }).needs).toEqual([])
  })

  test('bash is asked for where there is none', () => {
    const scripts = { postinstall: "bash -c 'echo done'" }
    expect(needs(withScripts(scripts)).needs).toEqual([])
    expect(needs(withScripts(scripts), { libc: 'musl' }).needs[0]?.build).toEqual(['bash'])
  })

  test.each([
    ['./setup.sh', './setup.sh'],
    ['no-such-tool', 'no-such-tool --all'],
    ['npm ci', 'cd client && npm ci'],
    ['python', 'python setup.py'],
    ['$TOOL', '$TOOL run'],
    ['lefthook', 'lefthook install'],
    ['a file of the shell', 'sh setup.sh'],
    ['find with a program', 'find . -name a -exec ./b ;'],
    ['a script of a workspace', 'npm run build --workspace a'],
    ['a script of another folder', 'cd client && npm run build'],
  ])('%s is not known', (_, postinstall) => {
    const project = withScripts({ postinstall, build: 'true' })
    expect(reasons(needs(project))).toHaveLength(1)
    expect(reasons(needs(project, { ignoreScripts: true }))).toEqual([])
  })

  test('a program that the install leaves out is that of its package all the same', () => {
    const project = withScripts({ prepare: 'husky' }, { husky: { version: '9.0.0', dev: true } })
    expect(reasons(needs(project, { omitDev: true }))).toEqual([])
  })

  test('a file of the shell is read', () => {
    const project = withScripts({ postinstall: 'sh scripts/setup.sh' })
    expect(needs({ ...project, 'scripts/setup.sh': 'git --version\n' }).needs[0]?.build).toEqual([
      'git',
      'ca-certificates',
    ])
    expect(reasons(needs({ ...project, 'scripts/setup.sh': 'sh scripts/setup.sh\n' }))).toHaveLength(1)
  })

  test('options of GNU are no matter with glibc, and not known with musl', () => {
    const project = withScripts({ postinstall: 'cp --recursive a b' })
    expect(reasons(needs(project))).toEqual([])
    expect(reasons(needs(project, { libc: 'musl' }))).toHaveLength(1)
  })

  test('a file of the project is read', () => {
    const project = withScripts({ postinstall: 'node scripts/setup.js' })
    expect(reasons(needs(project))).toHaveLength(1)
    expect(reasons(needs({ ...project, 'scripts/setup.js': 'console.log(1)' }))).toEqual([])
    expect(
      reasons(needs({ ...project, 'scripts/setup.js': "require('child_process').execSync('git')" })),
    ).toHaveLength(1)
  })

  test('those of the workspaces of pnpm count', () => {
    const files = {
      'package.json': {},
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\nimporters:\n  .: {}\n  packages/a: {}\n",
      'packages/a/package.json': { scripts: { postinstall: 'make' } },
    }
    expect(needs(files, { manager: 'pnpm' }).needs).toHaveLength(1)
  })

  test('those of workspaces count', () => {
    const manifest = { workspaces: ['packages/*'] }
    const files = {
      'package.json': manifest,
      'package-lock.json': {
        lockfileVersion: 3,
        packages: {
          '': manifest,
          'node_modules/a': { link: true, resolved: 'packages/a' },
          'packages/a': {},
        },
      },
      'packages/a/package.json': { scripts: { postinstall: 'make' } },
    }
    expect(needs(files).needs).toEqual([
      { name: 'the script postinstall of packages/a/package.json', build: ['make'], run: [] },
    ])
  })
})

describe('what is called when something runs', () => {
  test('is asked for, but not for a tool of developers', () => {
    expect(needs(locked({ 'simple-git': { version: '3.0.0' } })).needs).toEqual([
      { name: 'simple-git 3.0.0', build: [], run: ['git'] },
    ])
    expect(needs(locked({ 'simple-git': { version: '3.0.0', dev: true } })).needs).toEqual([])
  })

  test('is asked for beside what it is built with', () => {
    const prisma = locked({ '@prisma/engines': { version: '5.1.0', hasInstallScript: true, dev: true } })
    expect(needs(prisma).needs).toEqual([
      { name: '@prisma/engines 5.1.0', build: ['openssl'], run: ['openssl'] },
    ])
  })
})

describe('the targets of a schema of Prisma', () => {
  const blocked = (
    schema: string,
    libc: 'glibc' | 'musl',
    manifest: object = {},
    path = 'prisma/schema.prisma',
  ): boolean =>
    needs({ ...locked({}, manifest), [path]: schema }, { libc }).needs.some(
      (each) => each.blocked !== undefined,
    )
  const debian = 'generator client {\n  binaryTargets = ["debian-openssl-3.0.x"]\n}\n'

  test('without musl keep an image from it', () => {
    expect(blocked(debian, 'musl')).toBe(true)
    expect(blocked(debian, 'glibc')).toBe(false)
    expect(blocked(debian, 'musl', { prisma: { schema: 'db/a.prisma' } }, 'db/a.prisma')).toBe(true)
  })

  test.each([
    ['that are not named', 'generator client {\n  provider = "prisma-client-js"\n}\n'],
    ['with musl', 'binaryTargets = ["debian-openssl-3.0.x", "linux-musl-openssl-3.0.x"]\n'],
    ['with that of the image', 'binaryTargets = ["native"]\n'],
    ['in a comment', '// binaryTargets = ["debian-openssl-3.0.x"]\n'],
  ])('%s do not', (_, schema) => {
    expect(blocked(schema, 'musl')).toBe(false)
  })
})

describe('which packages are built', () => {
  const LOCK = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      argon2:
        specifier: ^0.20.0
        version: 0.20.0
packages:
  argon2@0.20.0:
    resolution: {integrity: sha512-abc==}
snapshots:
  argon2@0.20.0: {}
`
  const built = (manifest: object, files: Readonly<Record<string, string>> = {}): boolean =>
    needs({ 'package.json': manifest, 'pnpm-lock.yaml': LOCK, ...files }, { manager: 'pnpm' }).needs.some(
      ({ build }) => build.length > 0,
    )

  test('with pnpm', () => {
    expect(built({})).toBe(true)
    expect(built({ packageManager: 'pnpm@9.1.0' })).toBe(true)
    expect(built({ packageManager: 'pnpm@10.1.0' })).toBe(false)
    expect(built({ packageManager: 'pnpm@10.1.0', pnpm: { onlyBuiltDependencies: ['argon2'] } })).toBe(true)
    expect(built({ pnpm: { onlyBuiltDependencies: ['esbuild'] } })).toBe(false)
    expect(built({}, { 'pnpm-workspace.yaml': 'onlyBuiltDependencies:\n  - argon2\n' })).toBe(true)
    expect(built({}, { 'pnpm-workspace.yaml': 'allowBuilds:\n  argon2: false\n' })).toBe(false)
  })
})

test('programs that are named on the command line', () => {
  const named = (...names: readonly string[]): readonly string[] =>
    reasons(needs({}, { dependenciesIn: names }))
  expect(named('typescript', 'yarn@1.22.22')).toEqual([])
  expect(named('typescript', 'no-such-tool')).toHaveLength(1)
  expect(named('git+https://example.org/yarn.git')).toHaveLength(1)
})
