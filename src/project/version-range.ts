// Which versions the ranges of manifests allow, for released versions: 3.12.4, never a pre-release.

/** `allows` of a version such as `24.19.0`. */
export type VersionRange = (version: string) => boolean

/** How a package manager reads a range. */
export type Dialect = 'npm' | 'composer' | 'python' | 'poetry' | 'ruby' | 'minimum'

/**
 * Undefined where the text cannot be read. By https://github.com/npm/node-semver#ranges,
 * https://getcomposer.org/doc/articles/versions.md, https://peps.python.org/pep-0440/#version-specifiers,
 * https://python-poetry.org/docs/dependency-specification/ and https://docs.ruby-lang.org/en/master/Gem/Version.html.
 * `minimum` is a bare version, and it or any later one will do, as in go.mod.
 */
export function versionRange(text: string, dialect: Dialect): VersionRange | undefined {
  const either = text.split(dialect === 'composer' ? /\s*\|\|?\s*/ : /\s*\|\|\s*/)
  const alternatives = either.map((part) => allOf(part.trim(), dialect))
  const known = alternatives.flatMap((each) => each ?? [])
  if (known.length < alternatives.length) return undefined
  return (version) => known.some((allows) => allows(version))
}

function allOf(text: string, dialect: Dialect): VersionRange | undefined {
  if (/^(?:|\*|x|latest)$/i.test(text)) return dialect === 'minimum' ? undefined : () => true
  const hyphen = /^v?([\d.]+)\s+-\s+v?([\d.]+)$/.exec(text)
  const spaced = (hyphen ? `>=${hyphen[1] ?? ''} <=${hyphen[2] ?? ''}` : text)
    .replace(/\s*,\s*/g, dialect === 'npm' ? ',' : ' ')
    .replace(/([<>=!~^])\s+/g, '$1')
    .split(/\s+/)
  const parts = spaced.map((part) => comparator(part, dialect))
  const known = parts.flatMap((each) => each ?? [])
  if (known.length < parts.length) return undefined
  return (version) => known.every((allows) => allows(version))
}

const COMPARATOR = /^(===?|!=|>=|<=|~=|~>|>|<|~|\^|=|)v?(\d+(?:\.\d+)*)(?:\.([*xX])(?:\.[*xX])*)?$/

function comparator(text: string, dialect: Dialect): VersionRange | undefined {
  const [whole, operator = '', number = '', wildcard] = COMPARATOR.exec(text) ?? []
  if (whole === undefined) return undefined
  const given = number.split('.').map(Number)
  // For npm, 14 is all of 14; for the others it is 14.0.0 unless an asterisk stands behind it.
  const open = wildcard !== undefined || (dialect === 'npm' && given.length < 3)
  const above = next(given, given.length - 1)
  const from: VersionRange = (version) => compare(version, given) >= 0
  const below =
    (end: readonly number[]): VersionRange =>
    (version) =>
      compare(version, end) < 0
  const between =
    (end: readonly number[]): VersionRange =>
    (version) =>
      from(version) && below(end)(version)
  const equal: VersionRange = open ? between(above) : (version) => compare(version, given) === 0
  switch (operator) {
    case '':
      return dialect === 'minimum' ? from : equal
    case '=':
    case '==':
    case '===':
      return equal
    case '!=':
      return (version) => !equal(version)
    case '>=':
      return from
    case '<':
      return below(given)
    case '>':
      return open ? (version) => compare(version, above) >= 0 : (version) => compare(version, given) > 0
    case '<=':
      return open ? below(above) : (version) => compare(version, given) <= 0
    case '^': {
      const first = given.findIndex((each) => each > 0)
      return between(next(given, first === -1 ? given.length - 1 : first))
    }
    case '~':
      return dialect === 'composer'
        ? between(behindLast(given))
        : between(next(given, Math.min(1, given.length - 1)))
    default:
      return between(behindLast(given))
  }
}

/** `~> 2.6` goes up to 3, `~> 2.6.1` up to 2.7. */
function behindLast(given: readonly number[]): readonly number[] {
  return next(given, Math.max(0, given.length - 2))
}

function next(given: readonly number[], place: number): readonly number[] {
  return given.slice(0, place + 1).map((each, index) => (index === place ? each + 1 : each))
}

function compare(version: string, other: readonly number[]): number {
  const numbers = version.split('.').map(Number)
  for (let index = 0; index < Math.max(numbers.length, other.length); index += 1) {
    const difference = (numbers[index] ?? 0) - (other[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
