// What takes the place of base images that are given up.
import { officialImage, writtenName, type ImageNames } from '../../catalog/image-name.ts'
import { deprecationOf, officialTag } from '../../catalog/official-images.ts'
import { dotnetSuccessor } from './dotnet.ts'
import { javaSuccessor } from './java.ts'
import type { Renamed, Replaced, Successor, Unclear } from './successor.ts'

/** Undefined for an image that is not given up, or of which nothing is known. */
export function successorOf(base: string, names: ImageNames): Successor | undefined {
  const [reference = ''] = base.split('@')
  const image = officialImage(reference, names)
  if (image) {
    // Whether a user's own images have what takes its place is not known.
    const java = image.own ? undefined : javaSuccessor(image)
    if (java) return java
    return official(writtenName(image), image.name, image.tag)
  }
  const colon = /:[\w][\w.-]*$/.exec(reference)
  const name = (colon ? reference.slice(0, colon.index) : reference).replace(/^(?:index\.)?docker\.io\//, '')
  const tag = colon?.[0].slice(1)
  return (
    dotnetSuccessor(name, tag) ??
    kubernetes(name, tag) ??
    alpine(name, tag) ??
    OTHERS.find(({ names }) => names.test(name))?.answer(name, tag)
  )
}

function official(written: string, name: string, tag: string | undefined): Unclear | undefined {
  const found = deprecationOf(name, tag)
  if (!found) return undefined
  const { successors, since } = found
  const why = `${name} is deprecated${since === '' ? '' : ` since ${since}`}: the image is not built again`
  const choices =
    name === 'centos' ? ['almalinux', 'rockylinux/rockylinux', 'quay.io/centos/centos (Stream)'] : successors
  if (choices.length === 0) return { kind: 'unclear', advice: `Move away from ${written}`, why }
  return { kind: 'unclear', advice: `Replace ${written} by ${either(choices)}`, why }
}

function either(choices: readonly string[]): string {
  return choices.length < 2
    ? choices.join('')
    : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`
}

// https://kubernetes.io/blog/2023/03/10/image-registry-redirect/: the same images under the same names.
function kubernetes(name: string, tag: string | undefined): Renamed | undefined {
  if (!name.startsWith('k8s.gcr.io/')) return undefined
  return {
    kind: 'renamed',
    base: `registry.k8s.io/${name.slice('k8s.gcr.io/'.length)}${tag === undefined ? '' : `:${tag}`}`,
    why: 'k8s.gcr.io is frozen since 2023-04-03, and its images are at registry.k8s.io',
  }
}

function alpine(name: string, tag: string | undefined): Replaced | Unclear | undefined {
  if (name === 'gliderlabs/alpine') {
    const why = 'gliderlabs/alpine is not built any more, and there is an official image'
    if (!/^3\.\d+$/.test(tag ?? '') || !officialTag('alpine', tag))
      return unclear('Replace gliderlabs/alpine by alpine, with the release that this file is meant for', why)
    return {
      kind: 'replaced',
      base: `alpine:${tag ?? ''}`,
      why,
      from: 'the same Alpine',
      alpine: tag,
      architectures: [],
    }
  }
  if (name !== 'mhart/alpine-node') return undefined
  // https://github.com/mhart/alpine-node#deprecated
  const why = 'mhart/alpine-node is deprecated in favour of the official image'
  const wanted = nodeTag(tag)
  const found = wanted === undefined ? undefined : officialTag('node', wanted)
  if (!found)
    return unclear(
      'Replace mhart/alpine-node by node with an alpine tag of the version that this file is meant for',
      why,
    )
  const release = /alpine-?(\d+\.\d+)/.exec(found.sameSuffix)?.[1]
  const { architectures } = found
  return {
    kind: 'replaced',
    base: `node:${found.tag}`,
    why,
    from: 'node on Alpine',
    alpine: release,
    architectures,
  }
}

/** Its tags are versions, with `slim-` (without npm) or `base-` in front; what latest was is not what it is elsewhere. */
function nodeTag(tag: string | undefined): string | undefined {
  const version = /^(?:slim-|base-)?(\d+(?:\.\d+)*)$/.exec(tag ?? '')?.[1]
  return version === undefined ? undefined : `${version}-alpine`
}

function unclear(advice: string, why: string): Unclear {
  return { kind: 'unclear', advice, why }
}

interface Other {
  readonly names: RegExp
  answer(name: string, tag: string | undefined): Successor | undefined
}

const OTHERS: readonly Other[] = [
  {
    // https://discuss.circleci.com/t/legacy-convenience-image-deprecation/41034
    names:
      /^circleci\/(?:node|python|ruby|golang|openjdk|php|elixir|rust|android|buildpack-deps|postgres|mysql|redis|mariadb|clojure)$/,
    answer: (name) => {
      const fresh =
        { golang: 'go', 'buildpack-deps': 'base' }[name.slice('circleci/'.length)] ??
        name.slice('circleci/'.length)
      return unclear(
        `Replace ${name} by cimg/${fresh}`,
        'the images of circleci are deprecated since 2021 in favour of those of cimg, whose tags differ',
      )
    },
  },
  {
    names: /^(?:anapsix\/alpine-java|frolvlad\/alpine-(?:oraclejdk8|oraclejre8|java|openjdk8|openjdk7))$/,
    answer: (name) =>
      unclear(`Replace ${name} by eclipse-temurin with an alpine tag`, `${name} is not built any more`),
  },
  {
    names: /^jenkinsci\/(?:jenkins|blueocean|docker)$/,
    answer: (name) =>
      unclear(
        `Replace ${name} by jenkins/jenkins:lts`,
        `${name} is deprecated: Jenkins publishes jenkins/jenkins`,
      ),
  },
  {
    // README.md of https://github.com/GoogleContainerTools/distroless: what stands on a release of Debian ends with it.
    names: /^gcr\.io\/distroless\/\w+(?:-\w+)*-debian(?:9|10|11)$/,
    answer: (name) =>
      unclear(
        `Replace ${name} by ${name.replace(/\d+$/, '13')}`,
        `${name} stands on a release of Debian that distroless does not build for any more`,
      ),
  },
]
