// The images of which the catalogue knows tags: Docker Official Images, and those of .NET at mcr.microsoft.com.
import { dotnetImage, dotnetTag, type DotnetTag } from './dotnet-images.ts'
import { officialImage, type ImageNames, type NamedImage } from './image-name.ts'
import { officialTag, type OfficialTag } from './official-images.ts'

export interface KnownImage {
  /** `golang`, `dotnet/sdk` */
  readonly image: NamedImage
  readonly tag: OfficialTag
}

/** Undefined for an image or a tag that the catalogue does not know. */
export function knownImage(base: string, names: ImageNames): KnownImage | undefined {
  const image = officialImage(base, names)
  const tag = image && officialTag(image.name, image.tag)
  if (image && tag) return { image, tag }
  const named = dotnetImage(base)
  const own = named && dotnetTag(named.name, named.tag)
  return named && own && { image: dotnetName(named.name, named.tag), tag: asOfficial(own) }
}

export function dotnetName(name: string, tag: string): NamedImage {
  return { prefix: 'mcr.microsoft.com/', name: `dotnet/${name}`, tag, digest: undefined }
}

/** A tag of .NET in the form that tags of official images have. */
export function asOfficial({ tag, version, variant, system, retired }: DotnetTag): OfficialTag {
  return {
    tag,
    flavour: version,
    suffix: variant,
    same: tag,
    sameSuffix: system.replace(/-slim$/, ''),
    retired,
    architectures: [],
  }
}
