// What a registry may answer to the question for a manifest.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Interrupted } from '../../src/registry/refused.ts'
import { makeCertificate } from './certificate.ts'
import { client, DIGEST, GOOD, INDEX, listen, saidOf } from './fake-registry.ts'

describe('a digest', () => {
  test('is asked for with HEAD, once, for every kind of manifest', async () => {
    const fake = await listen((_, response) => response.writeHead(200, GOOD).end())
    const { digest } = client()
    const image = `${fake.host}/team/app:1.2`
    expect(await Promise.all([digest(image), digest(image)])).toEqual(
      [1, 2].map(() => ({ kind: 'known', digest: DIGEST })),
    )
    const [first, ...others] = fake.asked.filter(({ url }) => url !== '/v2/')
    expect(others).toEqual([])
    expect(first).toMatchObject({
      method: 'HEAD',
      url: '/v2/team/app/manifests/1.2',
      authorization: undefined,
    })
    for (const kind of ['index.v1', 'manifest.v1', 'manifest.list.v2', 'manifest.v2'])
      expect(first?.accept).toContain(`${kind}+json`)
  })

  const body = '{"schemaVersion":2,"manifests":[]}'
  const own = `sha256:${createHash('sha256').update(body).digest('hex')}`
  const large = `sha512:${createHash('sha512').update(body).digest('hex')}`

  test.each([
    ['no digest is said', {}, own],
    ['what is said is no digest', { 'docker-content-digest': 'latest' }, own],
    ['it is said at last', { 'docker-content-digest': own }, own],
    ['another algorithm is used', { 'docker-content-digest': large }, large],
  ])('is worked out of the manifest where %s', async (_, headers, wanted) => {
    const fake = await listen(({ method }, response) => {
      response.writeHead(200, { 'content-type': INDEX, ...(method === 'GET' && headers) })
      response.end(method === 'GET' ? body : undefined)
    })
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toBe(wanted)
  })

  test.each([400, 404, 405, 501])(
    'is worked out of the manifest where HEAD is answered with %d',
    async (status) => {
      const fake = await listen(({ method }, response) => {
        if (method === 'HEAD') response.writeHead(status).end()
        else response.writeHead(200, { 'content-type': `${INDEX}; charset=utf-8` }).end(body)
      })
      expect(saidOf(await client().digest(`${fake.host}/app:1`))).toBe(own)
    },
  )

  test('that the manifest does not have is not taken', async () => {
    const fake = await listen(({ method }, response) => {
      response.writeHead(200, { 'content-type': INDEX, ...(method === 'GET' && GOOD) })
      response.end(method === 'GET' ? body : undefined)
    })
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toBe(
      `${fake.host} gives app:1 another digest than what it sends has; look for a proxy on the way that changes answers, or tell whoever runs the registry`,
    )
  })

  test('of a form that engines no longer pull is not taken', async () => {
    const type = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
    const fake = await listen((_, response) =>
      response.writeHead(200, { ...GOOD, 'content-type': type }).end(),
    )
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toContain(
      'in a form alone that engines no longer pull',
    )
  })
})

describe('is refused', () => {
  test.each([
    [404, {}, '', 'has no app:1; name a tag that is there'],
    [401, {}, '', 'has no app, or gives it out only with a login, of which there is none; run docker login'],
    [403, {}, '', 'has no app, or gives it out only with a login'],
    [418, {}, '', 'answers 418; try again later'],
    [
      200,
      { 'content-type': 'text/html' },
      '<html>',
      'does not answer as a registry does: with text/html; look for a',
    ],
    [200, {}, '', 'does not answer as a registry does: with something without a type'],
  ])('an answer of %d with %j', async (status, headers, body, said) => {
    const fake = await listen((_, response) => response.writeHead(status, headers).end(body))
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toContain(`${fake.host} ${said}`)
  })

  test('an answer that never ends', async () => {
    const fake = await listen(({ method }, response) => {
      response.writeHead(200, { 'content-type': INDEX })
      if (method === 'HEAD') {
        response.end()
        return
      }
      const more = (): boolean => response.write('x'.repeat(1 << 20))
      response.on('drain', more)
      more()
    })
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toMatch(/more than 4194304 bytes/)
  })

  test.each(['[2001:db8::1]:5000', '192.0.2.1', 'registry.invalid'])(
    '%s, where there is no host',
    async (host) => {
      const said = saidOf(await client({ timeout: 300 }).digest(`${host}/app:1`))
      expect(said).toContain(`${host} cannot be reached: `)
    },
  )

  test('a host where nothing listens, at once', async () => {
    const fake = await listen((_, response) => response.end())
    fake.server.close()
    const { digest, pauses } = client()
    expect(saidOf(await digest(`${fake.host}/app:1`))).toBe(
      `${fake.host} cannot be reached: nothing listens there; check its name, the network and HTTPS_PROXY, and run dfopt again`,
    )
    expect(pauses).toEqual([])
  })
})

describe('trouble that may pass', () => {
  test.each([408, 429, 500, 502, 503, 504])(
    '%d is asked again, after longer and longer pauses',
    async (status) => {
      let times = 0
      const fake = await listen(({ url }, response) => {
        if (url !== '/v2/') times += 1
        response.writeHead(times > 3 ? 200 : status, times > 3 ? GOOD : {}).end()
      })
      const { digest, pauses } = client()
      expect(saidOf(await digest(`${fake.host}/app:1`))).toBe(DIGEST)
      expect(pauses.length).toBe(3)
      expect(pauses.map((pause, place) => Math.abs(pause / 2 ** place - 1000) <= 250)).toEqual([
        true,
        true,
        true,
      ])
    },
  )

  test('a connection that is cut is made again', async () => {
    let times = 0
    const fake = await listen(({ url }, response, message) => {
      if (url === '/v2/' || (times += 1) > 2) response.writeHead(200, GOOD).end()
      else message.socket.resetAndDestroy()
    })
    const { digest, pauses } = client()
    expect(saidOf(await digest(`${fake.host}/app:1`))).toBe(DIGEST)
    expect(pauses.length).toBe(2)
  })

  test('no more than four times', async () => {
    const fake = await listen((_, response) => response.writeHead(503).end())
    const { digest } = client()
    expect(saidOf(await digest(`${fake.host}/app:1`))).toBe(`${fake.host} answers 503; try again later`)
    expect(fake.asked.filter(({ method }) => method === 'HEAD').length).toBe(4)
  })

  test('the pause is the one that is asked for', async () => {
    let times = 0
    const soon = new Date(Date.now() + 30_000).toUTCString()
    const fake = await listen((_, response) => {
      times += 1
      if (times === 1) response.writeHead(429, { 'retry-after': '7' }).end()
      else if (times === 2) response.writeHead(503, { 'retry-after': soon }).end()
      else response.writeHead(200, GOOD).end()
    })
    const { digest, pauses } = client({ insecure: [] })
    expect(saidOf(await digest(`${fake.host}/app:1`))).toBe(DIGEST)
    expect(pauses[0]).toBe(7000)
    expect(pauses[1]).toBeGreaterThan(20_000)
    expect(pauses[1]).toBeLessThan(31_000)
  })

  test('nobody waits for an hour, nor asks for the next image', async () => {
    const body =
      '{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your \\u001b[1mpull rate limit"}]}'
    const fake = await listen(({ method }, response) => {
      if (method === 'HEAD') response.writeHead(405).end()
      else response.writeHead(429, { 'retry-after': '3600' }).end(body)
    })
    const { digest, pauses } = client()
    const said = saidOf(await digest(`${fake.host}/app:1`))
    expect(said).toBe(
      `${fake.host} takes no more requests for now: You have reached your  [1mpull rate limit; ` +
        `try again in 3600 seconds, or run docker login ${fake.host}, which most often raises the limit`,
    )
    expect(pauses).toEqual([])
    const before = fake.asked.length
    expect(saidOf(await digest(`${fake.host}/other:2`))).toBe(said)
    expect(fake.asked.length).toBe(before)
  })

  test('silence is waited for twice, and once for all images', async () => {
    const fake = await listen(({ url }, response) => {
      if (url === '/v2/') response.end()
    })
    const { digest } = client({ timeout: 200 })
    const said = `${fake.host} cannot be reached: no answer within 0.2 seconds`
    expect(saidOf(await digest(`${fake.host}/app:1`))).toContain(said)
    expect(saidOf(await digest(`${fake.host}/app:2`))).toContain(said)
    expect(fake.asked.filter(({ method }) => method === 'HEAD').length).toBe(2)
  })
})

describe('a run that is told to end', () => {
  test('does not wait for an answer', async () => {
    const controller = new AbortController()
    const fake = await listen(({ url }, response) => {
      if (url === '/v2/') response.end()
      else controller.abort()
    })
    await expect(client({ stop: controller.signal }).digest(`${fake.host}/app:1`)).rejects.toThrow(
      Interrupted,
    )
  })

  test('does not wait for a pause to be over', async () => {
    const controller = new AbortController()
    const fake = await listen((_, response) => response.writeHead(503).end())
    const { digest } = client({
      stop: controller.signal,
      sleep: () => {
        controller.abort()
        return Promise.resolve()
      },
    })
    await expect(digest(`${fake.host}/app:1`)).rejects.toThrow(Interrupted)
  })
})

test('four images are asked for at a time', async () => {
  let now = 0
  let most = 0
  const fake = await listen(({ url }, response) => {
    if (url === '/v2/') return response.end()
    now += 1
    most = Math.max(most, now)
    return setTimeout(() => {
      now -= 1
      response.writeHead(200, GOOD).end()
    }, 20)
  })
  const { digest } = client()
  await Promise.all([...Array(12).keys()].map((tag) => digest(`${fake.host}/app:${tag}`)))
  expect(most).toBe(4)
  expect(fake.asked.filter(({ method }) => method === 'HEAD').length).toBe(12)
})

describe('without TLS, or with a certificate that proves nothing', () => {
  test('a registry of this machine is asked by https where it has it', async () => {
    const fake = await listen((_, response) => response.writeHead(200, GOOD).end(), {
      tls: makeCertificate(),
    })
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toBe(DIGEST)
    expect(saidOf(await client().digest(`localhost:${fake.port}/app:1`))).toBe(DIGEST)
  })

  test('an IPv6 address is one, too', async () => {
    const fake = await listen((_, response) => response.writeHead(200, GOOD).end(), { address: '::1' })
    expect(fake.host).toMatch(/^\[::1\]:\d+$/)
    expect(saidOf(await client().digest(`${fake.host}/app:1`))).toBe(DIGEST)
  })
})
