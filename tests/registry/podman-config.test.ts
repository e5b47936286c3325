// Where podman, buildah and skopeo keep logins, and which of several is taken: containers-auth.json(5).
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FoundLogin } from '../../src/registry/login.ts'
import { allLogins } from '../../src/registry/logins.ts'
import { usualAuthFiles } from '../../src/registry/podman-config.ts'
import { auth, newFolder } from './docker-home.ts'

type Environment = Readonly<Record<string, string>>

/** A home with these files in it. */
function home(files: Readonly<Record<string, object | string>>, more: Environment = {}): Environment {
  const folder = newFolder()
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return { HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run'), PATH: process.env.PATH ?? '', ...more }
}

const look = (environment: Environment, image: string): Promise<FoundLogin> => {
  const slash = image.indexOf('/')
  return allLogins(environment)(image.slice(0, slash), image.slice(slash + 1), new AbortController().signal)
}
const user = async (environment: Environment, image: string): Promise<string | undefined> => {
  const { login } = await look(environment, image)
  return login?.kind === 'password' ? login.username : login?.kind
}
const of = (names: Readonly<Record<string, string>>): object => ({
  auths: Object.fromEntries(Object.entries(names).map(([key, name]) => [key, { auth: auth(`${name}:pw`) }])),
})

describe('a key may name a part of a registry', () => {
  const environment = home({
    'run/containers/auth.json': of({
      'r.example': 'all',
      'r.example/foo': 'foo',
      'r.example/foo/bar/image': 'image',
      'quay.io/one': 'one',
      'https://old.example/v1/': 'old',
      'docker.io/library': 'library',
      'index.docker.io': 'hub',
    }),
  })

  test.each([
    ['r.example/foo/bar/image', 'image'],
    ['r.example/foo/bar/image2', 'foo'],
    ['r.example/foo/bar', 'foo'],
    ['r.example/foo', 'foo'],
    ['r.example/food', 'all'],
    ['r.example:5000/foo', undefined],
    ['quay.io/one/app', 'one'],
    ['quay.io/two/app', undefined],
    ['old.example/app', 'old'],
    ['docker.io/library/node', 'library'],
    ['docker.io/acme/app', 'hub'],
  ])('%s: %s', async (image, name) => {
    expect(await user(environment, image)).toBe(name)
  })
})

describe('the files are asked in turn', () => {
  const RUN = 'run/containers/auth.json'
  const CONFIG = '.config/containers/auth.json'
  const DOCKER = '.docker/config.json'
  const all = (): Environment =>
    home({
      [RUN]: of({ 'a.example': 'run', 'b.example': 'run', 'c.example': 'run' }),
      [CONFIG]: of({ 'a.example': 'config', 'b.example': 'config', 'd.example': 'config' }),
      [DOCKER]: of({ 'a.example': 'docker' }),
      'named.json': of({ 'a.example': 'named' }),
    })

  test('Docker first, then the running session, then the settings', async () => {
    const environment = all()
    const users = ['a', 'b', 'c', 'd', 'e'].map((name) => user(environment, `${name}.example/x`))
    expect(await Promise.all(users)).toEqual(['docker', 'run', 'run', 'config', undefined])
  })

  test('and before all of them the one that REGISTRY_AUTH_FILE names', async () => {
    const environment = all()
    const named = { ...environment, REGISTRY_AUTH_FILE: join(environment['HOME'] ?? '', 'named.json') }
    expect(await user(named, 'a.example/x')).toBe('named')
    expect(await user(named, 'b.example/x')).toBe('run')
  })

  test('XDG_CONFIG_HOME moves the settings, and without XDG_RUNTIME_DIR the session is in /run', () => {
    expect(usualAuthFiles({ HOME: '/home/me', XDG_CONFIG_HOME: '/conf' })).toEqual([
      `/run/containers/${userInfo().uid}/auth.json`,
      '/conf/containers/auth.json',
    ])
    expect(usualAuthFiles({ HOME: '/home/me', XDG_RUNTIME_DIR: '/r' })).toEqual([
      '/r/containers/auth.json',
      '/home/me/.config/containers/auth.json',
    ])
  })

  test('what is wrong with one is told where no other has a login', async () => {
    const environment = home({ [RUN]: '[]', [CONFIG]: of({ 'a.example': 'config' }) })
    expect(await user(environment, 'a.example/x')).toBe('config')
    expect((await look(environment, 'b.example/x')).problem).toMatch(
      /run\/containers\/auth\.json is no JSON object$/,
    )
  })

  test('no file at all is no problem', async () => {
    expect(await look(home({}), 'a.example/x')).toMatchObject({ login: undefined, problem: undefined })
  })
})

test('a helper that the file names for a registry is asked by the name of the registry', async () => {
  const folder = newFolder()
  const program = join(folder, 'docker-credential-keys')
  writeFileSync(
    program,
    `#!/bin/sh\nread -r name\necho "{\\"Username\\":\\"$name\\",\\"Secret\\":\\"pw\\"}"\n`,
  )
  chmodSync(program, 0o755)
  const file = { credHelpers: { 'docker.io': 'keys' }, ...of({ 'docker.io': 'file' }) }
  const environment = home(
    { 'run/containers/auth.json': file },
    { PATH: `${folder}:${process.env.PATH ?? ''}` },
  )
  expect(await look(environment, 'docker.io/library/node')).toMatchObject({
    login: { kind: 'password', username: 'docker.io' },
    source: 'docker-credential-keys',
  })
})
