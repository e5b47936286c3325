/** The parts of an image name, by the distribution grammar. Parts that hold variables stay as written. */
export interface ImageReference {
  /** As written. */
  readonly text: string
  /** `docker.io` where none is written. */
  readonly registry: string
  /** True when the registry stands in the text. */
  readonly explicitRegistry: boolean
  /** With `library/` for official images on Docker Hub. */
  readonly repository: string
  readonly tag: string | undefined
  /** `sha256:…` */
  readonly digest: string | undefined
}

// https://github.com/distribution/reference/blob/main/regexp.go and normalize.go (splitDockerDomain)
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = new RegExp(`^(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const PATH = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)
const TAG = /^[\w][\w.-]{0,127}$/
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/
const DIGEST_LENGTH = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
])
// RepositoryNameTotalLengthMax; the registry does not count.
const MAX_REPOSITORY_LENGTH = 255

/** The parts of a name, or undefined where Docker answers "invalid reference format". Variables are not resolved. */
export function parseImageReference(text: string): ImageReference | undefined {
  const parts = splitImageReference(text)
  if (!parts) return undefined
  const { registry, explicitRegistry, repository, tag, digest } = parts
  if (explicitRegistry && !DOMAIN.test(registry)) return undefined
  if (!PATH.test(repository) || /^[a-f0-9]{64}$/.test(text)) return undefined
  if (repository.length > MAX_REPOSITORY_LENGTH) return undefined
  if (tag !== undefined && !TAG.test(tag)) return undefined
  if (digest !== undefined) {
    const [algorithm = '', hex = ''] = digest.split(':')
    if (!DIGEST.test(digest) || hex.length !== DIGEST_LENGTH.get(algorithm) || hex !== hex.toLowerCase())
      return undefined
  }
  return parts
}

/** The same split for a name with variables in it, `${REGISTRY}/app:$TAG`; no part is checked. */
export function splitImageReference(text: string): ImageReference | undefined {
  if (text === '') return undefined
  const at = indexOutsideBraces(text, '@', 0)
  const digest = at === -1 ? undefined : text.slice(at + 1)
  const named = at === -1 ? text : text.slice(0, at)
  const slash = indexOutsideBraces(named, '/', 0)
  const first = slash === -1 ? '' : named.slice(0, slash)
  const isDomain =
    first !== '' &&
    (/[.:]/.test(withoutBraces(first)) || first === 'localhost' || first !== first.toLowerCase())
  const explicitRegistry = isDomain && !(first.startsWith('$') && !/[.:]/.test(withoutBraces(first)))
  const remainder = explicitRegistry ? named.slice(slash + 1) : named
  const colon = lastTagColon(remainder)
  const path = colon === -1 ? remainder : remainder.slice(0, colon)
  const tag = colon === -1 ? undefined : remainder.slice(colon + 1)
  const registry = explicitRegistry ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io'
  const official = registry === 'docker.io' && path !== '' && !path.includes('/')
  return { text, registry, explicitRegistry, repository: official ? `library/${path}` : path, tag, digest }
}

function withoutBraces(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, '')
}

function indexOutsideBraces(text: string, char: string, from: number): number {
  let depth = 0
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1
    else if (text[index] === '}') depth -= 1
    else if (depth === 0 && text[index] === char) return index
  }
  return -1
}

function lastTagColon(text: string): number {
  let colon = -1
  for (
    let index = indexOutsideBraces(text, ':', 0);
    index !== -1;
    index = indexOutsideBraces(text, ':', index + 1)
  )
    colon = index
  return text.includes('/', colon) && colon !== -1 && !text.slice(colon).includes('{') ? -1 : colon
}
