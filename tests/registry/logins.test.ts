// Who a registry is told that it is, and who is told nothing.
import { describe, expect, test } from 'vitest'
import { parseChallenges } from '../../src/registry/challenge.ts'
import { makeCertificate } from './certificate.ts'
import { auth, configured } from './docker-home.ts'
import { client, DIGEST, GOOD, listen, saidOf, tunnel, type Answers, type Fake } from './fake-registry.ts'

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
