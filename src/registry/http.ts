// One request and its answer, through a proxy where the environment names one. node:http alone: fetch knows proxies from node 24 on, and
// undici, which does, is ten times the size of all that is needed here.
import {
  request as httpRequest,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { bare, portOf } from './hosts.ts'
import type { Environment } from './environment.ts'
import { proxyFor } from './proxy.ts'
import { Interrupted, Refused } from './refused.ts'

export interface Request {
  readonly method: 'HEAD' | 'GET' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Line {
  readonly environment: Environment
  /** Milliseconds for a request and its whole answer. */
  readonly timeout: number
  readonly stop: AbortSignal
  /** Whether a host is taken by its word, without a certificate that proves it. */
  readonly trusts: (url: URL) => boolean
}

/** No answer in time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut'
}

// The specification lets registries refuse manifests above this size: github.com/opencontainers/distribution-spec, "Pushing Manifests".
const MAX_BODY = 4 * 1024 * 1024

/**
 * Sends one request. Redirects are not followed.
 *
 * @throws Interrupted, TimedOut, Refused for a proxy that does not do its part, and what node throws where a host cannot be reached
 */
export async function send(request: Request, line: Line): Promise<Answer> {
  const { stop } = line
  if (hasEnded(stop)) throw new Interrupted()
  const late = new AbortController()
  const timer = setTimeout(() => {
    late.abort()
  }, line.timeout)
  const signal = AbortSignal.any([stop, late.signal])
  try {
    return await exchange(request, line, signal)
  } catch (error) {
    if (hasEnded(stop)) throw new Interrupted()
    if (hasEnded(late.signal)) throw new TimedOut(`no answer within ${line.timeout / 1000} seconds`)
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function hasEnded(signal: AbortSignal): boolean {
  return signal.aborted
}

// Whoever makes a request listens to it at once: what fails in the same tick is not heard later.
async function exchange(
  { method, url, headers, body }: Request,
  line: Line,
  signal: AbortSignal,
): Promise<Answer> {
  const secure = url.protocol === 'https:'
  const proxy = proxyFor(url, line.environment)
  const rejectUnauthorized = !line.trusts(url)
  const options = { method, headers, signal, agent: false }
  if (!proxy) {
    return answerTo(
      secure ? httpsRequest(url, { ...options, rejectUnauthorized }) : httpRequest(url, options),
      body,
    )
  }
  if (secure) {
    const tunnel = await tunnelTo(url, proxy, signal)
    const host = bare(url.hostname)
    const servername = isIP(host) === 0 ? { servername: host } : {}
    const createConnection = (): Socket =>
      connectTls({ socket: tunnel, host, rejectUnauthorized, ...servername })
    // Any agent, and be it false, makes connections of its own.
    return answerTo(httpsRequest(url, { method, headers, signal, createConnection, defaultPort: 443 }), body)
  }
  const whole = { path: url.href, headers: { ...headers, host: url.host, ...authorizationFor(proxy) } }
  return answerTo(toProxy(proxy)({ ...placeOf(proxy), ...options, ...whole }), body)
}

function toProxy({ protocol }: URL): typeof httpRequest {
  return protocol === 'https:' ? httpsRequest : httpRequest
}

function placeOf(url: URL): { readonly host: string; readonly port: number } {
  return { host: bare(url.hostname), port: portOf(url) }
}

function authorizationFor({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {}
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
}

function tunnelTo(url: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const path = `${url.hostname}:${portOf(url)}`
  const request = toProxy(proxy)({
    ...placeOf(proxy),
    method: 'CONNECT',
    path,
    headers: { host: path, ...authorizationFor(proxy) },
    signal,
    agent: false,
  })
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      if (statusCode === 200) resolve(socket)
      else {
        socket.destroy()
        reject(
          new Refused(
            `the proxy ${proxy.host} does not lead to ${url.host}: it answers ${statusCode}`,
            statusCode === 407
              ? 'put user and password into HTTPS_PROXY, as in http://user:password@host:port'
              : 'let the proxy pass it, or name the host in NO_PROXY',
            true,
          ),
        )
      }
    })
    request.on('response', (response: IncomingMessage) => {
      response.destroy(new Error(`the proxy ${proxy.host} knows no CONNECT`))
    })
    request.end()
  })
}

function answerTo(request: ClientRequest, body: string | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        chunks.push(chunk)
        if (size > MAX_BODY) response.destroy(new Error(`an answer of more than ${MAX_BODY} bytes`))
      })
      response.on('error', reject)
      response.on('close', () => {
        if (!response.complete) reject(new Error('the answer broke off'))
      })
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
      })
    })
    request.end(body)
  })
}
