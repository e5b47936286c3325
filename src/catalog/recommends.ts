// What apt installs only because something recommends it. The data is Debian's own, see scripts/recommends.
import data from './data/recommends.json' with { type: 'json' }

export interface PackageRecommends {
  /** What is not installed any more without recommends, in Debian 12 or 13; what only these bring is not named. */
  readonly lost: readonly string[]
  /** What it depends on, in both, of the packages that others recommend and that have programs of those. */
  readonly brings: readonly string[]
}

interface Tables {
  readonly packages: ReadonlyMap<string, PackageRecommends>
  /** For each recommended package the programs that come with it, and the packages that have them. */
  readonly programs: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Other packages that fulfil the same recommendation. */
  readonly instead: ReadonlyMap<string, readonly string[]>
  /** Known packages by their names without digits. */
  readonly alike: ReadonlyMap<string, readonly string[]>
}

let tables: Tables | undefined

// The data is long text, which costs nothing until it is asked for.
function read(): Tables {
  tables ??= decode()
  return tables
}

function decode(): Tables {
  const recommended = data.recommended.split(' ')
  const owners = data.programs.split(' ').map((each) => each.split(':')[0] ?? '')
  // Owners of programs that nothing recommends are counted on behind those that something does.
  const places = [...new Set([...recommended, ...owners])]
  const named = (list: string): readonly string[] =>
    list === '' ? [] : list.split(',').flatMap((place) => places[parseInt(place, 36)] ?? [])
  const packages = new Map<string, PackageRecommends>()
  for (const line of data.packages.split('\n')) {
    const [lost = '', brings = '', names = ''] = line.split('|')
    const facts = { lost: named(lost), brings: named(brings) }
    for (const name of names.split(' ')) packages.set(name, facts)
  }
  const alike = new Map<string, string[]>()
  for (const name of packages.keys()) {
    const key = withoutDigits(name)
    const known = alike.get(key)
    if (known) known.push(name)
    else alike.set(key, [name])
  }
  return { packages, programs: programsOf(recommended), instead: insteadOf(), alike }
}

function programsOf(recommended: readonly string[]): Tables['programs'] {
  const owners = data.programs.split(' ').map((each) => {
    const [owner = '', list = ''] = each.split(':')
    return { owner, programs: list.split(',') }
  })
  const behind = data.programsBehind.split(' ')
  return new Map(
    recommended.map((name, index) => {
      const programs = new Map<string, string>()
      for (const place of (behind[index] ?? '').split(',')) {
        const owned = owners[parseInt(place, 36)]
        // Where several have a program, the recommended package itself is the one.
        for (const program of owned?.programs ?? [])
          if (!programs.has(program) || owned?.owner === name) programs.set(program, owned?.owner ?? name)
      }
      return [name, programs]
    }),
  )
}

function insteadOf(): Tables['instead'] {
  return new Map(
    data.instead.split(' ').map((each) => {
      const [name = '', list = ''] = each.split('=')
      return [name, list.split(',')]
    }),
  )
}

/** Undefined for a package that the data does not have. */
export function recommendsOf(name: string): PackageRecommends | undefined {
  return read().packages.get(name)
}

/** Known packages that differ from a name only in their digits, `libicu72` for `libicu57`; what is known of them together. */
export function recommendsAlike(name: string): PackageRecommends | undefined {
  const found = (read().alike.get(withoutDigits(name)) ?? []).flatMap((each) => recommendsOf(each) ?? [])
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

/** The package with a program, among those that a recommended package brings. */
export function ownerOf(recommended: string, program: string): string | undefined {
  return read().programs.get(recommended)?.get(program)
}

/** Packages that fulfil the same recommendation as `recommended`. */
export function alternativesTo(recommended: string): readonly string[] {
  return read().instead.get(recommended) ?? []
}

/** Every package that one of the most installed packages recommends, directly or by what it depends on. */
export function recommendedPackages(): readonly string[] {
  return data.recommended.split(' ')
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
  /** How many packages recommends add in Debian 13, or 12 where it is not in that. */
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
