import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCompose } from '../../src/verify/definitions/compose.ts'
import { serviceBuild, type ServiceBuild } from '../../src/verify/definitions/compose-build.ts'
import { defaultDotenv, loadModel, withDotenv } from '../../src/verify/definitions/compose-model.ts'
import { ComposeError } from '../../src/verify/definitions/compose-value.ts'
import type { Lookup } from '../../src/verify/definitions/interpolate.ts'
import recorded from './compose-cases.json' with { type: 'json' }

interface Answer {
  readonly context: string
  readonly dockerfile: string
  readonly [setting: string]: string | readonly string[]
}

let root = ''

beforeEach(() => {
  root = join(realpathSync(mkdtempSync(join(tmpdir(), 'dfopt-compose-'))), 'project')
})

afterEach(() => {
  rmSync(dirname(root), { recursive: true, force: true })
})

const ENVIRONMENT = new Map([
  ['HOME', '/home/me'],
  ['SET', 'set v'],
  ['OTHER', 'o'],
  ['COMPOSE_PROJECT_NAME', 'project'],
])
const exported: Lookup = (name) => ENVIRONMENT.get(name)

function load(
  files: Readonly<Record<string, string>>,
  merged: readonly string[] = ['compose.yaml'],
): ReadonlyMap<string, ServiceBuild> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const variables = withDotenv(defaultDotenv(root), exported)
  const model = loadModel(
    merged.map((name) => join(root, name)),
    { folder: root, lookup: variables, including: [] },
  )
  const builds = [...model.services.map].flatMap(([name, service]) => {
    const build = serviceBuild(service, model, variables, exported)
    return build ? [[name, build] as const] : []
  })
  return new Map(builds)
}

/** As recorded: nothing that is not there, and in an order that does not count. */
function shown({ context, dockerfile, settings }: ServiceBuild): unknown {
  const entries = Object.entries({ context, dockerfile, ...settings }).flatMap(([name, value]) => {
    if (value === undefined || value.length === 0) return []
    return [[name, typeof value === 'string' ? value : [...new Set(value)].sort()] as const]
  })
  return JSON.parse(
    JSON.stringify(Object.fromEntries(entries))
      .replaceAll(root, '/project')
      .replaceAll(`${dirname(root)}/`, '/'),
  )
}

// The answers of `docker compose config` (2.40.3) to the same files.
describe('as docker compose answers', () => {
  const cases = recorded.map(({ name, files, merged, answer }) => ({
    name,
    files: Object.entries(files).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    merged,
    answer,
  }))

  test.each(cases)('$name', (each) => {
    const builds = load(Object.fromEntries(each.files), each.merged)
    const answer = Object.fromEntries([...builds].map(([name, build]) => [name, shown(build)]))
    expect(answer).toEqual(each.answer)
    expect([...builds.values()].map(({ problem }) => problem).filter(Boolean)).toEqual([])
  })

  test('in many cases of each kind', () => {
    expect(recorded.length).toBeGreaterThan(100)
    const used = new Set(
      recorded.flatMap(({ answer }) =>
        Object.values<Answer | undefined>(answer).flatMap((each) => Object.keys(each ?? {})),
      ),
    )
    expect([...used].sort()).toEqual([
      'args',
      'buildContexts',
      'context',
      'dockerfile',
      'hosts',
      'network',
      'platform',
      'secrets',
      'shmSize',
      'ssh',
      'target',
    ])
  })
})

describe('a service', () => {
  const problemOf = (text: string, files: Readonly<Record<string, string>> = {}): string | undefined =>
    load({ ...files, 'compose.yaml': text }).get('web')?.problem

  test('has keys for ssh', () => {
    // As `docker compose build --print` has them.
    const build = load({
      'compose.yaml': 'services: {web: {build: {ssh: [default, key=./id]}}}',
      'map.yaml': 'services: {web: {build: {ssh: {default: , key: ~/id}}}}',
    })
    expect(build.get('web')?.settings.ssh).toEqual(['default', `key=${root}/id`])
    const map = load({}, ['map.yaml'])
    expect(map.get('web')?.settings.ssh).toEqual(['default', 'key=/home/me/id'])
  })

  test.each([
    ['an image', '{image: debian}'],
    ['an inline Dockerfile', '{build: {context: ., dockerfile_inline: FROM debian}}'],
    ['a context on git', '{build: "https://example.org/a.git#main"}'],
    ['a context on GitHub', '{build: {context: github.com/a/b}}'],
    ['nothing', '{}'],
    ['null', ''],
  ])('of %s is built from no file that is here', (_, service) => {
    expect(load({ 'compose.yaml': `services:\n  web: ${service}` })).toEqual(new Map())
  })

  test('may have what another needs and it does not', () => {
    const text = 'services: {web: {build: .}, job: {build: {args: {A: "${GONE:?}"}}}, db: {image: "${DB:?}"}}'
    expect(problemOf(text)).toBeUndefined()
  })

  test.each<[string, string]>([
    ['{build: {args: {A: "${GONE:?set it}"}}}', 'the variable GONE is required and not set: set it'],
    ['{build: {args: ["A=${GONE?}"]}}', 'the variable GONE is required and not set'],
    ['{build: {target: "${GONE:?}"}}', 'the variable GONE is required and not set'],
    ['{build: "${GONE:?}"}', 'the variable GONE is required and not set'],
    ['{build: {context: ., dockerfile: "${GONE:?}"}}', 'the variable GONE is required and not set'],
    ['{build: ., platform: "${GONE:?}"}', 'the variable GONE is required and not set'],
    [
      '{build: {args: ["A=a$$ $(b) ${c d}"]}}',
      'in A=a$$ $(b) ${c d} the ${ begins no variable; as text it is written $${',
    ],
    ['{build: {secrets: [gone]}}', 'its secret gone is neither a file nor a variable'],
    ['{build: {secrets: [mine]}}', 'its secret mine is the variable MINE, which is not exported'],
    ['{build: {secrets: [broken]}}', 'the variable GONE is required and not set'],
    [
      '{build: {additional_contexts: {base: "service:db"}}}',
      'its build context base is the image of another service',
    ],
    ['{extends: gone}', 'extends gone, which is not there'],
    ['{extends: {file: gone.yaml, service: a}}', 'extends a service of gone.yaml: does not exist'],
    ['{extends: {file: bad.yaml, service: a}}', 'extends a service of bad.yaml: services is no mapping'],
    ['{extends: {file: "${GONE:?}", service: a}}', 'the variable GONE is required and not set'],
    ['{extends: web}', 'extends leads back to itself'],
    ['{extends: job, build: .}\n  job: {extends: web, build: .}', 'extends leads back to itself'],
    ['{extends: job, build: .}\n  job: {extends: gone}', 'extends gone, which is not there'],
  ])('%s: %s', (service, problem) => {
    const secrets = 'secrets: {mine: {environment: MINE}, broken: {file: "${GONE:?}"}}'
    const files = { 'bad.yaml': 'services: []', '.env': 'MINE=1' }
    expect(problemOf(`services:\n  web: ${service}\n${secrets}\n`, files)).toBe(problem)
  })
})

describe('a file that compose would not read either', () => {
  const errorOf = (text: string, files: Readonly<Record<string, string>> = {}): unknown => {
    try {
      load({ ...files, 'compose.yaml': text })
    } catch (error) {
      return error
    }
    return undefined
  }

  test.each<[string, string]>([
    ['a: 1\n\tb: 2', 'line 2: Tabs are not allowed as indentation'],
    ['services:\n  a: {}\n  a: {}', 'line 3: Map keys must be unique'],
    ['- a', 'is no mapping'],
    ['services: [a]', 'services is no mapping'],
    ['services: {? [a] : b}', 'line 1: a key is no text'],
    ['a: &a\n  b: *a', 'line 2: the alias *a refers to itself'],
    ['include: ["${GONE:?}"]', 'include: the variable GONE is required and not set'],
  ])('%j: %s', (text, message) => {
    const error = errorOf(text)
    expect(error).toEqual(new ComposeError(join(root, 'compose.yaml'), message))
    expect(error).toMatchObject({ file: join(root, 'compose.yaml') })
  })

  test('is named where it is included', () => {
    expect(errorOf('include: [sub/a.yaml]', { 'sub/a.yaml': 'services: 1' })).toMatchObject({
      file: join(root, 'sub/a.yaml'),
      message: 'services is no mapping',
    })
    expect(errorOf('include: [sub/gone.yaml]')).toMatchObject({
      file: join(root, 'sub/gone.yaml'),
      message: 'does not exist',
    })
    expect(errorOf('include: [sub/a.yaml]', { 'sub/a.yaml': 'include: [../compose.yaml]' })).toMatchObject({
      file: join(root, 'sub/a.yaml'),
      message: 'includes itself, by ../compose.yaml',
    })
    expect(errorOf('{}', { '.env': 'A=1\nB%=' })).toMatchObject({
      file: join(root, '.env'),
      message: 'line 2: "%" cannot be part of a name',
    })
  })

  test('may have aliases that stand for millions of nodes', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let index = 1; index < 9; index += 1) {
      lines.push(
        `a${index}: &a${index} [${Array(10)
          .fill(`*a${index - 1}`)
          .join(', ')}]`,
      )
    }
    expect(errorOf(lines.join('\n'))).toMatchObject({ message: 'line 6: its aliases stand for too much' })
  })
})

test('a file with nothing in it has no documents', () => {
  expect(readCompose('a', '')).toEqual([])
  expect(readCompose('a', '# nothing\n')).toEqual([])
  expect(load({ 'compose.yaml': '' })).toEqual(new Map())
})

test('what is included from elsewhere is left out', () => {
  const text =
    'include: [oci://example.org/a, "https://example.org/b.git", git@example.org:c.git]\nservices: {web: {build: .}}'
  expect([...load({ 'compose.yaml': text }).keys()]).toEqual(['web'])
})
