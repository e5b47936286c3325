// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
import { createHash } from 'node:crypto'
import { ask, type Conversation, type LastAnswer } from './conversation.ts'
import { fieldsOf, parseFields, textOf } from './json.ts'
import { retryAfter } from './patience.ts'
import { printable } from './printable.ts'
import { Refused } from './refused.ts'

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]
// Engines no longer pull these: https://docs.docker.com/engine/deprecated/#pushing-and-pulling-with-image-manifest-v2-schema-1
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+'

const DIGEST = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/

/** Names as they are shown: the registry as the file has it, and not the host that is asked. */
export interface Named {
  readonly registry: string
  readonly repository: string
  readonly tag: string
}

/**
 * The digest of what a tag means now: of the index, where there is one. Asked for without the manifest itself, since registries count
 * what they give out; with it where its digest is not said.
 *
 * @throws Refused, Interrupted
 */
export async function manifestDigest(conversation: Conversation, named: Named): Promise<string> {
  const path = `/v2/${named.repository}/manifests/${named.tag}`
  const headers = { accept: MANIFESTS.join(', '), 'user-agent': 'dfopt' }
  const head = await ask(conversation, 'HEAD', path, headers)
  const said = head.headers['docker-content-digest']
  if (head.status === 200 && isManifest(head, named) && typeof said === 'string' && DIGEST.test(said))
    return said
  // Some answer HEAD with 404, 405 or nothing of use, and GET as they should.
  if (![200, 400, 404, 405, 406, 501].includes(head.status)) throw refusalOf(head, named)
  const answer = await ask(conversation, 'GET', path, headers)
  if (answer.status !== 200) throw refusalOf(answer, named)
  if (!isManifest(answer, named)) throw noManifest(answer, named)
  return digestOf(answer, named)
}

function isManifest({ headers }: LastAnswer, { registry, repository, tag }: Named): boolean {
  const type = headers['content-type'] ?? ''
  if (type.startsWith(SCHEMA_1)) {
    throw new Refused(
      `${registry} has ${repository}:${tag} in a form alone that engines no longer pull`,
      'take a tag that was pushed since 2017, or push this one again',
    )
  }
  return MANIFESTS.includes(type.replace(/\s*;.*$/, '').toLowerCase())
}

function digestOf({ headers, body }: LastAnswer, { registry, repository, tag }: Named): string {
  const said = headers['docker-content-digest']
  if (typeof said !== 'string' || !DIGEST.test(said)) return hashed('sha256', body)
  if (said === hashed(said.startsWith('sha512:') ? 'sha512' : 'sha256', body)) return said
  throw new Refused(
    `${registry} gives ${repository}:${tag} another digest than what it sends has`,
    'look for a proxy on the way that changes answers, or tell whoever runs the registry',
  )
}

function hashed(algorithm: 'sha256' | 'sha512', body: Buffer): string {
  return `${algorithm}:${createHash(algorithm).update(body).digest('hex')}`
}

function noManifest({ headers }: LastAnswer, { registry }: Named): Refused {
  const type = printable(headers['content-type'] ?? 'something without a type')
  return new Refused(
    `${registry} does not answer as a registry does: with ${type}`,
    'look for a proxy or a login page on the way',
    true,
  )
}

function refusalOf(answer: LastAnswer, { registry, repository, tag }: Named): Refused {
  const { status, found } = answer
  const hub = registry === 'docker.io'
  if (status === 404) {
    return new Refused(
      `${registry} has no ${repository}:${tag}`,
      'name a tag that is there; an image that is only built locally has nothing to be pinned to',
    )
  }
  if (status === 401 || status === 403) return denied(answer, { registry, repository, tag })
  if (status === 429) {
    const seconds = Math.ceil((retryAfter(answer.headers['retry-after']) ?? 0) / 1000)
    const when = seconds > 0 ? `in ${seconds} seconds` : 'later'
    const login = found?.login
      ? ''
      : `, or run docker login${hub ? '' : ` ${registry}`}, which most often raises the limit`
    return new Refused(
      `${registry} takes no more requests for now${messageIn(answer)}`,
      `try again ${when}${login}`,
      true,
    )
  }
  return new Refused(`${registry} answers ${status}${messageIn(answer)}`, 'try again later', status >= 500)
}

function denied({ found }: LastAnswer, { registry, repository }: Named): Refused {
  const command = `docker login${registry === 'docker.io' ? '' : ` ${registry}`}`
  const local = 'an image that is only built locally has nothing to be pinned to'
  if (found?.login) {
    return new Refused(
      `${registry} has no ${repository}, or does not let the login of ${found.source} read it`,
      `run ${command} with an account that may pull it; ${local}`,
    )
  }
  const why = found?.problem === undefined ? '' : ` (${found.problem})`
  return new Refused(
    `${registry} has no ${repository}, or gives it out only with a login, of which there is none${why}`,
    `run ${command}; ${local}`,
  )
}

/** What the registry says itself, in its own JSON. */
function messageIn({ body }: LastAnswer): string {
  const errors = parseFields(body.toString('utf8'))?.['errors']
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  const line = printable(textOf(fieldsOf(first), 'message') ?? '')
  return line === '' ? '' : `: ${line}`
}
