import { send, TimedOut, type Answer, type Line, type Request } from './http.ts'
import { Interrupted, Refused } from './refused.ts'

/** Waits that long, in milliseconds, or until the run is told to end. */
export type Sleep = (milliseconds: number, stop: AbortSignal) => Promise<void>

export interface PatientLine extends Line {
  readonly sleep: Sleep
}

const ATTEMPTS = 4
// A server that is silent for so long is seldom there a moment later.
const ATTEMPTS_IN_SILENCE = 2
const LONGEST_WAIT = 60_000
const PASSING = new Set([408, 429, 500, 502, 503, 504])
const PASSING_FAULTS = new Set([
  'ECONNRESET',
  'EPIPE',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ECONNABORTED',
  'ENETUNREACH',
])

/**
 * Sends a request again where the trouble may pass, each time after a longer pause, or after the one that the server asks for.
 *
 * @returns the last answer, whatever its status @throws Interrupted, Refused
 */
export async function sendPatiently(request: Request, line: PatientLine): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    let pause = pauseAfter(attempt)
    try {
      const answer = await send(request, line)
      if (!PASSING.has(answer.status) || attempt === ATTEMPTS) return answer
      const asked = retryAfter(answer.headers['retry-after'])
      if (asked !== undefined && asked > LONGEST_WAIT) return answer
      pause = Math.max(pause, asked ?? 0)
    } catch (error) {
      if (error instanceof Interrupted || error instanceof Refused) throw error
      if (!mayPass(error, attempt)) throw unreachable(request.url, error)
    }
    await line.sleep(pause, line.stop)
    if (line.stop.aborted) throw new Interrupted()
  }
}

/** One to four seconds, and not the same for all who were turned away at the same time. */
function pauseAfter(attempt: number): number {
  return 1000 * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
}

/** Milliseconds that a Retry-After header asks for: seconds, or a date. */
export function retryAfter(header: string | undefined, now = Date.now()): number | undefined {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

function mayPass(error: unknown, attempt: number): boolean {
  if (error instanceof TimedOut) return attempt < ATTEMPTS_IN_SILENCE
  return attempt < ATTEMPTS && PASSING_FAULTS.has(codeOf(error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'no such host is known'],
  ['EAI_AGAIN', 'its name cannot be looked up at the moment'],
  ['ECONNREFUSED', 'nothing listens there'],
  ['ECONNRESET', 'the connection was cut'],
  ['EHOSTUNREACH', 'there is no way to it'],
  ['ENETUNREACH', 'there is no way to it'],
  ['ETIMEDOUT', 'no connection within the time'],
])

function unreachable({ host }: URL, error: unknown): Refused {
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER/.test(code)) {
    return new Refused(
      `${host} has a certificate that cannot be verified (${code})`,
      'name the file with the certificate of its authority in NODE_EXTRA_CA_CERTS, or the host in --insecure-registry',
      true,
    )
  }
  const why = REASONS.get(code) ?? (message === '' ? code : message.split('\n', 1).join(''))
  return new Refused(
    `${host} cannot be reached: ${why}`,
    'check its name, the network and HTTPS_PROXY, and run dfopt again',
    true,
  )
}
