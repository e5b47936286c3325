// Which tags the images of .NET at mcr.microsoft.com have and had, and what each is made from.
import data from './data/dotnet-images.json' with { type: 'json' }
import { remembering } from './lazily.ts'

const HOME = 'mcr.microsoft.com/dotnet/'

export interface DotnetTag {
  /** `8.0-alpine` */
  readonly tag: string
  /** `8.0` */
  readonly version: string
  /** `alpine3.22`, `noble-chiseled`; empty where the tag names none. */
  readonly variant: string
  /** What it is made from: `bookworm-slim`, `alpine3.24`, `noble`. */
  readonly system: string
  /** The month of its last build, as `2024-05`; undefined while it is kept up to date. */
  readonly retired: string | undefined
}

/** `aspnet` and the tag of a reference to an image of .NET; undefined for any other, and for one with a digest. */
export function dotnetImage(base: string): { readonly name: string; readonly tag: string } | undefined {
  const [, name = '', tag = 'latest'] =
    /^mcr\.microsoft\.com\/dotnet\/(sdk|aspnet|runtime|runtime-deps|monitor)(?::([\w.-]+))?$/.exec(base) ?? []
  return name === '' ? undefined : { name, tag }
}

/** The reference to an image: `mcr.microsoft.com/dotnet/aspnet:8.0-alpine`. */
export function dotnetReference(name: string, tag: string): string {
  return `${HOME}${name}:${tag}`
}

/** A tag that the image has or had; undefined where it never had it, for previews and for tags of one architecture. */
export function dotnetTag(name: string, tag: string): DotnetTag | undefined {
  return tagsOf(name).get(tag)
}

/** All tags of one version. */
export function dotnetVariants(name: string, version: string): readonly DotnetTag[] {
  return [...tagsOf(name).values()].filter((each) => each.version === version)
}

export function dotnetTags(name: string): Iterable<DotnetTag> {
  return tagsOf(name).values()
}

export function dotnetDate(): string {
  return data.sources[0]?.date ?? ''
}

const tagsOf = remembering((name: string): ReadonlyMap<string, DotnetTag> => {
  const images: Readonly<Record<string, Readonly<Record<string, string>>>> = data.images
  const words = data.words.split(' ').map((word) => (word === '-' ? '' : word))
  const wordAt = (place: string): string => words[parseInt(place, 36)] ?? ''
  const tags = new Map<string, DotnetTag>()
  for (const [signature, versions] of Object.entries(Object.hasOwn(images, name) ? (images[name] ?? {}) : {}))
    for (const group of signature.split(';')) {
      const [list = '', gone] = group.split('~')
      for (const [place = '', system = place] of list.split(',').map((each) => each.split('>')))
        for (const version of versions.split(' ')) {
          const variant = wordAt(place)
          const tag = variant === '' ? version : `${version}-${variant}`
          tags.set(tag, { tag, version, variant, system: wordAt(system), retired: gone && monthOf(gone) })
        }
    }
  return tags
})

function monthOf(month: string): string {
  const count = parseInt(month, 36)
  return `${2013 + Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
}
