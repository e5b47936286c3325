// Who a registry is told that it is, and who is told nothing.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseChallenges } from '../../src/registry/challenge.ts'
import { dockerLogins, type FoundLogin } from '../../src/registry/docker-config.ts'
import { makeCertificate } from './certificate.ts'
import { client, DIGEST, GOOD, listen, saidOf, tunnel, type Answers, type Fake } from './fake-registry.ts'

const home = mkdtempSync(join(tmpdir(), 'dfopt-logins-'))
afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

let next = 0
function newFolder(): string {
  const folder = join(home, String((next += 1)))
  mkdirSync(folder)
  return folder
}

/** A Docker configuration, for the environment. */
function configured(
  config: object | string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const folder = newFolder()
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config))
  return { DOCKER_CONFIG: folder, PATH: process.env.PATH ?? '', ...more }
}

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
const auth = (text: string): string => Buffer.from(text).toString('base64')
const look = (environment: Readonly<Record<string, string>>, registry: string): Promise<FoundLogin> =>
  dockerLogins(environment)(registry, new AbortController().signal)
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
    expect((await look({ DOCKER_CONFIG: join(home, 'none') }, 'a.example')).problem).toBeUndefined()
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

test('the ways to log in are read from one header', () => {
  const list = (header: string): unknown =>
    parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])
  expect(
    list(
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/node:pull"',
    ),
  ).toEqual([
    [
      'bearer',
      {
        realm: 'https://auth.docker.io/token',
        service: 'registry.docker.io',
        scope: 'repository:library/node:pull',
      },
    ],
  ])
  expect(
    list('bearer realm="https://c.example/v2/token",scope="a,b=c",Basic realm="a \\"b\\" c", Negotiate'),
  ).toEqual([
    ['bearer', { realm: 'https://c.example/v2/token', scope: 'a,b=c' }],
    ['basic', { realm: 'a "b" c' }],
    ['negotiate', {}],
  ])
  expect(list('Negotiate abc==, Basic Realm = here')).toEqual([
    ['negotiate', {}],
    ['basic', { realm: 'here' }],
  ])
  expect(list('')).toEqual([])
})

describe('a token server', () => {
  /** A registry that wants a token from a server that answers so, and takes it. */
  async function guarded(
    answers: Answers,
    realm?: string,
  ): Promise<{ readonly registry: Fake; readonly server: Fake }> {
    const server = await listen(answers)
    const registry = await listen(({ authorization }, response) => {
      if (authorization === 'Bearer good') response.writeHead(200, GOOD).end()
      else
        response
          .writeHead(401, {
            'www-authenticate': `Bearer realm="${realm ?? `http://${server.host}/token?a=b`}",service="s p"`,
          })
          .end()
    })
    return { registry, server }
  }

  test('is asked for the repository, the service and with what its address has already', async () => {
    const { registry, server } = await guarded((_, response) => response.end('{"token":"good"}'))
    expect(saidOf(await client().digest(`${registry.host}/team/app:1`))).toBe(DIGEST)
    expect(server.asked).toMatchObject([
      {
        method: 'GET',
        url: '/token?a=b&scope=repository%3Ateam%2Fapp%3Apull&service=s+p',
        authorization: undefined,
      },
    ])
  })

  test.each([
    ['{"access_token":"good"}', DIGEST],
    ['{"token":"","access_token":"good"}', DIGEST],
    ['{"token":42}', 'answers without a token'],
    ['{"token":"a\\nb: c"}', 'answers without a token'],
    ['<html>', 'answers without a token'],
    ['{"token":"bad"}', 'gives it out only with a login'],
  ])('that answers %s', async (body, said) => {
    const { registry } = await guarded((_, response) => response.end(body))
    expect(saidOf(await client().digest(`${registry.host}/app:1`))).toContain(said)
  })

  test.each([
    [401, 'gives it out only with a login'],
    [403, 'gives it out only with a login'],
    [500, 'answers 500'],
    [429, 'answers 429'],
  ])('that answers %d', async (status, said) => {
    const { registry } = await guarded((_, response) => response.writeHead(status).end())
    expect(saidOf(await client().digest(`${registry.host}/app:1`))).toContain(said)
  })

  test.each([
    ['http://auth.example/token', 'auth.example is to be asked without TLS'],
    ['ftp://auth.example/token', 'auth.example is to be asked without TLS'],
    ['here', 'has no address (here)'],
  ])('at %s is not asked', async (realm, said) => {
    const { registry } = await guarded((_, response) => response.end(), realm)
    expect(saidOf(await client().digest(`${registry.host}/app:1`))).toContain(said)
  })

  test('is asked for what the registry says that it wants', async () => {
    // As public.ecr.aws does, whatever the repository.
    const server = await listen((_, response) => response.end('{"token":"good"}'))
    const registry = await listen(({ authorization }, response) => {
      if (authorization === 'Bearer good') response.writeHead(200, GOOD).end()
      else
        response
          .writeHead(401, {
            'www-authenticate': `Bearer realm="http://${server.host}/token/",service="public.ecr.aws",scope="aws"`,
          })
          .end()
    })
    expect(saidOf(await client().digest(`${registry.host}/docker/library/node:20`))).toBe(DIGEST)
    expect(server.asked.map(({ url }) => url)).toEqual(['/token/?scope=aws&service=public.ecr.aws'])
  })

  test('is asked once for a repository, and again when the token has run out', async () => {
    const server = await listen((_, response) => response.end(`{"token":"token-${server.asked.length}"}`))
    let good = 'token-1'
    const registry = await listen(({ authorization }, response) => {
      if (authorization === `Bearer ${good}`) response.writeHead(200, GOOD).end()
      else
        response
          .writeHead(401, { 'www-authenticate': `Bearer realm="http://${server.host}/token",service="s"` })
          .end()
    })
    const { digest } = client()
    expect(saidOf(await digest(`${registry.host}/app:1`))).toBe(DIGEST)
    expect(saidOf(await digest(`${registry.host}/app:2`))).toBe(DIGEST)
    expect(server.asked.length).toBe(1)
    good = 'token-2'
    expect(saidOf(await digest(`${registry.host}/app:3`))).toBe(DIGEST)
    expect(server.asked.length).toBe(2)
  })

  test('that does not take a login is heard, and the login is named', async () => {
    const { registry } = await guarded((_, response) => response.writeHead(401).end())
    const environment = configured({ auths: { [registry.host]: { auth: auth('me:old') } } })
    expect(saidOf(await client({ environment }).digest(`${registry.host}/app:1`))).toMatch(
      /does not take the login of .*config\.json; run docker login again/,
    )
  })

  test('a helper that fails is named where a login is wanted', async () => {
    const { registry } = await guarded((_, response) => response.end('{"token":"bad"}'))
    const environment = configured({ credsStore: 'gone' })
    expect(saidOf(await client({ environment }).digest(`${registry.host}/app:1`))).toContain(
      'of which there is none (docker-credential-gone is not on PATH); run docker login',
    )
  })
})

describe('a registry that leads elsewhere', () => {
  test('is followed, and its login goes no further', async () => {
    const second = await listen((_, response) => response.writeHead(200, GOOD).end())
    const first = await listen(({ authorization, url }, response) => {
      if (authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      else response.writeHead(307, { location: `http://${second.host}${url}` }).end()
    })
    const environment = configured({
      auths: { [first.host]: { auth: auth('me:pw') }, [second.host]: { auth: auth('x:y') } },
    })
    expect(saidOf(await client({ environment }).digest(`${first.host}/app:1`))).toBe(DIGEST)
    expect(first.asked.at(-1)?.authorization).toBe(`Basic ${auth('me:pw')}`)
    expect(second.asked.map(({ authorization }) => authorization)).toEqual([undefined])
  })

  test('to one that wants a token gets one for nobody', async () => {
    const second: Fake = await listen(({ url, authorization }, response) => {
      if (url.startsWith('/token')) response.end('{"token":"good"}')
      else if (authorization === 'Bearer good') response.writeHead(200, GOOD).end()
      else
        response
          .writeHead(401, { 'www-authenticate': `Bearer realm="http://${second.host}/token",service="s"` })
          .end()
    })
    const first = await listen(({ url }, response) =>
      response.writeHead(302, { location: `http://${second.host}${url}` }).end(),
    )
    const environment = configured({
      auths: { [second.host]: { auth: auth('me:pw') }, [first.host]: { auth: auth('me:pw') } },
    })
    expect(saidOf(await client({ environment }).digest(`${first.host}/app:1`))).toBe(DIGEST)
    expect(second.asked.map(({ authorization }) => authorization)).toEqual([
      undefined,
      undefined,
      'Bearer good',
    ])
  })

  test.each(['http://elsewhere.example/v2/', 'file:///etc/passwd', 'https://', ''])(
    'to %j is not followed',
    async (location) => {
      const fake = await listen((_, response) => response.writeHead(307, { location }).end(), {
        tls: makeCertificate(),
      })
      const said = saidOf(await client().digest(`${fake.host}/app:1`))
      expect(said).toMatch(
        location === ''
          ? /answers 307|without an end/
          : /leads to (?:http:\/\/elsewhere\.example|file:\/\/|nowhere), which is not to be trusted/,
      )
    },
  )

  test('in circles is left', async () => {
    const fake = await listen(({ url }, response) => response.writeHead(307, { location: url }).end())
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toContain('without an end')
  })
})

test('Docker Hub is asked where it is, by the names that it goes by', async () => {
  const hub = await listen(
    ({ host, url, authorization }, response) => {
      if (host === 'auth.docker.io' && url.startsWith('/token')) response.end('{"token":"good"}')
      else if (host === 'registry-1.docker.io' && authorization === 'Bearer good')
        response.writeHead(200, GOOD).end()
      else
        response
          .writeHead(401, {
            'www-authenticate': 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
          })
          .end()
    },
    { tls: makeCertificate() },
  )
  const proxy = await listen((_, response) => response.writeHead(500).end())
  const connected: string[] = []
  tunnel(proxy, hub.port, connected)
  const environment = configured(
    { auths: { 'https://index.docker.io/v1/': { auth: auth('me:pw') } } },
    { HTTPS_PROXY: `http://${proxy.host}` },
  )
  const insecure = ['registry-1.docker.io', 'auth.docker.io']
  const { digest } = client({ environment, insecure })
  expect(saidOf(await digest('docker.io/library/node:20'))).toBe(DIGEST)
  expect(saidOf(await digest('docker.io/team/app:2'))).toBe(DIGEST)
  expect(new Set(connected)).toEqual(
    new Set(['registry-1.docker.io:443 nobody', 'auth.docker.io:443 nobody']),
  )
  const [token] = hub.asked.filter(({ url }) => url.startsWith('/token'))
  expect(token).toMatchObject({ authorization: `Basic ${auth('me:pw')}` })
  expect(token?.url).toBe(
    '/token?scope=repository%3Alibrary%2Fnode%3Apull&service=registry.docker.io&account=me',
  )
})
