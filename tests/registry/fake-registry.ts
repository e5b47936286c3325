// A registry that answers whatever a test wants, and what a client does with it.
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import type { DigestFact } from '../../src/engine/facts.ts'
import { openRegistries, type RegistrySettings } from '../../src/registry/registry.ts'
import type { Certificate } from './certificate.ts'

export const DIGEST = `sha256:${'ab12'.repeat(16)}`
export const INDEX = 'application/vnd.oci.image.index.v1+json'

/** How a registry answers when all is well. */
export const GOOD = { 'content-type': INDEX, 'docker-content-digest': DIGEST }

export interface Asked {
  readonly method: string
  readonly url: string
  readonly authorization: string | undefined
  readonly proxyAuthorization: string | undefined
  readonly host: string | undefined
  readonly accept: string | undefined
}

export interface Fake {
  /** As it stands in the name of an image. */
  readonly host: string
  readonly port: number
  readonly asked: readonly Asked[]
  readonly server: Server
}

const open: { close(): void }[] = []

afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

export type Answers = (request: Asked, response: ServerResponse, message: IncomingMessage) => void

/** Listens on loopback until the test is over. */
export async function listen(
  answers: Answers,
  { tls, address = '127.0.0.1' }: { readonly tls?: Certificate; readonly address?: string } = {},
): Promise<Fake> {
  const asked: Asked[] = []
  const listener: RequestListener = (message, response) => {
    const { method = '', url = '', headers } = message
    const { authorization, host, accept } = headers
    const request = {
      method,
      url,
      authorization,
      proxyAuthorization: headers['proxy-authorization'],
      host,
      accept,
    }
    asked.push(request)
    answers(request, response, message)
  }
  const server = tls
    ? createTlsServer({ key: tls.key, cert: tls.certificate }, listener)
    : createServer(listener)
  server.listen(0, address)
  await once(server, 'listening')
  open.push({
    close() {
      server.closeAllConnections()
      server.close()
    },
  })
  const where = server.address()
  const port = typeof where === 'object' ? (where?.port ?? 0) : 0
  return { host: `${address.includes(':') ? `[${address}]` : address}:${port}`, port, asked, server }
}

/** Lets a proxy lead everywhere to one port of this machine. */
export function tunnel(proxy: Fake, port: number, connected: string[]): void {
  proxy.server.on('connect', (request: IncomingMessage, client: Socket) => {
    connected.push(`${request.url ?? ''} ${request.headers['proxy-authorization'] ?? 'nobody'}`)
    const socket = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(client).pipe(socket)
    })
    socket.on('error', () => client.destroy())
    client.on('error', () => socket.destroy())
  })
}

export interface Client {
  /** Pauses that it took, in milliseconds. */
  readonly pauses: readonly number[]
  readonly digest: (image: string) => Promise<DigestFact>
}

export function client(settings: Partial<RegistrySettings> = {}): Client {
  const pauses: number[] = []
  const registries = openRegistries({
    environment: { DOCKER_CONFIG: '/nowhere' },
    insecure: [],
    stop: new AbortController().signal,
    sleep: (milliseconds) => {
      pauses.push(milliseconds)
      return Promise.resolve()
    },
    ...settings,
  })
  return { pauses, digest: (image) => registries.digest(image) }
}

/** `reason; unblock` of a fact that is none. */
export function saidOf(fact: DigestFact): string {
  return fact.kind === 'known' ? fact.digest : `${fact.reason}; ${fact.unblock}`
}
