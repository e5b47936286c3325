// Which distroless image has the language of an official image, in the same version.
import {
  distrolessDate,
  distrolessImage,
  distrolessMajors,
  distrolessVersion,
  type DistrolessImage,
} from '../../../catalog/distroless.ts'
import type { NamedImage } from '../../../catalog/image-name.ts'
import { officialTag } from '../../../catalog/official-images.ts'
import type { NoPlan } from '../plan.ts'

export type Language = 'node' | 'python' | 'java'

export interface Runtime {
  readonly language: Language
  /** As a reader knows it: `Node.js 24`. */
  readonly title: string
  readonly image: DistrolessImage
  /** `nodejs24` */
  readonly name: string
  /** What a reviewer should know of it. */
  readonly note: string
}

const LANGUAGES: Readonly<Record<string, Language>> = {
  node: 'node',
  python: 'python',
  'eclipse-temurin': 'java',
  amazoncorretto: 'java',
  openjdk: 'java',
  sapmachine: 'java',
  ibmjava: 'java',
}

/** Undefined for images that are made for no language that there is a distroless image for. */
export function runtimeOf({ name, tag }: NamedImage): Runtime | NoPlan | undefined {
  const language = Object.hasOwn(LANGUAGES, name) ? LANGUAGES[name] : undefined
  const found = officialTag(name, tag)
  if (language === undefined || !found) return undefined
  switch (language) {
    case 'node':
      return numbered('node', 'nodejs', 'Node.js', found.flavour)
    case 'java':
      return javaRuntime(name, found.flavour)
    case 'python':
      return pythonRuntime(found.flavour)
  }
}

function numbered(
  language: Language,
  kind: 'nodejs' | 'java',
  title: string,
  flavour: string,
): Runtime | NoPlan {
  const [, version, more] = /^(\d+)([\d._]*)(?:$|-)/.exec(flavour) ?? []
  const majors = distrolessMajors(kind)
  const list = `${majors.slice(0, -1).join(', ')} and ${majors.at(-1) ?? ''}`
  if (version === undefined)
    return {
      reason: `which ${title} the tag stands for changes with time`,
      unblock: `name ${list.replace(' and ', ' or ')} in the tag`,
    }
  const name = `${kind}${version}`
  const image = distrolessImage(name)
  if (!image)
    return {
      reason: `there are distroless images of ${title} ${list} alone, as of ${distrolessDate()}`,
      unblock: `move to ${title} ${majors.at(-1) ?? ''}`,
    }
  if (more !== '')
    return {
      reason: `the tag asks for ${title} ${version}${more ?? ''}, and distroless images only have the newest of ${version}`,
      unblock: `name ${version} alone in the tag`,
    }
  const exact = distrolessVersion(name)
  return {
    language,
    title: `${title} ${version}`,
    image,
    name,
    note: exact === '' ? '' : `it had ${title} ${exact} on ${distrolessDate()}`,
  }
}

function javaRuntime(image: string, flavour: string): Runtime | NoPlan {
  if (image !== 'eclipse-temurin')
    return {
      reason: `distroless images have the builds of Eclipse Temurin, not those of ${image}`,
      unblock: 'move to eclipse-temurin first',
    }
  if (!flavour.endsWith('-jre'))
    return {
      reason: 'distroless images have no JDK, and whether the program uses one is not known',
      unblock: 'try a -jre tag of eclipse-temurin first',
    }
  const found = numbered('java', 'java', 'Java', flavour)
  return 'reason' in found
    ? found
    : { ...found, note: `${found.note}; LANG is C.UTF-8 in it, so that the default locale of Java is en` }
}

function pythonRuntime(flavour: string): Runtime | NoPlan {
  const image = distrolessImage('python3')
  const version = distrolessVersion('python3')
  const minor = version.split('.').slice(0, 2).join('.')
  if (!image || flavour !== minor)
    return {
      reason: `the distroless image has the newest Python ${minor} of Debian, and the tag asks for ${flavour === '' ? 'whatever is newest' : flavour}`,
      unblock: `move to python:${minor}`,
    }
  return {
    language: 'python',
    title: `Python ${minor}`,
    image,
    name: 'python3',
    note: `it had Debian's Python ${version} on ${distrolessDate()}`,
  }
}
