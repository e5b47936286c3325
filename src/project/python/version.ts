// Versions of Python packages and what may be asked of them: PEP 440.

/** Numbers that compare one by one; undefined for what is no version. */
export type Version = readonly number[]

const VERSION =
  /^v?(?:(\d{1,9})!)?(\d{1,14}(?:\.\d{1,14}){0,20})[-_.]?(?:(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\d{0,9}))?(?:-(\d{1,9})|[-_.]?(?:post|rev|r)[-_.]?(\d{0,9}))?(?:[-_.]?dev[-_.]?(\d{0,9}))?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/

const RELEASE_PARTS = 6
const FINAL = 9
const PRE: Readonly<Record<string, number>> = { a: 1, alpha: 1, b: 2, beta: 2 }

export function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text.trim().toLowerCase())
  if (!match) return undefined
  const [, epoch, release = '', pre, preNumber, dash, post, dev] = match
  const parts = release.split('.').map(Number)
  if (parts.length > RELEASE_PARTS) return undefined
  while (parts.length < RELEASE_PARTS) parts.push(0)
  const isPost = dash !== undefined || post !== undefined
  const isDev = dev !== undefined
  const phase = pre === undefined ? (isDev && !isPost ? 0 : FINAL) : (PRE[pre] ?? 3)
  return [
    Number(epoch ?? 0),
    ...parts,
    phase,
    Number(preNumber === undefined || preNumber === '' ? 0 : preNumber),
    isPost ? 1 + Number(dash ?? (post === '' ? 0 : post)) : 0,
    isDev ? 0 : 1,
    isDev && dev !== '' ? Number(dev) : 0,
  ]
}

export function compareVersions(left: Version, right: Version): number {
  for (let index = 0; index < left.length; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return 0
}

/** Alphas, betas, candidates and development releases: pip passes over them while there is another. */
export function isPrerelease(version: Version): boolean {
  return version[1 + RELEASE_PARTS] !== FINAL || version[4 + RELEASE_PARTS] === 0
}

/** One condition of a list such as `>=1.2,<2`. */
export interface Specifier {
  readonly operator: '==' | '!=' | '<=' | '>=' | '<' | '>' | '~=' | '==='
  /** Without the `.*` of a prefix. */
  readonly text: string
  readonly version: Version | undefined
  readonly prefix: boolean
}

/** Undefined where a part of the list is none. */
export function parseSpecifiers(text: string): readonly Specifier[] | undefined {
  const specifiers: Specifier[] = []
  for (const part of text.split(',')) {
    if (part.trim() === '') continue
    const match = /^\s*(===|==|~=|!=|<=|>=|<|>)\s*([^\s,]+)\s*$/.exec(part)
    const operator = operatorOf(match?.[1])
    const wanted = match?.[2]
    if (operator === undefined || wanted === undefined) return undefined
    const prefix = wanted.endsWith('.*')
    const bare = prefix ? wanted.slice(0, -2) : wanted
    const version = parseVersion(bare)
    if (version === undefined && operator !== '===') return undefined
    specifiers.push({ operator, text: bare, version, prefix })
  }
  return specifiers
}

function operatorOf(text: string | undefined): Specifier['operator'] | undefined {
  switch (text) {
    case '==':
    case '!=':
    case '<=':
    case '>=':
    case '<':
    case '>':
    case '~=':
    case '===':
      return text
    default:
      return undefined
  }
}

export function satisfies(version: Version, specifiers: readonly Specifier[]): boolean {
  return specifiers.every((specifier) => fulfils(version, specifier))
}

function fulfils(version: Version, { operator, text, version: wanted, prefix }: Specifier): boolean {
  if (!wanted) return false
  const order = compareVersions(version, wanted)
  switch (operator) {
    case '==':
    case '===':
      return prefix ? startsWith(version, text) : order === 0
    case '!=':
      return prefix ? !startsWith(version, text) : order !== 0
    case '<=':
      return order <= 0
    case '>=':
      return order >= 0
    case '<':
      return order < 0
    case '>':
      return order > 0
    case '~=':
      return order >= 0 && startsWith(version, text.replace(/\.\d+[^.]*$/, ''))
  }
}

function startsWith(version: Version, prefix: string): boolean {
  const parts = prefix
    .replace(/^\d+!/, '')
    .split('.')
    .map((part) => parseInt(part, 10))
  return parts.every((part, index) => version[1 + index] === part)
}

/** The version that a list pins: the only one that `==` lets through. */
export function pinned(specifiers: readonly Specifier[]): string | undefined {
  return specifiers.find(({ operator, prefix }) => (operator === '==' || operator === '===') && !prefix)?.text
}

/** PEP 503: how an index has the name. */
export function normalName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase()
}
