// Which tags the Docker Official Images have and had, and which of them are one image. The notation of the data: flavours that
// have the same suffixes share one signature. `0>7,1>c,7,c;2,9~4d` is: the flavour alone, which is the image with suffix 7;
// with suffix 1, which is that with c; with 7 and with c; and with 2 and 9, which left in month 4d (base 36, from 2013-01).
import data from './data/official-images.json' with { type: 'json' }

/** One tag of an official image. */
export interface OfficialTag {
  /** `20-slim` */
  readonly tag: string
  /** What the variants of one version have in common: `20`, `8.2-fpm`; empty for `latest` and `slim`. */
  readonly flavour: string
  /** The part that names the variant: `slim`, `bookworm-slim`, `alpine3.20`; empty where the tag names none. */
  readonly suffix: string
  /** The tag of the same image that names its release: `20-bookworm-slim` for `20-slim`, the tag itself where it names one. */
  readonly same: string
  /** The suffix of that. */
  readonly sameSuffix: string
  /** The month in which it was given up, as `2026-05`; undefined while it is kept up to date. */
  readonly retired: string | undefined
  /** Architectures that its variant is built for today, such as `amd64`; empty where that is not known, as for those given up. */
  readonly architectures: readonly string[]
}

interface ImageTags {
  readonly tags: ReadonlyMap<string, OfficialTag>
  readonly byFlavour: ReadonlyMap<string, readonly OfficialTag[]>
}

interface Row {
  readonly os: string
  readonly gone: string
  readonly arch: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

const read = new Map<string, ImageTags>()

/** True for the name of a Docker Official Image, kept up or not. */
export function isOfficial(name: string): boolean {
  return rowOf(name) !== undefined
}

/** The names of all of them. */
export function officialNames(): readonly string[] {
  return Object.keys(data.images)
}

/** A tag that the image has or had; undefined where it never had it, and for pre-releases that are over. */
export function officialTag(name: string, tag = 'latest'): OfficialTag | undefined {
  return tagsOf(name).tags.get(tag)
}

/** All tags of one version in its variants, the given one among them; empty where there is no such tag. */
export function variantsOf(name: string, tag = 'latest'): readonly OfficialTag[] {
  const { tags, byFlavour } = tagsOf(name)
  const found = tags.get(tag)
  return found ? (byFlavour.get(found.flavour) ?? []) : []
}

/** Every tag of an image. */
export function allTags(name: string): Iterable<OfficialTag> {
  return tagsOf(name).tags.values()
}

/** True for a tag of which the data says nothing: those of Windows, and pre-releases that are over. */
export function isLeftOut(tag: string): boolean {
  return /windowsservercore|nanoserver/.test(tag) || PRE_RELEASE.test(tag)
}

const PRE_RELEASE =
  /(?:^|-)(?:ea|tip|dev|beta|alpha|nightly|preview|rc|experimental|unstable)(?:-|$)|\d(?:rc|RC|a|b|alpha|beta|dev|M|tp|ea|preview)\d|(?:^|[-.])(?:rc|RC|beta|alpha|M|m|dev|tp|preview|ea|b|a)[.\d]+(?:-|$)/

/** Why an image, or one of its tags, is deprecated, as its documentation says. */
export interface Deprecation {
  /** A date, a month or a year; empty where none is named. */
  readonly since: string
  /** What the documentation names in its place: `eclipse-temurin`. */
  readonly successors: readonly string[]
  readonly note: string
}

export function deprecationOf(name: string, tag = 'latest'): Deprecation | undefined {
  const all: Readonly<Record<string, Deprecation & { readonly only: string }>> = data.deprecated
  const found = Object.hasOwn(all, name) ? all[name] : undefined
  return found && (found.only === '' || new RegExp(`^(?:${found.only})$`).test(tag)) ? found : undefined
}

/** The day up to which the data goes, as `2026-08-21`. */
export function officialImagesDate(): string {
  return data.sources[0]?.date ?? ''
}

function rowOf(name: string): Row | undefined {
  const images: Readonly<Record<string, Row>> = data.images
  return Object.hasOwn(images, name) ? images[name] : undefined
}

function tagsOf(name: string): ImageTags {
  const known = read.get(name)
  if (known) return known
  const row = rowOf(name)
  const made = row ? readRow(row) : { tags: new Map(), byFlavour: new Map() }
  read.set(name, made)
  return made
}

interface Entry {
  readonly suffix: string
  readonly same: string
  readonly retired: string | undefined
}

function readRow({ os, arch, tags: signatures }: Row): ImageTags {
  const suffixes = os.split(' ').map((each) => (each === '-' ? '' : each))
  const suffixAt = (place: string): string => suffixes[parseInt(place, 36)] ?? ''
  const architectures = architecturesOf(arch, suffixAt)
  const tags = new Map<string, OfficialTag>()
  const byFlavour = new Map<string, readonly OfficialTag[]>()
  for (const [signature, flavours] of Object.entries(signatures)) {
    const entries = entriesOf(signature, suffixAt)
    for (const flavour of flavoursOf(flavours)) {
      const variants = entries.map(({ suffix, same, retired }) => ({
        tag: tagFrom(flavour, suffix),
        flavour,
        suffix,
        same: tagFrom(flavour, same),
        sameSuffix: same,
        retired,
        architectures: retired === undefined ? (architectures.get(suffix) ?? []) : [],
      }))
      byFlavour.set(flavour, variants)
      for (const variant of variants) tags.set(variant.tag, variant)
    }
  }
  return { tags, byFlavour }
}

function entriesOf(signature: string, suffixAt: (place: string) => string): readonly Entry[] {
  return signature.split(';').flatMap((group) => {
    const [list = '', month] = group.split('~')
    return list.split(',').map((each) => {
      const [place = '', alias = place] = each.split('>')
      return { suffix: suffixAt(place), same: suffixAt(alias), retired: month && monthOf(month) }
    })
  })
}

function monthOf(month: string): string {
  const count = parseInt(month, 36)
  return `${2013 + Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}

/** `8.10.1,.2/-jdk,-jre`: each head with each tail; a head that begins with a dot takes the place of the last number before it. */
function flavoursOf(packed: string): readonly string[] {
  return packed.split(' ').flatMap((group) => {
    const slash = group.indexOf('/')
    const heads = (slash === -1 ? group : group.slice(0, slash)).split(',')
    const tails = slash === -1 ? [''] : group.slice(slash + 1).split(',')
    let before = ''
    return heads.flatMap((head) => {
      before = head.startsWith('.') && before !== '' ? before.slice(0, before.lastIndexOf('.')) + head : head
      const whole = before
      return tails.map((tail) => whole + tail)
    })
  })
}

/** An asterisk marks where the suffix stands: `1.27*perl` with `alpine` is `1.27-alpine-perl`. */
function tagFrom(flavour: string, suffix: string): string {
  const [head = '', tail = ''] = flavour.split('*')
  return [head, suffix, tail].filter((part) => part !== '').join('-') || 'latest'
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  5: 'arm32v5',
  6: 'arm32v6',
  7: 'arm32v7',
  8: 'arm64v8',
  a: 'amd64',
  i: 'i386',
  p: 'ppc64le',
  s: 's390x',
  r: 'riscv64',
  m: 'mips64le',
}

function architecturesOf(
  arch: Row['arch'],
  suffixAt: (place: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const [letters, places] of Object.entries(arch)) {
    const names = [...letters].flatMap((letter) => ARCHITECTURES[letter] ?? [])
    for (const place of places.split(',')) found.set(suffixAt(place), names)
  }
  return found
}
