import { NO_SETTINGS } from '../../src/verify/builder.ts'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bakeDefinitions } from '../../src/verify/definitions/bake.ts'
import { hclNames } from '../../src/verify/definitions/bake-names.ts'
import type { Around, Definition } from '../../src/verify/definitions/definitions.ts'

const BAKE_FILE = `
# target "commented" {}
variable "TAG" {
  default = "latest"
}

group "default" {
  targets = ["app", "matrix"]
}

target "docker-metadata-action" {}

target "_common" {
  args = {
    A = "1"
    B = null
    C = "$\${literal}"
  }
}

/* target "also-commented" {
} */
target "app" {
  inherits   = ["_common", "docker-metadata-action"] // "not-this"
  context    = "app"
  dockerfile = "../Dockerfile"
  platforms  = ["linux/arm64"]
  secret     = ["id=token,src=./token.txt", "id=key,env=KEY"]
  contexts = {
    lib = "./lib"
    img = "docker-image://debian:bookworm-slim"
  }
  network     = "host"
  extra-hosts = { h = "10.0.0.1" }
  shm-size    = "128m"
  target      = "web-\${TAG}"
  tags        = ["x:\${TAG}"]
}

target "linked" {
  contexts = { base = "target:app" }
}

target "matrix" {
  name = "m-\${replace(v, ".", "-")}"
  matrix = {
    v = ["1", "2.0"]
  }
  args = { V = v }
}

target "inline" {
  dockerfile-inline = <<EOT
FROM scratch
# } target "not-this" {
EOT
}

target "remote" {
  context = "https://example.org/a.git"
}
`

// What `docker buildx bake --print` of buildx 0.29.1 wrote for the targets of that file.
const PRINTED = {
  group: {
    default: { targets: ['app', 'docker-metadata-action', 'inline', 'linked', 'matrix', 'remote'] },
    matrix: { targets: ['m-1', 'm-2-0'] },
  },
  target: {
    app: {
      context: 'app',
      contexts: { img: 'docker-image://debian:bookworm-slim', lib: './lib' },
      dockerfile: '../Dockerfile',
      args: { A: '1', C: '$${literal}' },
      tags: ['x:latest'],
      target: 'web-latest',
      secret: [
        { id: 'token', src: './token.txt' },
        { id: 'key', env: 'KEY' },
      ],
      platforms: ['linux/arm64'],
      network: 'host',
      'shm-size': '128m',
      entitlements: ['network.host'],
      'extra-hosts': { h: '10.0.0.1' },
    },
    'docker-metadata-action': { context: '.', dockerfile: 'Dockerfile' },
    inline: { context: '.', dockerfile: 'Dockerfile', 'dockerfile-inline': 'FROM scratch\n' },
    linked: { context: '.', contexts: { base: 'target:app' }, dockerfile: 'Dockerfile' },
    'm-1': { context: '.', dockerfile: 'Dockerfile', args: { V: '1' } },
    'm-2-0': { context: '.', dockerfile: 'Dockerfile', args: { V: '2.0' } },
    remote: { context: 'https://example.org/a.git', dockerfile: 'Dockerfile' },
  },
}

let root = ''
let bin = ''

beforeEach(() => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'dfopt-bake-')))
  root = join(base, 'project')
  bin = join(base, 'bin')
  mkdirSync(bin)
  write('Dockerfile')
})

afterEach(() => {
  rmSync(dirname(root), { recursive: true, force: true })
})

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

/** A docker that notes where and how it was called, and then does what the script says. */
function fakeDocker(script: string): void {
  const lines = ['#!/bin/sh', `pwd >> ${bin}/calls`, `echo "$@" >> ${bin}/calls`, script, '']
  writeFileSync(join(bin, 'docker'), lines.join('\n'))
  chmodSync(join(bin, 'docker'), 0o755)
}

function calls(): readonly string[] {
  return readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n')
}

function around(dockerProgram: string | undefined): Around {
  const PATH = [bin, '/usr/bin', '/bin'].join(delimiter)
  return { environment: { PATH, TAG: 'from the environment' }, folder: root, dockerProgram }
}

async function definitionsOf(dockerfile = 'Dockerfile', program?: string): Promise<readonly Definition[]> {
  const { definitions, faults } = await bakeDefinitions(root, join(root, dockerfile), around(program))
  expect(faults).toEqual([])
  return definitions
}

describe('the names in a bake file', () => {
  test('are those of its blocks', () => {
    expect(hclNames(BAKE_FILE)).toEqual({
      targets: ['docker-metadata-action', '_common', 'app', 'linked', 'matrix', 'inline', 'remote'],
      explicit: ['app', 'remote'],
      inherited: ['_common', 'docker-metadata-action'],
      grouped: ['app', 'matrix'],
    })
  })

  test.each([
    ['target "a" {}', ['a']],
    ['target a {\n}', ['a']],
    ['target   "a-b_1"{\r\n}\r\n', ['a-b_1']],
    ['target "a" {\n}\ntarget "a" {\n}', ['a']],
    ['x = "target \\"a\\" {"\ntarget "b" {\n y = "}"\n}', ['b']],
    ['x = "${f("}")}{"\ntarget "b" {\n}', ['b']],
    ['x = <<-EOT\n target "a" {\n  EOT\ntarget "b" {\n}', ['b']],
    ['x = { target = { a = {} } }\ntarget "b" {\n z = { target = 1 }\n}', ['b']],
    ['// target "a" {\ntarget "b" { # }\n}', ['b']],
    ['', []],
    ['}}} target', []],
  ])('of %j are %j', (text, names) => {
    expect(hclNames(text).targets).toEqual(names)
  })
})

describe('a file in HCL', () => {
  test('is read with buildx, in its folder', async () => {
    write('docker-bake.hcl', BAKE_FILE)
    write('printed.json', JSON.stringify(PRINTED))
    fakeDocker(`echo noise >&2; echo "$TAG" >> ${bin}/calls; cat printed.json`)
    const definitions = await definitionsOf('Dockerfile', 'docker')
    expect(calls()).toEqual([
      root,
      'buildx bake -f docker-bake.hcl --print docker-metadata-action app linked matrix inline remote',
      'from the environment',
    ])
    const name = (target: string): string => `docker-bake.hcl, target ${target}`
    expect(definitions).toEqual([
      {
        name: name('app'),
        context: join(root, 'app'),
        settings: {
          args: ['A=1', 'C=${literal}'],
          target: 'web-latest',
          platform: 'linux/arm64',
          secrets: [`id=token,src=${root}/token.txt`, 'id=key,env=KEY'],
          ssh: [],
          buildContexts: ['img=docker-image://debian:bookworm-slim', `lib=${root}/lib`],
          network: 'host',
          hosts: ['h:10.0.0.1'],
          shmSize: '128m',
        },
        problem: undefined,
      },
      {
        name: name('linked'),
        context: root,
        settings: { ...NO_SETTINGS, buildContexts: ['base=target:app'] },
        problem: {
          message: `${name('linked')}: its build context base is what another target makes`,
          hint: 'correct that, or choose another definition with --definition',
        },
      },
      { name: name('m-1'), context: root, settings: { ...NO_SETTINGS, args: ['V=1'] }, problem: undefined },
      {
        name: name('m-2-0'),
        context: root,
        settings: { ...NO_SETTINGS, args: ['V=2.0'] },
        problem: undefined,
      },
    ])
  })

  test('is merged with the others by buildx, in its order', async () => {
    write('docker-bake.override.hcl', 'target "b" {\n}')
    write('docker-bake.hcl', 'target "a" {\n}')
    write('docker-bake.json', '{"target": {"c": {"tags": ["${x}"]}}}')
    fakeDocker('echo "{}"')
    expect(await definitionsOf('Dockerfile', 'docker')).toEqual([])
    expect(calls()[1]).toBe(
      'buildx bake -f docker-bake.json -f docker-bake.hcl -f docker-bake.override.hcl --print a b',
    )
  })

  test('is not read where it cannot be about the Dockerfile', async () => {
    write('docker-bake.hcl', 'target "a" {\n context = "x"\n}\n')
    write('y/Dockerfile')
    write('other.Dockerfile')
    fakeDocker('exit 1')
    expect(await definitionsOf('y/Dockerfile', 'docker')).toEqual([])
    expect(await definitionsOf('other.Dockerfile', 'docker')).toEqual([])
    expect(() => calls()).toThrow('ENOENT')
  })

  test.each([
    ['its folder is named', 'y/Dockerfile', 'context = "y"'],
    ['it is named', 'other.Dockerfile', 'dockerfile = "other.Dockerfile"'],
    ['its path is put together', 'y/Dockerfile', 'context = "${where}"'],
    ['its path is a reference', 'y/Dockerfile', 'context = target.b.context'],
  ])('is read where it may be: %s', async (_, dockerfile, line) => {
    write('docker-bake.hcl', `target "a" {\n ${line}\n}\n`)
    write(dockerfile)
    fakeDocker(`echo '{"target": {"a": {"context": ".", "dockerfile": "${dockerfile}"}}}'`)
    expect(await definitionsOf(dockerfile, 'docker')).toMatchObject([{ name: 'docker-bake.hcl, target a' }])
  })

  test('is a fault without docker, and without its plugin', async () => {
    write('docker-bake.hcl', 'target "a" {\n}\ntarget "b" {\n}')
    const fault = {
      message: 'docker-bake.hcl is read with docker buildx, which is not here',
      hint: 'pass --context and --build-arg instead',
    }
    const found = (program: string | undefined): Promise<unknown> =>
      bakeDefinitions(root, join(root, 'Dockerfile'), around(program))
    expect(await found(undefined)).toEqual({ definitions: [], faults: [fault] })
    expect(await found('no-such-docker')).toEqual({ definitions: [], faults: [fault] })
    fakeDocker('echo "docker: unknown command: docker buildx" >&2; exit 1')
    expect(await found('docker')).toEqual({ definitions: [], faults: [fault] })
  })

  test('gives what it can where one target is broken', async () => {
    write('docker-bake.hcl', 'target "a" {\n}\ntarget "b" {\n}')
    fakeDocker(
      [
        'case "$*" in',
        '  *" b") echo "#1 reading" >&2; echo "ERROR: failed to stat s: no such file" >&2; exit 1;;',
        '  *) echo \'{"target": {"a": {}}}\';;',
        'esac',
      ].join('\n'),
    )
    expect(await bakeDefinitions(root, join(root, 'Dockerfile'), around('docker'))).toMatchObject({
      definitions: [{ name: 'docker-bake.hcl, target a' }],
      faults: [
        {
          message: 'docker-bake.hcl: failed to stat s: no such file',
          hint: 'correct it, or pass --context and --build-arg instead',
        },
      ],
    })
  })

  test('may have no target at all', async () => {
    write('docker-bake.hcl', 'variable "A" {}')
    fakeDocker('exit 1')
    expect(await definitionsOf('Dockerfile', 'docker')).toEqual([])
  })
})

describe('a file in JSON', () => {
  test('is read here', async () => {
    write(
      'docker-bake.json',
      JSON.stringify({
        group: { default: { targets: ['web'] } },
        target: {
          base: { args: { A: '1', B: '2', C: null }, secret: ['id=s,src=one'], platforms: ['linux/amd64'] },
          web: {
            inherits: ['base'],
            context: './',
            args: { B: 3, C: 'c' },
            secret: ['id=s,src=two', 'type=env,id=t,src=T'],
            ssh: ['default', 'key=./a,/b'],
            platforms: ['linux/amd64', 'linux/arm64'],
          },
          job: { inherits: ['web'], platforms: ['local'], target: 'job', contexts: { x: 'cwd://y' } },
        },
      }),
    )
    const settings = {
      ...NO_SETTINGS,
      args: ['A=1', 'B=3', 'C=c'],
      secrets: [`id=s,src=${root}/two`, 'type=env,id=t,src=T'],
      ssh: ['default', `key=${root}/a,/b`],
    }
    expect(await definitionsOf()).toEqual([
      { name: 'docker-bake.json, target web', context: root, settings, problem: undefined },
      {
        name: 'docker-bake.json, target job',
        context: root,
        settings: { ...settings, target: 'job', buildContexts: [`x=${root}/y`] },
        problem: undefined,
      },
    ])
  })

  test('is merged with its override', async () => {
    write('docker-bake.json', '{"target": {"web": {"args": {"A": "1", "B": "1"}, "target": "dev"}}}')
    write('docker-bake.override.json', '{"target": {"web": {"args": {"B": "2"}}, "more": {}}}')
    expect(await definitionsOf()).toMatchObject([
      { name: 'docker-bake.json, target web', settings: { args: ['A=1', 'B=2'], target: 'dev' } },
      { name: 'docker-bake.json, target more', settings: NO_SETTINGS },
    ])
  })

  test.each([
    ['an expression', '{"target": {"a": {"tags": ["${x}"]}}}'],
    ['a variable', '{"variable": {"x": {}}, "target": {"a": {}}}'],
    ['a matrix', '{"target": {"a": {"matrix": {"x": ["1"]}}}}'],
    ['a list of blocks', '{"target": [{"a": {}}]}'],
    ['an error', '{"target": '],
  ])('with %s is not', async (_, text) => {
    write('docker-bake.json', text)
    const { definitions, faults } = await bakeDefinitions(root, join(root, 'Dockerfile'), around(undefined))
    expect({ definitions, faults }).toMatchObject({
      definitions: [],
      faults: [{ message: 'docker-bake.json is read with docker buildx, which is not here' }],
    })
  })

  test('may inherit in a circle', async () => {
    write(
      'docker-bake.json',
      '{"target": {"a": {"inherits": ["b"], "target": "x"}, "b": {"inherits": ["a"]}}}',
    )
    expect((await definitionsOf()).map(({ name, settings }) => [name.at(-1), settings.target])).toEqual([
      ['a', 'x'],
    ])
  })

  test('names Dockerfiles relative to the context, or to where bake is called', async () => {
    write(
      'docker-bake.json',
      JSON.stringify({
        target: {
          here: { context: 'sub', dockerfile: '../Dockerfile' },
          called: { context: 'sub', dockerfile: 'cwd://Dockerfile' },
          absolute: { context: 'sub', dockerfile: join(root, 'Dockerfile') },
          other: { context: 'sub' },
        },
      }),
    )
    write('sub/Dockerfile')
    expect((await definitionsOf()).map(({ name }) => name.split(' ').at(-1))).toEqual([
      'here',
      'called',
      'absolute',
    ])
    expect((await definitionsOf('sub/Dockerfile')).map(({ name }) => name.split(' ').at(-1))).toEqual([
      'other',
    ])
  })
})

test('there may be no bake file', async () => {
  expect(await definitionsOf('Dockerfile', 'docker')).toEqual([])
})
