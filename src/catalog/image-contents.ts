// What official images made from Debian have, beside their own software. The data is Debian's own and the images' Dockerfiles',
// see scripts/image-contents.
import data from './data/image-contents.json' with { type: 'json' }
import { once, remembering } from './lazily.ts'

/** curl and scm: of buildpack-deps only. */
export type ImageVariant = 'full' | 'slim' | 'curl' | 'scm'

/**
 * What an image has. Of a full image it is everything that some build of it had, so what it lacks is lacking; of a slim one what
 * every build had, so what it has is there.
 */
export interface ImageContents {
  /** Names of Debian's packages. */
  readonly packages: ReadonlySet<string>
  /**
   * True where the indices of the release itself were read. False where they are no more to be had: names of packages are then
   * from images of early 2018 and from the release after, commands of the release after.
   */
  readonly isRead: boolean
  /** Of a package, or of what the image is about: python's pip. A version in it may be any: `python3.11`. */
  hasCommand(name: string): boolean
  /** `libpq.so.5` */
  hasLibrary(soname: string): boolean
}

interface Package {
  readonly name: string
  /** A letter for each release: b, c, s or f for what it comes with first, - where it comes with none. */
  readonly levels: string
  readonly commands: readonly Entry[]
  readonly libraries: readonly Entry[]
}

/** A name with a bit for each release that was read, the oldest of them first. */
interface Entry {
  readonly name: string
  readonly releases: number
}

const LEVELS = 'bcsf'

const packages = once((): ReadonlyMap<string, Package> => {
  const rows = data.packages.split('\n').map((row): [string, Package] => {
    const [name = '', levels = '', commands = '', libraries = ''] = row.split('|')
    return [name, { name, levels, commands: entries(commands), libraries: entries(libraries) }]
  })
  return new Map(rows)
})

function entries(list: string): readonly Entry[] {
  if (list === '') return []
  return list.split(' ').map((word) => {
    const [, name = '', mask] = /^(.+?)(?::([1-7]))?$/.exec(word) ?? []
    return { name: name.replace('@', 'x86_64-linux-gnu'), releases: mask === undefined ? -1 : Number(mask) }
  })
}

/** `image variant release` to what it is made from and what it has beyond that. */
const sets = once((): ReadonlyMap<string, { readonly level: string; readonly names: readonly string[] }> => {
  const rows = data.sets.split('\n').map((row): [string, { level: string; names: readonly string[] }] => {
    const [key = '', level = '', names = ''] = row.split('|')
    return [key, { level: level.slice(0, 1), names: names === '' ? [] : names.split(' ') }]
  })
  return new Map(rows)
})

/**
 * What an official image of a release of Debian has; `image` without `library/`, `release` by its code name. Undefined where
 * nothing is known: another image, a variant that it has not, a release that is not among {@link imageReleases}.
 */
export function contentsOf(image: string, variant: ImageVariant, release: string): ImageContents | undefined {
  return remembered(`${image} ${variant} ${release}`)
}

const remembered = remembering((key: string): ImageContents | undefined => {
  const [image = '', variant = '', release = ''] = key.split(' ')
  const place = data.releases.findIndex(({ name }) => name === release)
  if (place === -1) return undefined
  const names = namesOf(image, variant, release, place)
  if (names === undefined) return undefined
  const has = once(() => filesOf(names, release))
  const own = once(() => ownCommands(image, variant))
  return {
    packages: names,
    isRead: data.releases[place]?.read === true,
    hasCommand: (name) => has().commands.has(name) || own().test(name),
    hasLibrary: (soname) => has().libraries.has(soname),
  }
})

function namesOf(image: string, variant: string, release: string, place: number): Set<string> | undefined {
  const set =
    image === 'buildpack-deps'
      ? { level: variant === 'slim' ? '' : variant.slice(0, 1), names: [] }
      : sets().get(`${originOf(image)} ${variant} ${release}`)
  if (set === undefined || set.level === '') return undefined
  const known = LEVELS.slice(0, LEVELS.indexOf(set.level) + 1)
  const found = [...packages().values()].filter(({ levels }) => known.includes(levels.charAt(place)))
  return new Set([...found.map(({ name }) => name), ...set.names])
}

function filesOf(
  names: ReadonlySet<string>,
  release: string,
): Readonly<Record<'commands' | 'libraries', ReadonlySet<string>>> {
  const bit = bitOf(release)
  const namesIn = (list: readonly Entry[]): readonly string[] =>
    list.filter(({ releases }) => (releases & bit) !== 0).map(({ name }) => name)
  const found = [...names].flatMap((name) => packages().get(name) ?? [])
  return {
    commands: new Set(found.flatMap(({ commands }) => namesIn(commands))),
    libraries: new Set(found.flatMap(({ libraries }) => namesIn(libraries))),
  }
}

/** What is not of packages, as one pattern. */
function ownCommands(image: string, variant: string): RegExp {
  const lists: readonly Readonly<Record<string, string>>[] =
    variant === 'full' ? [data.own, data.ownFull] : [data.own]
  const words = [image, originOf(image)].flatMap((name) =>
    lists.flatMap((list) => (Object.hasOwn(list, name) ? (list[name] ?? '').split(' ') : [])),
  )
  // Without a word nothing is to match, not the empty name.
  const patterns = words.map((word) => word.replace(/[+.]/g, '\\$&').replace('#', '(?:-?\\d[\\d.]*)?'))
  return new RegExp(`^(?:${patterns.join('|') || '(?!)'})$`)
}

/** The image that another is made from, where that tells what is in both. */
function originOf(image: string): string {
  const like: Readonly<Record<string, string>> = data.like
  return Object.hasOwn(like, image) ? (like[image] ?? image) : image
}

/** Of a release that was not read, what its packages have is taken from the oldest that was. */
function bitOf(release: string): number {
  const read = data.releases.filter((each) => each.read)
  return (
    1 <<
    Math.max(
      read.findIndex(({ name }) => name === release),
      0,
    )
  )
}

/** The packages of official images that have a command in a release, none where none has. */
export function packagesWith(command: string, release: string): readonly string[] {
  const bit = bitOf(release)
  return (commandOwners().get(command) ?? []).flatMap(({ owner, releases }) =>
    (releases & bit) === 0 || !isIn(owner, release) ? [] : [owner.name],
  )
}

/**
 * What apt-get is to be asked for to have a command as a full image has it: `python3` and not `python3-minimal`. Undefined
 * where no package of official images has it.
 */
export function packageFor(command: string, release: string): string | undefined {
  const installs: Readonly<Record<string, string>> = data.installs
  const [first] = packagesWith(command, release).map((name) =>
    Object.hasOwn(installs, name) ? (installs[name] ?? name) : name,
  )
  return first
}

/** The package that has a shared library in a release: `libpq5` for `libpq.so.5`. */
export function libraryOwner(soname: string, release: string): string | undefined {
  const bit = bitOf(release)
  return libraryOwners()
    .get(soname)
    ?.find(({ owner, releases }) => (releases & bit) !== 0 && isIn(owner, release))?.owner.name
}

interface Owner {
  readonly owner: Package
  readonly releases: number
}

const commandOwners = once(() => ownersBy(({ commands }) => commands))
const libraryOwners = once(() => ownersBy(({ libraries }) => libraries))

function ownersBy(list: (each: Package) => readonly Entry[]): ReadonlyMap<string, readonly Owner[]> {
  const found = new Map<string, Owner[]>()
  for (const owner of packages().values()) {
    for (const { name, releases } of list(owner)) {
      const known = found.get(name)
      if (known) known.push({ owner, releases })
      else found.set(name, [{ owner, releases }])
    }
  }
  return found
}

/** True for a package that some official image of a release has. */
function isIn({ name, levels }: Package, release: string): boolean {
  const place = data.releases.findIndex((each) => each.name === release)
  return (place !== -1 && levels.charAt(place) !== '-') || others(release).has(name)
}

const others = remembering(
  (release: string): ReadonlySet<string> =>
    new Set([...sets()].flatMap(([key, { names }]) => (key.endsWith(` ${release}`) ? names : []))),
)

/**
 * The release that a tag was made from which names none, as no other tag of the same image does; undefined where that is not
 * known. Variants of one version may differ: ask for each.
 *
 * @param retired the month in which the tag was given up, as `2017-07`
 */
export function unnamedRelease(image: string, retired: string): string | undefined {
  const unnamed: Readonly<Record<string, string>> = data.unnamed
  const [from = '', to = '', release] = (Object.hasOwn(unnamed, image) ? (unnamed[image] ?? '') : '').split(
    ' ',
  )
  return from <= retired && retired <= to ? release : undefined
}

/** The modules that the perl of a minimal image has: `File::Spec`. All others come with the package perl, or with their own. */
export function perlBaseModules(release: string): ReadonlySet<string> {
  const bit = bitOf(release)
  const modules = entries(data.perlBase).filter(({ releases }) => (releases & bit) !== 0)
  return new Set(modules.map(({ name }) => name))
}

/** What an image's own software can do in its full variant and not in its slim one. */
export interface LostFeature {
  /** `tkinter` */
  readonly what: string
  /** What apt-get is to be asked for to have it again; none where it was not even built. */
  readonly packages: readonly string[]
}

export function lostFeatures(image: string): readonly LostFeature[] {
  const lost: Readonly<Record<string, readonly { readonly what: string; readonly packages: string }[]>> =
    data.lost
  const name = originOf(image)
  if (!Object.hasOwn(lost, name)) return []
  return (lost[name] ?? []).map(({ what, packages }) => ({
    what,
    packages: packages === '' ? [] : packages.split(' '),
  }))
}

/** The releases of Debian that images are known of, the oldest first; those that were read with the day of their indices. */
export function imageReleases(): readonly {
  readonly name: string
  readonly date: string | undefined
}[] {
  return data.releases.map(({ name }) => ({
    name,
    date: data.sources.find(({ suite }) => suite === name)?.date,
  }))
}
