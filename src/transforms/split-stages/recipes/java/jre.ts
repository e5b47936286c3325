// The image with the runtime alone that belongs to one with the development kit.
import { officialTag } from '../../../../catalog/official-images.ts'
import type { Subject } from '../../subject.ts'

/** Undefined where none is known to have the same Java. */
export function jreOf({ image, tag, stage }: Subject): string | undefined {
  // The version may be given at build time.
  if (stage.variableBase) return undefined
  const wanted = wantedTag(image.name, tag)
  const name = image.name === 'openjdk' ? 'openjdk' : 'eclipse-temurin'
  const found = wanted === undefined ? undefined : officialTag(name, wanted)
  if (!found || (found.retired !== undefined && tag.retired === undefined)) return undefined
  return `${image.prefix}${name}:${found.tag}`
}

function wantedTag(
  image: string,
  { flavour, suffix }: { readonly flavour: string; readonly suffix: string },
): string | undefined {
  const end = suffix === '' ? '' : `-${suffix}`
  switch (image) {
    case 'eclipse-temurin':
    case 'openjdk':
      return flavour.endsWith('-jre') || flavour === ''
        ? undefined
        : `${flavour.replace(/-jdk$/, '')}-jre${end}`
    case 'maven': {
      const version = /eclipse-temurin-(\d+)$/.exec(flavour)?.[1]
      return version && `${version}-jre${end}`
    }
    case 'gradle': {
      const version = /-?jdk(\d+)$/.exec(flavour)?.[1]
      return version && `${version}-jre${end}`
    }
    default:
      return undefined
  }
}
