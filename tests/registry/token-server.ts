// Gives out tokens that the real registry takes: https://distribution.github.io/distribution/spec/auth/jwt/
import { randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Certificate } from './certificate.ts'

export const ISSUER = 'dfopt tests'
export const SERVICE = 'registry of the tests'

export interface TokenServer {
  readonly realm: string
  /** Who asked for what, in order. */
  readonly asked: readonly string[]
  stop(): void
}

/** Everybody may pull from `public/…`, `user` with `secret`, or the refresh token `refresh`, from anywhere. */
export async function startTokenServer(certificate: Certificate): Promise<TokenServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://x')
      const query = request.method === 'POST' ? new URLSearchParams(body) : url.searchParams
      const [, given = ''] = (request.headers.authorization ?? '').split(' ')
      const login = Buffer.from(given, 'base64').toString()
      const refresh = query.get('refresh_token')
      asked.push(
        `${request.method ?? ''} ${login === '' ? (refresh ?? 'nobody') : login} ${query.get('scope') ?? ''}`,
      )
      const known = login === 'user:secret' || refresh === 'refresh'
      if ((login !== '' || refresh !== null) && !known) {
        response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}')
        return
      }
      const [type, name = '', actions = ''] = (query.get('scope') ?? '').split(':')
      const granted = known || name.startsWith('public/') ? actions.split(',') : []
      const token = tokenFor(certificate, [{ type, name, actions: granted }])
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(request.method === 'POST' ? { access_token: token } : { token }))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    realm: `http://127.0.0.1:${port ?? 0}/token`,
    asked,
    stop() {
      server.close()
    },
  }
}

export function tokenFor({ der, privateKey }: Certificate, access: readonly object[]): string {
  const now = Math.floor(Date.now() / 1000)
  const header = { typ: 'JWT', alg: 'ES256', x5c: [der.toString('base64')] }
  const claims = {
    iss: ISSUER,
    sub: 'user',
    aud: SERVICE,
    exp: now + 300,
    nbf: now - 60,
    iat: now,
    jti: randomUUID(),
    access,
  }
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part(header)}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
