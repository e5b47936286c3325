import { createHash } from 'node:crypto'
import { get, type IncomingMessage } from 'node:http'

/** What a server answers, as far as it is compared. */
export interface HttpAnswer {
  readonly status: number
  /** Content-Type; '' where there is none. */
  readonly type: string
  /** Location; '' where there is none. */
  readonly location: string
  /** sha256 of the whole body in hexadecimal, as far as it came. */
  readonly digest: string
  /** The body's first mebibyte. */
  readonly text: string
  /** Bytes of the body. */
  readonly size: number
  /** Whether the body came to its end. */
  readonly whole: boolean
}

export type Attempt =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  /** Nothing listens, or it hangs up: it may be starting. */
  | { readonly kind: 'no answer'; readonly message: string }
  /** Something answers, and not in HTTP. */
  | { readonly kind: 'not http' }

const KEPT = 1024 * 1024

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'the connection is closed without an answer',
}

/**
 * One GET. Redirects are not followed, nothing is asked for compressed, no connection is kept.
 *
 * @param address http://host:port
 * @param host the Host header, so that answers do not differ by the port under which a container is reached
 * @param milliseconds after them it ends: without an answer, or with as much of the body as has come
 */
export function askHttp(
  address: string,
  path: string,
  host: string,
  milliseconds: number,
  stop: AbortSignal,
): Promise<Attempt> {
  return new Promise((resolve) => {
    const headers = { host, accept: '*/*', 'user-agent': 'dfopt', connection: 'close' }
    let answered = false
    const settle = (attempt: Attempt): void => {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      resolve(attempt)
    }
    const request = get(address + path, { agent: false, headers }, (response) => {
      answered = true
      void receive(response).then((answer) => settle({ kind: 'answered', answer }))
    })
    const end = (): void => void request.destroy(new Error('no answer in time'))
    // Not AbortSignal.any with AbortSignal.timeout: in Node 20 those can be collected before they fire.
    const timer = setTimeout(end, milliseconds)
    stop.addEventListener('abort', end)
    if (stop.aborted) end()
    request.on('error', (error) => {
      // Then it is the body that ends.
      if (answered) return
      const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
      if (code.startsWith('HPE_')) settle({ kind: 'not http' })
      else settle({ kind: 'no answer', message: WORDS[code] ?? error.message })
    })
  })
}

async function receive(response: IncomingMessage): Promise<HttpAnswer> {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  let size = 0
  let whole = true
  try {
    for await (const chunk of response) {
      if (!Buffer.isBuffer(chunk)) continue
      hash.update(chunk)
      if (size < KEPT) kept.push(chunk.subarray(0, KEPT - size))
      size += chunk.length
    }
  } catch {
    // The connection broke or time was up: what has come is what there is.
    whole = false
  }
  return {
    status: response.statusCode ?? 0,
    type: response.headers['content-type'] ?? '',
    location: response.headers.location ?? '',
    digest: hash.digest('hex'),
    text: Buffer.concat(kept).toString('utf8'),
    size,
    whole,
  }
}

/**
 * The keys and types of a JSON text, in a form that can be compared; of a list the different ones of its members.
 *
 * @returns undefined for a text that is no JSON
 */
export function jsonShape(text: string): string | undefined {
  try {
    return JSON.stringify(shapeOf(JSON.parse(text)))
  } catch {
    return undefined
  }
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(shapeOf(each))))].toSorted()
  if (typeof value !== 'object') return typeof value
  if (value === null) return 'null'
  const keys = Object.entries(value).map(([key, each]): [string, unknown] => [key, shapeOf(each)])
  return Object.fromEntries(keys.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
