import { describe, expect, test } from 'vitest'
import { proxyFor } from '../../src/registry/proxy.ts'
import { makeCertificate } from './certificate.ts'
import { client, DIGEST, GOOD, listen, saidOf, tunnel } from './fake-registry.ts'

describe('the proxy of a URL', () => {
  const proxy = (url: string, environment: Readonly<Record<string, string>>): string | undefined =>
    proxyFor(new URL(url), environment)?.href

  test.each([
    [{ HTTPS_PROXY: 'http://p:1' }, 'http://p:1/'],
    [{ https_proxy: 'http://p:1' }, 'http://p:1/'],
    [{ HTTPS_PROXY: 'http://p:1', https_proxy: 'http://q:1' }, 'http://p:1/'],
    [{ HTTPS_PROXY: '', https_proxy: 'http://q:1' }, 'http://q:1/'],
    [{ HTTPS_PROXY: 'p:3128' }, 'http://p:3128/'],
    [{ HTTPS_PROXY: 'https://u:w@p' }, 'https://u:w@p/'],
    [{ HTTP_PROXY: 'http://p:1', ALL_PROXY: 'http://p:1' }, undefined],
    [{}, undefined],
  ])('%j', (environment, wanted) => {
    expect(proxy('https://registry.example/v2/', environment)).toBe(wanted)
  })

  test('for http is another one', () => {
    expect(
      proxy('http://registry.example/v2/', { HTTP_PROXY: 'http://p:1', HTTPS_PROXY: 'http://q:1' }),
    ).toBe('http://p:1/')
  })

  test.each(['socks5://p:1', 'http://', 'http://p:port'])('%s is none that can be used', (value) => {
    expect(() => proxy('https://registry.example/', { HTTPS_PROXY: value })).toThrow(
      'HTTPS_PROXY names no proxy',
    )
  })

  test.each([
    ['registry.example', true],
    ['example', true],
    ['.example', true],
    ['*.example', true],
    ['.registry.example', false],
    ['*.registry.example', false],
    ['istry.example', false],
    ['other.example, Registry.Example ', true],
    ['registry.example:443', true],
    ['registry.example:80', false],
    ['*', true],
    [',,', false],
    ['10.0.0.0/8', false],
  ])('NO_PROXY=%s', (list, exempt) => {
    expect(proxy('https://registry.example/', { HTTPS_PROXY: 'p:1', NO_PROXY: list }) === undefined).toBe(
      exempt,
    )
  })

  test.each([
    ['https://10.1.2.3/', '10.1.2.3', true],
    ['https://10.1.2.3:5000/', '10.1.2.3:5000', true],
    ['https://10.1.2.3:5000/', '10.1.2.3:5001', false],
    ['https://10.1.2.3/', '10.0.0.0/8', true],
    ['https://11.1.2.3/', '10.0.0.0/8', false],
    ['https://10.1.2.3/', '10.0.0.0/99', false],
    ['https://[2001:db8::1]/', '2001:db8::/32', true],
    ['https://[2001:db8::1]/', '2001:db8::1', true],
    ['https://[2001:db8::1]:5000/', '[2001:db8::1]:5000', true],
    ['https://[2001:db8::1]:5000/', '[2001:db8::1]:1', false],
    ['https://[2001:db9::1]/', '2001:db8::/32', false],
  ])('%s with no_proxy=%s', (url, list, exempt) => {
    expect(proxy(url, { HTTPS_PROXY: 'p:1', no_proxy: list }) === undefined).toBe(exempt)
  })

  test.each(['http://localhost:5000/', 'http://127.0.0.1/', 'http://[::1]:80/', 'http://a.localhost/'])(
    '%s goes through none',
    (url) => {
      expect(proxy(url, { HTTP_PROXY: 'p:1' })).toBeUndefined()
    },
  )
})

describe('a request through a proxy', () => {
  const refusing = { HTTP_PROXY: '', NO_PROXY: '' }

  test('without TLS is given to it whole', async () => {
    const proxy = await listen(({ url }, response) => {
      // Nothing there speaks TLS.
      if (url.startsWith('http:')) response.writeHead(200, GOOD).end()
      else response.writeHead(502).end()
    })
    const url = `http://me:p%40ss@${proxy.host}`
    const { digest } = client({ environment: { HTTP_PROXY: url }, insecure: ['registry.invalid:5000'] })
    expect(saidOf(await digest('registry.invalid:5000/app:1'))).toBe(DIGEST)
    expect(proxy.asked.at(-1)).toMatchObject({
      url: 'http://registry.invalid:5000/v2/app/manifests/1',
      host: 'registry.invalid:5000',
      proxyAuthorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    })
  })

  test('with TLS goes through a tunnel, and the proxy sees nothing of it', async () => {
    const registry = await listen((_, response) => response.writeHead(200, GOOD).end(), {
      tls: makeCertificate(),
    })
    const proxy = await listen((_, response) => response.writeHead(500).end())
    const connected: string[] = []
    tunnel(proxy, registry.port, connected)
    const environment = { HTTPS_PROXY: `http://me:pw@${proxy.host}` }
    const { digest } = client({ environment, insecure: ['registry.invalid'] })
    expect(saidOf(await digest('registry.invalid/app:1'))).toBe(DIGEST)
    expect(connected).toContain(`registry.invalid:443 Basic ${Buffer.from('me:pw').toString('base64')}`)
    expect(proxy.asked).toEqual([])
    expect(registry.asked.every(({ proxyAuthorization }) => proxyAuthorization === undefined)).toBe(true)
  })

  test('a certificate that nobody vouches for is not taken', async () => {
    const registry = await listen((_, response) => response.writeHead(200, GOOD).end(), {
      tls: makeCertificate(),
    })
    const proxy = await listen((_, response) => response.end())
    tunnel(proxy, registry.port, [])
    const said = saidOf(
      await client({ environment: { HTTPS_PROXY: proxy.host } }).digest('registry.test/app:1'),
    )
    expect(said).toMatch(/^registry\.test has a certificate that cannot be verified \(\w+\); name the file/)
    expect(registry.asked).toEqual([])
  })

  test.each([
    [407, 'put user and password into HTTPS_PROXY'],
    [403, 'let the proxy pass it, or name the host in NO_PROXY'],
  ])('that answers %d', async (status, unblock) => {
    const proxy = await listen((_, response) => response.end())
    proxy.server.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\n\r\n`))
    const { digest, pauses } = client({ environment: { ...refusing, HTTPS_PROXY: proxy.host } })
    expect(saidOf(await digest('registry.invalid/app:1'))).toBe(
      `the proxy ${proxy.host} does not lead to registry.invalid: it answers ${status}; ${unblock}${status === 407 ? ', as in http://user:password@host:port' : ''}`,
    )
    expect(pauses).toEqual([])
  })

  test('that knows no CONNECT', async () => {
    const proxy = await listen((_, response) => response.writeHead(405).end())
    const said = saidOf(
      await client({ environment: { HTTPS_PROXY: proxy.host } }).digest('registry.invalid/app:1'),
    )
    expect(said).toContain('registry.invalid cannot be reached')
  })
})
