// What of a base image is not kept up any more on a day.
import { cycleNamed, cycleOf, cyclesOf, productOf, type Cycle } from '../../catalog/lifecycles.ts'

/** A release cycle that a tag names and that is over. */
export interface Ended {
  readonly product: string
  readonly cycle: Cycle
  /** `Node.js 14 ended on 2023-04-30` */
  readonly text: string
}

/** The version of what the image is for; undefined where its tag names none, or one that is kept up. */
export function endedVersion(image: string, tag: string, today: string): Ended | undefined {
  const product = productOf(image)
  if (product === undefined || BUILD_TOOLS.has(product)) return undefined
  const cycle = cycleOfTag(product, tag)
  return cycle && isGone(product, cycle, today) ? ended(product, cycle, today) : undefined
}

/** The distribution that the tag names beside it: `buster` in `22-buster-slim`, `alpine3.15` in `3.12-alpine3.15`. */
export function endedDistribution(tag: string, today: string): Ended | undefined {
  const found = distributionOf(tag)
  return found && isGone(found.product, found.cycle, today)
    ? ended(found.product, found.cycle, today)
    : undefined
}

export function distributionOf(tag: string): { readonly product: string; readonly cycle: Cycle } | undefined {
  const alpine = /(?:^|-)alpine-?(3\.\d+)(?=-|$)/.exec(tag)?.[1]
  if (alpine !== undefined) {
    const cycle = cycleOf('alpine-linux', alpine)
    return cycle && { product: 'alpine-linux', cycle }
  }
  for (const word of tag.split('-').filter((each) => /^[a-z]+$/.test(each))) {
    for (const product of ['debian', 'ubuntu']) {
      const cycle = cycleNamed(product, word)
      if (cycle) return { product, cycle }
    }
  }
  return undefined
}

// Each of their releases ends the one before: an older one is no danger to what it builds.
const BUILD_TOOLS = new Set(['rust', 'apache-maven', 'gradle', 'composer', 'julia', 'apache-groovy'])

// https://github.com/nodejs/Release#release-schedule
const NODE_NAMES: Readonly<Record<string, string>> = {
  argon: '4',
  boron: '6',
  carbon: '8',
  dubnium: '10',
  erbium: '12',
  fermium: '14',
  gallium: '16',
  hydrogen: '18',
  iron: '20',
  jod: '22',
  krypton: '24',
}

/** The cycle that a tag is of; for a tag such as php:7, which moves from cycle to cycle, the last one that it can come to. */
function cycleOfTag(product: string, tag: string): Cycle | undefined {
  const [word = ''] = tag.split('-')
  const version = product === 'nodejs' ? (NODE_NAMES[word] ?? versionIn(tag)) : versionIn(tag)
  if (version === undefined) return cycleNamed(product, word)
  return cycleOf(product, version) ?? cyclesOf(product).find(({ cycle }) => cycle.startsWith(`${version}.`))
}

/** `3.6.8` of `3.6.8-slim`, `11.0.4` of `11.0.4_11-jdk`, `8` of `8u212-b03-jdk`. */
export function versionIn(tag: string): string | undefined {
  return /^v?(\d+(?:\.\d+)*)(?=$|[-_u])/.exec(tag)?.[1]
}

/** Debian's LTS is for everybody and comes with the images; what Ubuntu and others sell is for those who buy it. */
export function isGone(product: string, { end, extendedEnd }: Cycle, today: string): boolean {
  if (end === undefined) return false
  return (product === 'debian' ? (extendedEnd ?? end) : end) < today
}

function ended(product: string, cycle: Cycle, today: string): Ended {
  const { end = '', extendedEnd, codename } = cycle
  const name = `${cycle.product} ${cycle.cycle}${product === 'debian' ? ` (${codename})` : ''}`
  const over = end === '' ? `${name} has ended` : `${name} ended on ${end}`
  if (product === 'debian' && extendedEnd !== undefined && extendedEnd > end)
    return { product, cycle, text: `${over} and its LTS on ${extendedEnd}` }
  if (product === 'ubuntu' && extendedEnd !== undefined && extendedEnd >= today)
    return { product, cycle, text: `${over} but for Ubuntu Pro` }
  return { product, cycle, text: over }
}
