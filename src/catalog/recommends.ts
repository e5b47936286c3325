// What apt installs only because something recommends it. The data is Debian's own, see scripts/recommends.
import data from './data/recommends.json' with { type: 'json' }
import { once, remembering } from './lazily.ts'

export interface PackageRecommends {
  /** What is not installed any more without recommends; what only these bring is not named. */
  readonly lost: readonly string[]
  /** What it depends on, in every release, of the packages that others recommend and that have programs of those. */
  readonly brings: readonly string[]
}

/** Releases of Debian by their numbers, both ends among them; undefined where nothing tells which it is. */
export type Releases = { readonly from: number; readonly to: number } | undefined

// Of the data, in its order.
const OLDEST = 11
const NEWEST = 13

const recommendedNames = once(() => data.recommended.split(' '))

/** Packages with programs that come with a recommended package. */
const owners = once(() =>
  data.programs.split(' ').map((each) => {
    const colon = each.indexOf(':')
    return { name: each.slice(0, colon), programs: each.slice(colon + 1) }
  }),
)

// Owners of programs that nothing recommends are counted on behind those that something does, and behind them what has no
// more than a name: nobody has worked out what that is for.
const places = once(() => [
  ...new Set([...recommendedNames(), ...owners().map(({ name }) => name), ...data.strange.split(' ')]),
])

/** What the data says of each package, not yet read: a Dockerfile asks for a few of them. */
const packages = once((): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const line of data.packages.split('\n')) {
    for (const name of line.slice(line.lastIndexOf('|') + 1).split(' ')) found.set(name, line)
  }
  return found
})

/** A package of a list, with a bit for each release of which that is true, the oldest of them first. */
interface Entry {
  readonly name: string
  readonly releases: number
}

const EVERY = (1 << (NEWEST - OLDEST + 1)) - 1

const readLine = remembering((line: string): { lost: readonly Entry[]; brings: readonly Entry[] } => {
  const [lost = '', brings = ''] = line.split('|')
  return { lost: entries(lost), brings: entries(brings) }
})

function entries(list: string): readonly Entry[] {
  if (list === '') return []
  return list.split(',').flatMap((entry) => {
    const [, place = '', capital] = /^([0-9a-z]+)([A-F])?$/.exec(entry) ?? []
    const name = places()[parseInt(place, 36)]
    return name === undefined ? [] : [{ name, releases: capital ? capital.charCodeAt(0) - 64 : EVERY }]
  })
}

/** Known packages by their names without digits. */
const alike = once((): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const name of packages().keys()) {
    const key = withoutDigits(name)
    const known = found.get(key)
    if (known) known.push(name)
    else found.set(key, [name])
  }
  return found
})

/** For each recommended package, the places of the owners that come with it. */
const behind = once((): ReadonlyMap<string, readonly string[]> => {
  const lists = data.programsBehind.split(' ')
  return new Map(recommendedNames().map((name, index) => [name, (lists[index] ?? '').split(',')]))
})

/** Other packages that fulfil the same recommendation. */
const instead = once(
  (): ReadonlyMap<string, readonly string[]> =>
    new Map(
      data.instead.split(' ').map((each) => {
        const [name = '', list = ''] = each.split('=')
        return [name, list.split(',')]
      }),
    ),
)

/** The packages with a program, each program's in the order of their names. */
const ownersOf = once((): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>()
  for (const [place, { programs }] of owners().entries()) {
    for (const program of programs.split(',')) {
      const known = found.get(program)
      if (known) known.push(place)
      else found.set(program, [place])
    }
  }
  return found
})

/** Undefined for a package that the data does not have. Releases older than the data count as its oldest, newer ones as its newest. */
export function recommendsOf(name: string, releases?: Releases): PackageRecommends | undefined {
  const line = packages().get(name)
  if (line === undefined) return undefined
  const { lost, brings } = readLine(line)
  const bits = bitsOf(releases)
  return {
    lost: lost.flatMap((each) => ((each.releases & bits) === 0 ? [] : [each.name])),
    brings: brings.map((each) => each.name),
  }
}

/** True for a release of Debian that the data is from. */
export function isInData(release: number): boolean {
  return OLDEST <= release && release <= NEWEST
}

function bitsOf(releases: Releases): number {
  if (!releases) return EVERY
  const [from, to] = [releases.from, releases.to].map(
    (each) => Math.min(Math.max(each, OLDEST), NEWEST) - OLDEST,
  )
  return EVERY & ((1 << ((to ?? 0) + 1)) - 1) & ~((1 << (from ?? 0)) - 1)
}

/** Known packages that differ from a name only in their digits, `libicu72` for `libicu57`; what is known of them together. */
export function recommendsAlike(name: string, releases?: Releases): PackageRecommends | undefined {
  const found = (alike().get(withoutDigits(name)) ?? []).flatMap((each) => recommendsOf(each, releases) ?? [])
  const [first] = found
  if (!first) return undefined
  return {
    lost: [...new Set(found.flatMap((each) => each.lost))],
    brings: first.brings.filter((each) => found.every((other) => other.brings.includes(each))),
  }
}

function withoutDigits(name: string): string {
  return name
    .replace(/t64$/, '')
    .replace(/[\d.]+/g, '')
    .replace(/-+/g, '-')
    .replace(/-$/, '')
}

/** The package with a program, among those that a recommended package brings; itself where several have it. */
export function ownerOf(recommended: string, program: string): string | undefined {
  const places = behind().get(recommended) ?? []
  const found = (ownersOf().get(program) ?? [])
    .filter((place) => places.includes(place.toString(36)))
    .flatMap((place) => owners()[place]?.name ?? [])
  return found.includes(recommended) ? recommended : found[0]
}

/** Packages that fulfil the same recommendation as `recommended`. */
export function alternativesTo(recommended: string): readonly string[] {
  return instead().get(recommended) ?? []
}

/** Every package that one of the most installed packages recommends, directly or by what it depends on. */
export function recommendedPackages(): readonly string[] {
  return recommendedNames()
}

export interface RecommendsSource {
  readonly suite: string
  readonly release: string
  /** Of the release that the data is from, YYYY-MM-DD. */
  readonly date: string
  readonly url: string
}

export function recommendsSources(): readonly RecommendsSource[] {
  return data.sources
}

export interface MostInstalled {
  readonly name: string
  readonly lost: readonly string[]
  /** How many packages recommends add in the newest release that has it. */
  readonly added: number
  /** Their size when installed. */
  readonly megabytes: number
}

/** The packages that Dockerfiles install most, the first of them most often. */
export function mostInstalled(): readonly MostInstalled[] {
  const sizes = data.sizes.split(' ')
  return data.mostInstalled.split(' ').map((name, index) => {
    const [added = '', megabytes = ''] = (sizes[index] ?? '').split(':')
    const lost = recommendsOf(name)?.lost ?? []
    return { name, lost, added: Number(added), megabytes: Number(megabytes) }
  })
}
