// Which packages with shared libraries a program needs that was linked with what packages with headers brought. The data is that
// of Debian and Ubuntu, see scripts/dev-libraries.
import data from './data/dev-libraries.json' with { type: 'json' }
import { once } from './lazily.ts'

interface Row {
  readonly releases: number
  readonly libraries: readonly { readonly name: string; readonly releases: number }[]
  /** From what the linker is asked for to places in `libraries`; none of them: all. */
  readonly links: ReadonlyMap<string, readonly number[] | undefined>
  readonly brings: readonly string[]
}

const ALL = -1

/** Names that a package with headers provides: Provides in the indices of main of bullseye, bookworm and trixie. */
const PROVIDED: Readonly<Record<string, string>> = {
  'libc-client-dev': 'libc-client2007e-dev',
  'libfreetype6-dev': 'libfreetype-dev',
  'libldap2-dev': 'libldap-dev',
  'libncurses5-dev': 'libncurses-dev',
  'libreadline6-dev': 'libreadline-dev',
  'libxslt-dev': 'libxslt1-dev',
  'libz-dev': 'zlib1g-dev',
}

const rows = once(
  (): ReadonlyMap<string, Row> =>
    new Map(
      data.packages.split('\n').map((line): [string, Row] => {
        const [name = '', mask = '', libraries = '', links = '', brings = ''] = line.split('|')
        return [
          name,
          {
            releases: bits(mask),
            libraries: words(libraries).map((word) => {
              const [library = '', own = ''] = word.split(':')
              return { name: library, releases: bits(own) }
            }),
            links: new Map(
              words(links).map((word): [string, readonly number[] | undefined] => {
                const [link = '', places] = word.split('=')
                return [link, places?.split(',').map(Number)]
              }),
            ),
            brings: words(brings),
          },
        ]
      }),
    ),
)

function bits(mask: string): number {
  return mask === '' ? ALL : parseInt(mask, 32)
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ')
}

/** 0 for a release that was not read. */
function bitOf(release: string): number {
  const place = data.sources.findIndex(({ suite }) => suite === release)
  return place === -1 ? 0 : 1 << place
}

function rowIn(name: string, bit: number): Row | undefined {
  const row = rows().get(name)
  return row && (row.releases & bit) !== 0 ? row : undefined
}

/**
 * The packages with the libraries that belong to a package with headers: `libssl3` to `libssl-dev` in bookworm. Empty where there are
 * headers alone; undefined for a package or a release that is not known.
 *
 * @param release of Debian or Ubuntu, by its code name
 */
export function librariesOf(devPackage: string, release: string): readonly string[] | undefined {
  const bit = bitOf(release)
  const provider = Object.hasOwn(PROVIDED, devPackage) ? PROVIDED[devPackage] : undefined
  const row = rowIn(devPackage, bit) ?? (provider === undefined ? undefined : rowIn(provider, bit))
  return row?.libraries.flatMap(({ name, releases }) => ((releases & bit) === 0 ? [] : [name]))
}

/**
 * The packages with a library that the linker was asked for: `libpq5` for `pq`, of `-lpq`. Undefined where none or more than one is
 * known by that name.
 *
 * @param among packages with headers that are there; what they bring is, too
 */
export function libraryFor(
  link: string,
  release: string,
  among?: Iterable<string>,
): readonly string[] | undefined {
  const bit = bitOf(release)
  const names = among === undefined ? rows().keys() : withBrought(among, bit)
  const found = new Map<string, readonly string[]>()
  for (const name of names) {
    const row = rowIn(name, bit)
    if (!row?.links.has(link)) continue
    const places = row.links.get(link)
    const libraries = row.libraries.flatMap((library, place) =>
      (library.releases & bit) !== 0 && places?.includes(place) !== false ? [library.name] : [],
    )
    if (libraries.length > 0) found.set(libraries.join(' '), libraries)
  }
  return found.size === 1 ? [...found.values()][0] : undefined
}

/** Packages with headers, and those that come with them. */
function withBrought(names: Iterable<string>, bit: number): ReadonlySet<string> {
  const found = new Set(names)
  // A set hands on what is added to it on the way.
  for (const name of found) for (const other of rowIn(name, bit)?.brings ?? []) found.add(other)
  return found
}

/** The releases that were read, each with the day of its indices. */
export function devLibraryReleases(): readonly { readonly name: string; readonly date: string }[] {
  return data.sources.map(({ suite, date }) => ({ name: suite, date }))
}
