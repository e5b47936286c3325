import { parseChallenges } from './challenge.ts'
import type { FoundLogin } from './login.ts'
import type { Answer } from './http.ts'
import { sendPatiently, type PatientLine } from './patience.ts'
import { Refused } from './refused.ts'
import { basic, fetchToken } from './token.ts'

/** Requests about one repository, with what it takes to be let in. */
export interface Conversation {
  readonly base: URL
  readonly repository: string
  readonly line: PatientLine
  /** Asked for when the registry wants to know who it is. */
  readonly login: () => Promise<FoundLogin>
  /** What hosts, by origin, are to be shown. */
  readonly shown: Map<string, string>
}

export interface LastAnswer extends Answer {
  /** The login that was tried; undefined where none was asked for. */
  readonly found: FoundLogin | undefined
}

const MAX_HOPS = 10

/**
 * Asks the registry, follows where it leads and logs in where it is asked to. What was shown to one host is not shown to another: one
 * that the registry leads to is asked as by a stranger.
 *
 * @throws Refused, Interrupted
 */
export async function ask(
  { base, repository, line, login, shown }: Conversation,
  method: 'HEAD' | 'GET',
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<LastAnswer> {
  let url = new URL(path, base)
  let found: FoundLogin | undefined
  const asked = new Set<string>()
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    const authorization = shown.get(url.origin)
    const credentials = authorization === undefined ? {} : { authorization }
    const answer = await sendPatiently({ method, url, headers: { ...headers, ...credentials } }, line)
    const next = redirectOf(answer, url, line)
    if (next) url = next
    else if (answer.status === 401 && !asked.has(url.origin)) {
      asked.add(url.origin)
      const own = url.origin === base.origin
      if (own) found = await login()
      const authorized = await authorize(answer, repository, own ? found : undefined, line)
      if (authorized === undefined) return { ...answer, found }
      shown.set(url.origin, authorized)
    } else return { ...answer, found }
  }
  throw new Refused(`${base.host} leads from one place to the next without an end`, 'tell whoever runs it')
}

function redirectOf(
  { status, headers: { location } }: Answer,
  from: URL,
  line: PatientLine,
): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined
  const secure = next?.protocol === 'https:'
  // To where it is encrypted, or from where it is not to begin with, on a host that may be asked so.
  if (next && (secure || (next.protocol === 'http:' && from.protocol === 'http:' && line.trusts(next))))
    return next
  // The address may have in it what lets its reader in.
  const where = next ? `${next.protocol}//${next.host}` : 'nowhere'
  throw new Refused(`${from.host} leads to ${where}, which is not to be trusted`, 'tell whoever runs it')
}

async function authorize(
  { headers }: Answer,
  repository: string,
  found: FoundLogin | undefined,
  line: PatientLine,
): Promise<string | undefined> {
  const login = found?.login
  if (login?.kind === 'bearer') return `Bearer ${login.token}`
  const challenges = parseChallenges(headers['www-authenticate'])
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
  if (bearer) {
    const token = await fetchToken(bearer, repository, found, line)
    return token === undefined ? undefined : `Bearer ${token}`
  }
  if (!challenges.some(({ scheme }) => scheme === 'basic') || login?.kind !== 'password') return undefined
  return basic(login.username, login.password)
}
