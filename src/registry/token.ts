// https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/
import type { Challenge } from './challenge.ts'
import type { FoundLogin, Login } from './login.ts'
import type { Answer, Request } from './http.ts'
import { parseFields, textOf } from './json.ts'
import { isLoopback } from './hosts.ts'
import { sendPatiently, type PatientLine } from './patience.ts'
import { printable } from './printable.ts'
import { Refused } from './refused.ts'

/** The login in the form that Basic authentication sends. */
export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

/**
 * A token to read a repository, from the server that the registry names.
 *
 * @param line trusts the hosts that may be asked without TLS
 * @returns undefined where the server gives none to somebody without a login @throws Refused, Interrupted
 */
export async function fetchToken(
  { parameters }: Challenge,
  repository: string,
  found: FoundLogin | undefined,
  line: PatientLine,
): Promise<string | undefined> {
  const realm = parameters.get('realm') ?? ''
  if (!URL.canParse(realm))
    throw new Refused(`the token server has no address (${printable(realm)})`, TELL_OWNER, true)
  const url = new URL(realm)
  if (
    url.protocol !== 'https:' &&
    !(url.protocol === 'http:' && (isLoopback(url.hostname) || line.trusts(url)))
  ) {
    throw new Refused(
      `the token server ${url.host} is to be asked without TLS, so that everybody on the way could read the login`,
      `name it in --insecure-registry ${url.host} where that is no matter`,
      true,
    )
  }
  const scope = parameters.get('scope') ?? `repository:${repository}:pull`
  const service = parameters.get('service')
  const answer = await sendPatiently(tokenRequest(url, scope, service, found?.login), line)
  if (answer.status === 200) return tokenIn(url, answer)
  if (
    answer.status === 401 ||
    answer.status === 403 ||
    (answer.status === 400 && found?.login?.kind === 'identity')
  ) {
    if (!found?.login) return undefined
    throw new Refused(
      `${url.host} does not take the login of ${found.source}`,
      'run docker login again, or docker logout where the image is public',
      true,
    )
  }
  if (answer.status === 404) return undefined
  throw new Refused(`the token server ${url.host} answers ${answer.status}`, 'try again later', true)
}

const TELL_OWNER = 'tell whoever runs the registry'

function tokenRequest(
  url: URL,
  scope: string,
  service: string | undefined,
  login: Login | undefined,
): Request {
  const asked = { scope, ...(service !== undefined && { service }) }
  if (login?.kind === 'identity') {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: 'dfopt',
      refresh_token: login.token,
      ...asked,
    })
    const headers = { ...ACCEPT, 'content-type': 'application/x-www-form-urlencoded' }
    return { method: 'POST', url, headers, body: body.toString() }
  }
  const target = new URL(url)
  for (const [name, value] of Object.entries(asked)) target.searchParams.append(name, value)
  if (login?.kind !== 'password') return { method: 'GET', url: target, headers: ACCEPT }
  target.searchParams.append('account', login.username)
  return {
    method: 'GET',
    url: target,
    headers: { ...ACCEPT, authorization: basic(login.username, login.password) },
  }
}

const ACCEPT = { accept: 'application/json', 'user-agent': 'dfopt' }

function tokenIn({ host }: URL, { body }: Answer): string {
  const fields = parseFields(body.toString('utf8'))
  const token = textOf(fields, 'token') ?? textOf(fields, 'access_token')
  if (token !== undefined && /^[\x21-\x7e]+$/.test(token)) return token
  throw new Refused(`the token server ${host} answers without a token`, TELL_OWNER, true)
}
