import { NO_SETTINGS } from '../../src/verify/builder.ts'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  distinctDefinitions,
  findDefinitions,
  type Definition,
  type DefinitionFault,
} from '../../src/verify/definitions/definitions.ts'

let root = ''

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'dfopt-definitions-')))
  mkdirSync(join(root, '.git'))
  write('Dockerfile')
})

afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text = ''): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

async function find(
  dockerfile = 'Dockerfile',
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly Definition[] | DefinitionFault> {
  return findDefinitions(join(root, dockerfile), { environment, folder: root, dockerProgram: undefined })
}

/** Name, context relative to the root, and what is set. */
async function found(
  dockerfile = 'Dockerfile',
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly unknown[]> {
  const result = await find(dockerfile, environment)
  if ('message' in result) throw new Error(result.message)
  return result.map(({ name, context, settings, problem }) => [
    name,
    context.slice(root.length + 1),
    Object.fromEntries(
      Object.entries(settings).filter(([, value]: readonly [string, unknown]) =>
        Array.isArray(value) ? value.length > 0 : value !== undefined,
      ),
    ),
    ...(problem ? [problem.message] : []),
  ])
}

const WEB = 'services: {web: {build: .}}'

describe('a Dockerfile without definitions', () => {
  test('has none', async () => {
    expect(await find()).toEqual([])
  })

  test('is one that nothing builds', async () => {
    write('compose.yaml', 'services: {web: {build: other}, db: {image: db}}')
    write('other/Dockerfile')
    expect(await find()).toEqual([])
    write('other/compose.yaml', 'services: {web: {build: .}}')
    expect(await find()).toEqual([])
  })
})

describe('a compose file', () => {
  test.each(['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'])(
    'is found as %s',
    async (name) => {
      write(name, WEB)
      expect(await found()).toEqual([[`${name}, service web`, '', {}]])
    },
  )

  test('is found in the folders up to the root of the repository, nearest first', async () => {
    write('a/b/Dockerfile')
    write('a/b/compose.yaml', WEB)
    write('a/compose.yaml', 'services: {web: {build: {context: ., dockerfile: b/Dockerfile}}}')
    write('docker-compose.yml', 'services: {web: {build: a/b}, job: {build: {context: a/b, target: job}}}')
    writeFileSync(join(dirname(root), 'compose.yaml'), `services: {web: {build: ${root}/a/b}}`)
    try {
      expect(await found('a/b/Dockerfile')).toEqual([
        ['a/b/compose.yaml, service web', 'a/b', {}],
        ['a/compose.yaml, service web', 'a', {}],
        ['docker-compose.yml, service web', 'a/b', {}],
        ['docker-compose.yml, service job', 'a/b', { target: 'job' }],
      ])
    } finally {
      rmSync(join(dirname(root), 'compose.yaml'))
    }
  })

  test('is found two folders up without a repository', async () => {
    rmSync(join(root, '.git'), { recursive: true })
    write('a/b/c/Dockerfile')
    write('a/compose.yaml', 'services: {web: {build: b/c}}')
    write('compose.yaml', 'services: {web: {build: a/b/c}}')
    expect(await found('a/b/c/Dockerfile')).toEqual([['a/compose.yaml, service web', 'a/b/c', {}]])
  })

  test('names the Dockerfile by whatever path', async () => {
    write('docker/web.Dockerfile')
    symlinkSync('docker', join(root, 'link'))
    symlinkSync('docker/web.Dockerfile', join(root, 'linked.Dockerfile'))
    write(
      'compose.yaml',
      [
        'services:',
        '  a: {build: {context: ., dockerfile: docker/web.Dockerfile}}',
        '  b: {build: {context: docker, dockerfile: ./web.Dockerfile}}',
        '  c: {build: {context: link, dockerfile: web.Dockerfile}}',
        `  d: {build: {context: docker, dockerfile: ${root}/docker/web.Dockerfile}}`,
        '  e: {build: {context: ., dockerfile: linked.Dockerfile}}',
        '  f: {build: {context: ., dockerfile: web.Dockerfile}}',
      ].join('\n'),
    )
    const names = (await found('docker/web.Dockerfile')).map((each) => String(each).split(',')[1]?.at(-1))
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await found('linked.Dockerfile')).toHaveLength(5)
  })

  test('is merged with its override', async () => {
    write('compose.yaml', 'services: {web: {build: {context: ., args: {A: 1}}}}')
    write('compose.override.yml', 'services: {web: {build: {target: dev, args: {B: 2}}}}')
    expect(await found()).toEqual([
      ['compose.yaml, service web', '', { target: 'dev', args: ['A=1', 'B=2'] }],
    ])
  })

  test('has the variables of the environment before those of .env', async () => {
    write('compose.yaml', 'services: {web: {build: {context: ., args: ["A=${A}", "B=${B:-b}", A, C, D]}}}')
    write('.env', 'A=file\nC=file\n')
    expect(await found('Dockerfile', { C: 'own' })).toEqual([
      ['compose.yaml, service web', '', { args: ['A=file', 'B=b', 'C=own'] }],
    ])
  })

  test.each([
    ['its name', 'name: ${UNSET:-My-App}\n', 'my-app'],
    ['a name that cannot be had', 'name: "${UNSET:?}"\n', 'unset'],
    ["its folder's", '', 'some-folder'],
  ])('goes by %s', async (_, head, expected) => {
    write('_Some-Folder/Dockerfile')
    write(
      '_Some-Folder/compose.yaml',
      `${head}services: {web: {build: {args: ["N=\${COMPOSE_PROJECT_NAME}"]}}}`,
    )
    expect(await found('_Some-Folder/Dockerfile')).toMatchObject([[{}, {}, { args: [`N=${expected}`] }]])
  })

  test('is what .env says it is', async () => {
    write('compose.yaml', WEB)
    write('a.yaml', 'services: {web: {build: {context: ., args: {A: 1}}}}')
    write('b.yaml', 'services: {web: {build: {target: b}}}')
    write('.env', 'COMPOSE_FILE=a.yaml:b.yaml\n')
    expect(await found()).toEqual([
      ['a.yaml with b.yaml, service web', '', { args: ['A=1'], target: 'b' }],
      ['compose.yaml, service web', '', {}],
    ])
    write('.env', 'COMPOSE_FILE=a.yaml;b.yaml\nCOMPOSE_PATH_SEPARATOR=;\n')
    expect(await found()).toHaveLength(2)
    write('.env', 'COMPOSE_FILE=gone.yaml\n')
    expect(await found()).toEqual([['compose.yaml, service web', '', {}]])
  })
})

describe('other compose files beside it', () => {
  test('are definitions of their own', async () => {
    write('compose.yaml', WEB)
    write('compose.dev.yaml', 'services: {web: {build: {context: ., target: dev}}}')
    write('docker-compose-ci.yml', 'services: {ci: {build: {context: ., target: ci}}, db: {image: db}}')
    write('docker-compose.yml', 'services: {old: {build: .}}')
    write('composer.yaml', 'services: {no: {build: .}}')
    expect(await found()).toEqual([
      ['compose.yaml, service web', '', {}],
      ['compose.dev.yaml, service web', '', { target: 'dev' }],
      ['docker-compose-ci.yml, service ci', '', { target: 'ci' }],
      ['docker-compose.yml, service old', '', {}],
    ])
  })

  test('are laid over it where they make no sense alone', async () => {
    write('docker-compose.yml', 'services: {web: {build: {context: ., args: {A: 1}}}, job: {build: .}}')
    write('docker-compose.override.yml', 'services: {web: {build: {args: {B: 2}}}}')
    write('docker-compose.dev.yml', 'services: {web: {build: {target: dev}}, job: {environment: {X: 1}}}')
    write('docker-compose.prod.yml', 'services: {web: {restart: always, platform: linux/arm64}}')
    write('docker-compose.test.yml', 'services: {web: {command: test}}')
    expect(await found()).toEqual([
      ['docker-compose.yml, service web', '', { args: ['A=1', 'B=2'] }],
      ['docker-compose.yml, service job', '', {}],
      ['docker-compose.yml with docker-compose.dev.yml, service web', '', { args: ['A=1'], target: 'dev' }],
      [
        'docker-compose.yml with docker-compose.prod.yml, service web',
        '',
        { args: ['A=1'], platform: 'linux/arm64' },
      ],
    ])
  })

  test('stand alone where there is nothing to lay them over', async () => {
    write('compose.dev.yaml', 'services: {web: {build: {target: dev}}}')
    expect(await found()).toEqual([['compose.dev.yaml, service web', '', { target: 'dev' }]])
  })
})

describe('what cannot be used', () => {
  const hint = 'correct that, or choose another definition with --definition'

  test('says so itself', async () => {
    write('compose.yaml', 'services: {web: {build: {args: {A: "${A:?set A}"}}}, job: {build: .}}')
    const message = 'compose.yaml, service web: the variable A is required and not set: set A'
    expect(await find()).toMatchObject([
      { name: 'compose.yaml, service web', context: root, problem: { message, hint } },
      { name: 'compose.yaml, service job', context: root, problem: undefined },
    ])
    expect(await found('Dockerfile', { A: '1' })).toEqual([
      ['compose.yaml, service web', '', { args: ['A=1'] }],
      ['compose.yaml, service job', '', {}],
    ])
  })

  test('counts without its context only by name, and where nothing else is sure', async () => {
    write('compose.yaml', 'services: {web: {build: "${A:?}"}}')
    write('other.Dockerfile')
    const message = 'compose.yaml, service web: the variable A is required and not set'
    expect(await find()).toMatchObject([{ context: '', problem: { message, hint } }])
    expect(await find('other.Dockerfile')).toEqual([])
    write('compose.dev.yaml', 'services: {dev: {build: .}}')
    expect(await found()).toEqual([['compose.dev.yaml, service dev', '', {}]])
  })

  test('is a fault where there is nothing else', async () => {
    write('compose.yaml', 'services:\n\tweb: 1')
    expect(await find()).toEqual({
      message: 'compose.yaml: line 2: Tabs are not allowed as indentation',
      hint: 'correct it, or pass --context and --build-arg instead',
    })
    write('compose.dev.yaml', 'services: {dev: {build: .}}')
    expect(await found()).toEqual([['compose.dev.yaml, service dev', '', {}]])
    write('.env', '%')
    expect(await find()).toMatchObject({ message: '.env: line 1: "%" cannot be part of a name' })
  })

  test('is a bake file without buildx', async () => {
    write('docker-bake.hcl', 'target "a" {\n}')
    expect(await find()).toEqual({
      message: 'docker-bake.hcl is read with docker buildx, which is not here',
      hint: 'pass --context and --build-arg instead',
    })
    write('compose.yaml', WEB)
    expect(await found()).toEqual([['compose.yaml, service web', '', {}]])
  })

  test('is a file that may not be read', async () => {
    write('compose.yaml', WEB)
    chmodSync(join(root, 'compose.yaml'), 0)
    chmodSync(root, 0o755)
    const result = await asSomebody(find)
    expect(result).toMatchObject({ message: 'compose.yaml: cannot be read: EACCES' })
  })
})

test('bake files count beside compose files', async () => {
  write('compose.yaml', WEB)
  write('docker-bake.json', '{"target": {"web": {}, "job": {"target": "job"}}}')
  expect(await found()).toEqual([
    ['compose.yaml, service web', '', {}],
    ['docker-bake.json, target web', '', {}],
    ['docker-bake.json, target job', '', { target: 'job' }],
  ])
})

test('nothing of the prototype of the environment is a variable', async () => {
  write('compose.yaml', 'services: {web: {build: {args: [constructor, "A=${toString-none}"]}}}')
  expect(await found()).toEqual([['compose.yaml, service web', '', { args: ['A=none'] }]])
})

describe('definitions that are the same', () => {
  const settings = { ...NO_SETTINGS, args: ['A=1', 'B=2'] }
  const base = { context: '/project', settings, problem: undefined }
  const named = (...names: readonly string[]): readonly Definition[] =>
    names.map((name) => ({ name, ...base }))

  test('are one', () => {
    expect(distinctDefinitions([])).toEqual([])
    expect(distinctDefinitions(named('a', 'b'))).toEqual([{ name: 'a; b', ...base }])
    expect(distinctDefinitions(named('a', 'b', 'c', 'd', 'e'))).toEqual([
      { name: 'a; b; c; 2 more', ...base },
    ])
    const turned = { ...base, name: 'b', settings: { ...settings, args: ['B=2', 'A=1'] } }
    expect(distinctDefinitions([...named('a'), turned])).toHaveLength(1)
  })

  test.each<[string, Partial<Definition>]>([
    ['context', { context: '/other' }],
    ['arguments', { settings: { ...settings, args: ['A=1', 'B=3'] } }],
    ['target', { settings: { ...settings, target: 'x' } }],
    ['problem', { problem: { message: 'x', hint: '' } }],
  ])('are not with another %s', (_, other) => {
    expect(distinctDefinitions([...named('a'), { name: 'b', ...base, ...other }])).toHaveLength(2)
  })
})

/** Root may read everything; nobody may not. */
async function asSomebody<T>(action: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process
  if (geteuid?.() !== 0 || !seteuid) return action()
  seteuid(65534)
  try {
    return await action()
  } finally {
    seteuid(0)
  }
}
