// java, openjdk and adoptopenjdk, of which eclipse-temurin is what they name in their place.
import type { NamedImage } from '../../catalog/image-name.ts'
import { deprecationOf, officialTag } from '../../catalog/official-images.ts'
import type { Replaced, Unclear } from './successor.ts'

export function javaSuccessor({ prefix, name, tag }: NamedImage): Replaced | Unclear | undefined {
  if (!/^(?:java|openjdk|adoptopenjdk)$/.test(name) || /windowsservercore|nanoserver/.test(tag ?? ''))
    return undefined
  const since = deprecationOf(name, tag)?.since ?? ''
  const why = `${name} is deprecated${since === '' ? '' : ` since ${since}`} in favour of eclipse-temurin and others`
  const advice = `Replace ${prefix}${name}:${tag ?? 'latest'} by eclipse-temurin`
  const version = versionOf(tag ?? 'latest')
  if (version === undefined)
    return { kind: 'unclear', advice: `${advice}, with the version that this file is meant for`, why }
  if (/openj9|oracle|(?:^|-)ea(?:-|$)/.test(tag ?? ''))
    return {
      kind: 'unclear',
      advice:
        tag?.includes('openj9') === true ? advice.replace('eclipse-temurin', 'ibm-semeru-runtimes') : advice,
      why,
    }
  const words = (tag ?? '').split('-')
  const isAlpine = words.some((word) => word.startsWith('alpine'))
  const wanted = `${version}-${words.includes('jre') ? 'jre' : 'jdk'}${isAlpine ? '-alpine' : ''}`
  const found = officialTag('eclipse-temurin', wanted)
  if (!found || found.retired !== undefined)
    return { kind: 'unclear', advice: `${advice} of a version that is kept up, which ${version} is not`, why }
  const from = isAlpine
    ? 'java on Alpine'
    : name === 'adoptopenjdk'
      ? 'java on Ubuntu'
      : words.includes('slim')
        ? 'java on slim Debian'
        : 'java on Debian'
  const alpine = /alpine-?(\d+\.\d+)/.exec(found.sameSuffix)?.[1]
  const release = releaseOf(tag ?? '')
  const also = [
    ...(from.endsWith('Debian') ? ['it is made from Ubuntu, no longer from Debian'] : []),
    ...(release === undefined ? [] : [`${release} becomes the newest release of ${version}`]),
  ].join(', and ')
  return {
    kind: 'replaced',
    base: `${prefix}eclipse-temurin:${wanted}`,
    why,
    ...(also !== '' && { also }),
    from,
    alpine,
    architectures: found.architectures,
  }
}

/** `8` of `8u171-jdk` and `openjdk-8-jre`, `11` of `11.0.2-slim`. */
function versionOf(tag: string): string | undefined {
  return /^(?:openjdk-)?(\d+)(?=$|[-.u_])/.exec(tag)?.[1]
}

/** `8u171` of `8u171-jdk`, `11.0.2` of `11.0.2-slim`: eclipse-temurin has not all of them. */
function releaseOf(tag: string): string | undefined {
  return /^(?:openjdk-)?(\d+(?:u\d+|\.\d+)[\d.]*)(?=$|[-_])/.exec(tag)?.[1]
}
