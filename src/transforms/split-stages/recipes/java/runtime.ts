// The image that runs what one with the development kit and a build tool has compiled.
import { withTag } from '../../../../catalog/image-name.ts'
import { officialTag, type OfficialTag } from '../../../../catalog/official-images.ts'
import type { Subject } from '../../subject.ts'

/**
 * The reference of the same Java, the runtime alone or with the development kit; undefined where none is known. What is compiled
 * by one vendor's build of a version runs on that of another.
 */
export function runtimeOf({ image, tag, stage }: Subject, kit: 'jre' | 'jdk'): string | undefined {
  // The version may be given at build time.
  if (stage.variableBase) return undefined
  const name = image.name === 'openjdk' ? 'openjdk' : 'eclipse-temurin'
  const found = wantedTags(image.name, tag, kit)
    .map((wanted) => officialTag(name, wanted))
    .find((each) => each !== undefined && (each.retired === undefined || image.name === 'openjdk'))
  if (!found) return undefined
  if (name === image.name) return withTag(image, found.tag)
  // Whether a user's own images have one for it is not known.
  return image.own ? undefined : `${image.prefix}${name}:${found.tag}`
}

function wantedTags(
  image: string,
  { flavour, suffix }: Pick<OfficialTag, 'flavour' | 'suffix'>,
  kit: 'jre' | 'jdk',
): readonly string[] {
  const end = suffix === '' ? '' : `-${suffix}`
  if (image === 'eclipse-temurin' || image === 'openjdk') {
    if (flavour.endsWith('-jre') || flavour === '') return []
    return kit === 'jdk' ? [`${flavour}${end}`] : [`${flavour.replace(/-jdk$/, '')}-jre${end}`]
  }
  // maven:3.9-eclipse-temurin-21, maven:3-jdk-8, gradle:8-jdk17; those of Debian have no successor there.
  const version = /(?:eclipse-temurin|openjdk|jdk)-?(\d+)$/.exec(flavour)?.[1]
  if (version === undefined) return []
  return end === '' || suffix === 'slim' ? [`${version}-${kit}`] : [`${version}-${kit}${end}`]
}
