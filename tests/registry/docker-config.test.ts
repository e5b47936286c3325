// Where a login is found, in the order in which Docker looks.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerLogins } from '../../src/registry/docker-config.ts'
import type { FoundLogin } from '../../src/registry/login.ts'
import { auth, configured, newFolder } from './docker-home.ts'

/** A folder with docker-credential-<name>, which is a shell script. */
function helper(name: string, script: string): string {
  const folder = newFolder()
  const path = join(folder, `docker-credential-${name}`)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
  return folder
}

const path = (folder: string): Readonly<Record<string, string>> => ({
  PATH: `${folder}:${process.env.PATH ?? ''}`,
})
const look = (environment: Readonly<Record<string, string>>, registry: string): Promise<FoundLogin> =>
  dockerLogins(environment)(registry, 'team/app', new AbortController().signal)
const password = (username: string, secret: string): object => ({
  kind: 'password',
  username,
  password: secret,
})

describe('a login stands in the configuration', () => {
  const HUB = 'https://index.docker.io/v1/'
  test.each([
    [
      'under the address of Docker Hub',
      { [HUB]: { auth: auth('me:pw') } },
      'docker.io',
      password('me', 'pw'),
    ],
    [
      'under another name of Docker Hub',
      { 'docker.io': { auth: auth('me:pw') } },
      'docker.io',
      password('me', 'pw'),
    ],
    ['under a host', { 'ghcr.io': { auth: auth('me:a:b:c') } }, 'ghcr.io', password('me', 'a:b:c')],
    [
      'under a host with port',
      { 'a.example:5000': { auth: auth('me:pw') } },
      'a.example:5000',
      password('me', 'pw'),
    ],
    ['of another port', { 'a.example:5000': { auth: auth('me:pw') } }, 'a.example', undefined],
    ['under a URL', { 'https://a.example/v1/': { auth: auth('me:pw') } }, 'a.example', password('me', 'pw')],
    ['of another host', { 'https://a.example.org/v1/': { auth: auth('me:pw') } }, 'a.example', undefined],
    [
      'as user and password',
      { 'a.example': { username: 'me', password: 'pw' } },
      'a.example',
      password('me', 'pw'),
    ],
    ['padded with zeros', { 'a.example': { auth: auth('me:pw\0\0') } }, 'a.example', password('me', 'pw')],
    [
      'as an identity token',
      { 'a.example': { auth: auth('me:'), identitytoken: 'i' } },
      'a.example',
      { kind: 'identity', token: 'i' },
    ],
    [
      'as a token of the registry',
      { 'a.example': { registrytoken: 'r' } },
      'a.example',
      { kind: 'bearer', token: 'r' },
    ],
    ['as nothing', { 'a.example': {} }, 'a.example', undefined],
    ['as something else', { 'a.example': 'me:pw' }, 'a.example', undefined],
    ['as what is no base64 of a login', { 'a.example': { auth: '%%%' } }, 'a.example', undefined],
  ])('%s', async (_, auths, registry, login) => {
    expect((await look(configured({ auths }), registry)).login).toEqual(login)
  })

  test('DOCKER_AUTH_CONFIG goes first, and what it lacks is in the file', async () => {
    const entry = (text: string): object => ({ auth: auth(text) })
    const environment = configured(
      { auths: { 'a.example': entry('file:1'), 'b.example': entry('file:2') } },
      { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'a.example': entry('variable:3') } }) },
    )
    expect(await look(environment, 'a.example')).toMatchObject({
      login: { username: 'variable' },
      source: 'DOCKER_AUTH_CONFIG',
    })
    expect(await look(environment, 'b.example')).toMatchObject({ login: { username: 'file' } })
  })

  test('the file is in HOME where DOCKER_CONFIG says nothing', async () => {
    const folder = newFolder()
    mkdirSync(join(folder, '.docker'))
    writeFileSync(
      join(folder, '.docker/config.json'),
      JSON.stringify({ auths: { 'a.example': { auth: auth('me:pw') } } }),
    )
    expect(await look({ HOME: folder, DOCKER_CONFIG: '' }, 'a.example')).toMatchObject({
      login: { username: 'me' },
      source: join(folder, '.docker/config.json'),
    })
  })

  test.each(['{', '[]', 'null', '"x"'])(
    'a file with %s has none, and is named where one is needed',
    async (text) => {
      const { login, problem } = await look(configured(text), 'a.example')
      expect(login).toBeUndefined()
      expect(problem).toMatch(/config\.json is no JSON object$/)
    },
  )

  test('no file, or an empty one, is no problem', async () => {
    expect((await look({ DOCKER_CONFIG: join(newFolder(), 'none') }, 'a.example')).problem).toBeUndefined()
    expect((await look(configured('\n'), 'a.example')).problem).toBeUndefined()
  })
})

describe('a credential helper', () => {
  const gives = (username: string, secret: string): string =>
    `cat > "$0.asked"; echo '${JSON.stringify({ ServerURL: 'x', Username: username, Secret: secret })}'`

  test('is asked for the server by name, on its standard input', async () => {
    const folder = helper('keys', `echo "$@" > "$0.told"; ${gives('me', 'pw')}`)
    const environment = configured({ credsStore: 'keys' }, path(folder))
    expect(await look(environment, 'docker.io')).toMatchObject({
      login: password('me', 'pw'),
      source: 'docker-credential-keys',
    })
    expect(readFileSync(join(folder, 'docker-credential-keys.asked'), 'utf8')).toBe(
      'https://index.docker.io/v1/\n',
    )
    expect(readFileSync(join(folder, 'docker-credential-keys.told'), 'utf8')).toBe('get\n')
  })

  test('of a registry goes before the one for all', async () => {
    const one = helper('one', gives('one', 'pw'))
    const all = helper('all', gives('all', 'pw'))
    const config = { credsStore: 'all', credHelpers: { 'ghcr.io': 'one' } }
    const environment = configured(config, { PATH: `${one}:${all}:${process.env.PATH ?? ''}` })
    expect((await look(environment, 'ghcr.io')).login).toEqual(password('one', 'pw'))
    expect((await look(environment, 'quay.io')).login).toEqual(password('all', 'pw'))
  })

  test('may give a token', async () => {
    const environment = configured({ credsStore: 'keys' }, path(helper('keys', gives('<token>', 'refresh'))))
    expect((await look(environment, 'a.example')).login).toEqual({ kind: 'identity', token: 'refresh' })
  })

  test('that has nothing leaves it to the file, or to nobody', async () => {
    const folder = helper('keys', "echo 'credentials not found in native keychain'; exit 1")
    const auths = { 'a.example': { auth: auth('me:pw') } }
    const environment = configured({ credsStore: 'keys', auths }, path(folder))
    expect((await look(environment, 'a.example')).login).toEqual(password('me', 'pw'))
    expect(await look(environment, 'b.example')).toMatchObject({ login: undefined, problem: undefined })
  })

  test.each([
    ['is not there', 'gone', undefined, 'docker-credential-gone is not on PATH'],
    [
      'fails',
      'keys',
      "echo 'the keychain is locked'; exit 1",
      'docker-credential-keys failed: the keychain is locked',
    ],
    ['fails with a login', 'keys', `echo '{"Secret":"pw"}'; exit 1`, 'docker-credential-keys failed'],
    ['prints no JSON', 'keys', 'echo hello', 'docker-credential-keys printed no login'],
    [
      'prints no secret',
      'keys',
      `echo '{"Username":"me","Secret":""}'`,
      'docker-credential-keys printed no login',
    ],
    ['is no name', '../keys', undefined, 'docker-credential-../keys is no name of a program'],
  ])('that %s is a problem', async (_, name, script, problem) => {
    const folder = script === undefined ? newFolder() : helper(name, script)
    expect(await look(configured({ credsStore: name }, path(folder)), 'a.example')).toMatchObject({
      login: undefined,
      problem,
    })
  })
})
