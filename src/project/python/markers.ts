// Environment markers of PEP 508, for CPython on an x86_64 Linux.
import { compareVersions, parseSpecifiers, parseVersion, satisfies } from './version.ts'

const ENVIRONMENT: Readonly<Record<string, string>> = {
  os_name: 'posix',
  sys_platform: 'linux',
  platform_system: 'Linux',
  platform_machine: 'x86_64',
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython',
}
const MOST_CHARACTERS = 4000
const MOST_PARENTHESES = 100
const TOKEN = /\s*(\(|\)|'[^']*'|"[^"]*"|[<>=!~]=?=?|[A-Za-z_][\w.]*)/y

/**
 * Whether a requirement with this marker is installed under a Python (`3.11`). What cannot be told, as an extra, a release of the kernel or
 * a marker that is malformed, counts as fulfilled: then too much is looked at, and not too little.
 */
export function markerHolds(marker: string, python: string): boolean {
  if (marker.length > MOST_CHARACTERS || marker.split('(').length > MOST_PARENTHESES) return true
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < marker.trimEnd().length) {
    const match = TOKEN.exec(marker)
    if (!match) return true
    tokens.push(match[1] ?? '')
  }
  return evaluate(tokens, python) ?? true
}

/** Undefined for what is no marker. */
function evaluate(tokens: readonly string[], python: string): boolean | undefined {
  let at = 0
  const take = (token: string): boolean => {
    if (tokens[at] !== token) return false
    at += 1
    return true
  }
  const next = (): string | undefined => {
    at += 1
    return tokens[at - 1]
  }
  const disjunction = (): boolean | undefined => {
    let result = conjunction()
    while (result !== undefined && take('or')) {
      const right = conjunction()
      result = right === undefined ? undefined : result || right
    }
    return result
  }
  const conjunction = (): boolean | undefined => {
    let result = condition()
    while (result !== undefined && take('and')) {
      const right = condition()
      result = right === undefined ? undefined : result && right
    }
    return result
  }
  const condition = (): boolean | undefined => {
    if (take('(')) {
      const result = disjunction()
      return take(')') ? result : undefined
    }
    const left = next()
    const first = next()
    const operator = first === 'not' ? `not ${next() ?? ''}` : first
    const right = next()
    if (left === undefined || operator === undefined || right === undefined) return undefined
    return compare(left, operator, right, python)
  }
  const result = disjunction()
  return at === tokens.length ? result : undefined
}

function compare(left: string, operator: string, right: string, python: string): boolean {
  const [a, b] = [left, right].map((token) => valueOf(token, python))
  if (a === undefined || b === undefined) return true
  const isVersion = [left, right].some(
    (token) => token === 'python_version' || token === 'python_full_version',
  )
  if (isVersion && /^[<>=!~]/.test(operator))
    return compareAsVersions(a, operator, b, right.startsWith('python'))
  switch (operator) {
    case '==':
    case '===':
      return a === b
    case '!=':
      return a !== b
    case 'in':
      return b.includes(a)
    case 'not in':
      return !b.includes(a)
    default:
      return true
  }
}

/** `3.11` is any 3.11.x: what only tells releases of one Python apart holds. */
function compareAsVersions(a: string, operator: string, b: string, swapped: boolean): boolean {
  const [value, wanted] = swapped ? [b, a] : [a, b]
  const turned = swapped ? operator.replace(/[<>]/, (each) => (each === '<' ? '>' : '<')) : operator
  const parts = wanted.replace('.*', '').split('.')
  const [own, asked] = [parseVersion(value), parseVersion(parts.slice(0, 2).join('.'))]
  if (own && asked && parts.length > 2 && compareVersions(own, asked) === 0)
    return value.split('.').length < 3 || full(value, turned, wanted)
  return full(value, turned, wanted)
}

function full(value: string, operator: string, wanted: string): boolean {
  const version = parseVersion(value)
  const specifiers = parseSpecifiers(`${operator}${wanted}`)
  return !version || !specifiers || satisfies(version, specifiers)
}

function valueOf(token: string, python: string): string | undefined {
  if (/^['"]/.test(token)) return token.slice(1, -1)
  if (token === 'python_version') return python.split('.').slice(0, 2).join('.')
  if (token === 'python_full_version') return python
  return ENVIRONMENT[token]
}
