// Against the registry that Docker wrote. CI fetches Debian's package of it; without the program these tests are skipped.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRegistries, type Registries } from '../../src/registry/registry.ts'
import { makeCertificate } from './certificate.ts'
import { auth, configured } from './docker-home.ts'
import { push, type Pushed } from './push.ts'
import { hasRegistry, startRegistry, type RealRegistry } from './real-registry.ts'
import { ISSUER, SERVICE, startTokenServer, tokenFor, type TokenServer } from './token-server.ts'

function registries(environment: Readonly<Record<string, string>>): Registries {
  return openRegistries({ environment, insecure: [], stop: new AbortController().signal })
}

describe.runIf(hasRegistry)('with tokens', () => {
  const certificate = makeCertificate()
  let tokens: TokenServer
  let registry: RealRegistry
  let open: Pushed
  let closed: Pushed

  beforeAll(async () => {
    tokens = await startTokenServer(certificate)
    registry = await startRegistry((place) => {
      const bundle = join(place, 'certificate.pem')
      writeFileSync(bundle, certificate.certificate)
      return `auth: { token: { realm: '${tokens.realm}', service: ${SERVICE}, issuer: ${ISSUER}, rootcertbundle: '${bundle}' } }\n`
    })
    const actions = ['pull', 'push']
    const access = ['public/app', 'team/app'].map((name) => ({ type: 'repository', name, actions }))
    const authorization = `Bearer ${tokenFor(certificate, access)}`
    open = await push(registry.host, 'public/app', '1.0', { authorization })
    closed = await push(registry.host, 'team/app', '2', { authorization })
  })
  afterAll(() => {
    registry.stop()
    tokens.stop()
  })

  const login = (entry: object): Readonly<Record<string, string>> =>
    configured({ auths: { [registry.host]: entry } })

  test('a public image is had without a login, and its index is what counts', async () => {
    const fact = await registries(configured({})).digest(`${registry.host}/public/app:1.0`)
    expect(fact).toEqual({ kind: 'known', digest: open.index })
    expect(open.manifests).not.toContain(open.index)
  })

  test('a private one is had with user and password', async () => {
    const fact = await registries(login({ auth: auth('user:secret') })).digest(`${registry.host}/team/app:2`)
    expect(fact).toEqual({ kind: 'known', digest: closed.index })
    expect(tokens.asked.at(-1)).toBe('GET user:secret repository:team/app:pull')
  })

  test('and with an identity token', async () => {
    const environment = login({ identitytoken: 'refresh' })
    const fact = await registries(environment).digest(`${registry.host}/team/app:2`)
    expect(fact).toEqual({ kind: 'known', digest: closed.index })
    expect(tokens.asked.at(-1)).toBe('POST refresh repository:team/app:pull')
  })

  test('and with a token for the registry itself', async () => {
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }]
    const environment = login({ registrytoken: tokenFor(certificate, access) })
    const before = tokens.asked.length
    const fact = await registries(environment).digest(`${registry.host}/team/app:2`)
    expect(fact).toEqual({ kind: 'known', digest: closed.index })
    expect(tokens.asked.length).toBe(before)
  })

  test('without a login it is refused, with what to do', async () => {
    const fact = await registries(configured({})).digest(`${registry.host}/team/app:2`)
    expect(fact).toEqual({
      kind: 'unknown',
      reason: `${registry.host} has no team/app, or gives it out only with a login, of which there is none`,
      unblock: `run docker login ${registry.host}; an image that is only built locally has nothing to be pinned to`,
    })
  })

  test('with a wrong one, too', async () => {
    const environment = login({ auth: auth('user:wrong') })
    const fact = await registries(environment).digest(`${registry.host}/team/app:2`)
    expect(JSON.stringify(fact)).toContain(`does not take the login of ${environment['DOCKER_CONFIG'] ?? ''}`)
  })

  test('a tag that is not there is said so', async () => {
    const fact = await registries(configured({})).digest(`${registry.host}/public/app:9`)
    expect(fact).toMatchObject({ kind: 'unknown', reason: `${registry.host} has no public/app:9` })
  })

  test('many images of one repository and more take a token for each repository', async () => {
    const known = registries(login({ auth: auth('user:secret') }))
    const before = tokens.asked.length
    const images = ['public/app:1.0', 'team/app:2', 'public/app:1.0', 'team/app:2']
    const facts = await Promise.all(images.map((image) => known.digest(`${registry.host}/${image}`)))
    expect(facts.map((fact) => fact.kind)).toEqual(images.map(() => 'known'))
    expect(tokens.asked.length - before).toBe(2)
  })
})

// Of the password `secret`; the registry takes bcrypt alone.
const HTPASSWD = 'user:$2y$04$6ctrdI6PUYPq3.O.QxwzA.e8XssimKJx2ftkuFzXDh2DiXpvCEoU6\n'

describe.runIf(hasRegistry)('with user and password', () => {
  let registry: RealRegistry
  let pushed: Pushed
  const authorization = `Basic ${auth('user:secret')}`

  beforeAll(async () => {
    registry = await startRegistry((place) => {
      const path = join(place, 'htpasswd')
      writeFileSync(path, HTPASSWD)
      return `auth: { htpasswd: { realm: here, path: '${path}' } }\n`
    })
    pushed = await push(registry.host, 'app', 'edge', { authorization })
  })
  afterAll(() => {
    registry.stop()
  })

  test('an image is had', async () => {
    const environment = configured({
      auths: { [`http://${registry.host}`]: { username: 'user', password: 'secret' } },
    })
    expect(await registries(environment).digest(`${registry.host}/app:edge`)).toEqual({
      kind: 'known',
      digest: pushed.index,
    })
  })

  test('nobody else gets it', async () => {
    const wrong = configured({ auths: { [registry.host]: { username: 'user', password: 'wrong' } } })
    expect(await registries(wrong).digest(`${registry.host}/app:edge`)).toMatchObject({ kind: 'unknown' })
    expect(await registries(configured({})).digest(`${registry.host}/app:edge`)).toMatchObject({
      kind: 'unknown',
    })
  })
})
