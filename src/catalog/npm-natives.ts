import data from './data/npm-natives.json' with { type: 'json' }

/**
 * What becomes of a package's native code with one C library on x64: `ready` when nothing is asked of the image beside `run`
 * (it ships or fetches what fits, or has nothing native), `compiled` with `build`, `missing` when there is none.
 */
export type Outcome = 'ready' | 'compiled' | 'missing' | 'unknown'

export interface NativeFacts {
  readonly glibc: Outcome
  readonly musl: Outcome
  /** Whether what is installed with one C library runs with the other: nothing native, or linked statically, or files for both. */
  readonly isPortable: boolean
  /** Debian's names of what it is compiled with. */
  readonly build: readonly string[]
  /** Debian's names of what it needs to run. */
  readonly run: readonly string[]
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  p: 'ready',
  r: 'ready',
  c: 'compiled',
  m: 'missing',
  u: 'unknown',
}
const GYP = ['python3', 'make', 'g++']

interface Row {
  readonly range: string
  readonly facts: NativeFacts
  /** Major versions of Node that something ready-made is there for; with others it is compiled. */
  readonly majors: string
}

let rowsByName: ReadonlyMap<string, readonly Row[]> | undefined

function rows(): ReadonlyMap<string, readonly Row[]> {
  if (rowsByName) return rowsByName
  const found = new Map<string, Row[]>()
  for (const line of data.natives.split('\n')) {
    const [names = '', range = '', outcomes = '', build = '', run = '', majors = ''] = line.split('|')
    const facts = {
      glibc: OUTCOMES[outcomes.charAt(0)] ?? 'unknown',
      musl: OUTCOMES[outcomes.charAt(1)] ?? 'unknown',
      isPortable: outcomes === 'pp',
      build: words(build).flatMap((each) => (each === 'gyp' ? GYP : [each])),
      run: words(run),
    }
    for (const name of names.split(' ')) {
      const known = found.get(name)
      if (known) known.push({ range, facts, majors })
      else found.set(name, [{ range, facts, majors }])
    }
  }
  rowsByName = found
  return found
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}

/**
 * What is known of a version of a package; undefined for a package of which nothing is known, and `unknown` outcomes for a
 * version of a known one that no row is for. Without the major version of Node only what fits every one of them counts as ready.
 */
export function nativeFacts(name: string, version: string, nodeMajor?: number): NativeFacts | undefined {
  const known = rows().get(name)
  if (!known) return undefined
  const row = known.find(({ range }) => isIn(version, range))
  if (!row) return { glibc: 'unknown', musl: 'unknown', isPortable: false, build: [], run: [] }
  if (row.majors === '' || includes(row.majors, nodeMajor)) return row.facts
  const { facts } = row
  const compiled = (outcome: Outcome): Outcome =>
    outcome !== 'ready' ? outcome : facts.build.length > 0 ? 'compiled' : 'unknown'
  return { ...facts, isPortable: false, glibc: compiled(facts.glibc), musl: compiled(facts.musl) }
}

/** `18-24` or `18,20,22` */
function includes(majors: string, major: number | undefined): boolean {
  if (major === undefined) return false
  const [from = '', to] = majors.split('-')
  if (to === undefined) return majors.split(',').includes(String(major))
  return Number(from) <= major && major <= Number(to)
}

/** Whether a version is in a range of `<`, `>=` and `=` that all hold; `*` is all of them. A pre-release counts as its release. */
export function isIn(version: string, range: string): boolean {
  const numbers = numbersOf(version)
  if (!numbers) return range === '*'
  return range.split(' ').every((each) => {
    if (each === '*') return true
    const [, operator = '', bound = ''] = /^(>=|<|=)([\d.]+)$/.exec(each) ?? []
    const order = compare(numbers, numbersOf(`${bound}.0.0`) ?? [])
    return operator === '<' ? order < 0 : operator === '>=' ? order >= 0 : order === 0
  })
}

function numbersOf(version: string): readonly number[] | undefined {
  const found = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)
  return found ? found.slice(1).map(Number) : undefined
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

const seen = once(() => new Set(data.scripts.split(' ')))
const helpers = once(() => new Set(data.helpers.split(' ')))
const pure = once(() => new Set(data.pureTools.split(' ')))

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined
  return () => (made ??= { result: make() }).result
}

/** Whether some version of a package has been seen with an install script, of which nothing more is known. */
export function hasUnknownScript(name: string): boolean {
  return seen().has(name)
}

/** Whether packages depend on this one in order to build, find or fetch native code of their own. */
export function isNativeHelper(name: string): boolean {
  return helpers().has(name)
}

/** Whether a program of npm and all that it depends on ask nothing of an image, in every version since the one that was looked at. */
export function isPureTool(name: string): boolean {
  return pure().has(name)
}

export function nativesSource(): string {
  return data.source
}
