// Which tag of an image comes next, when its release cycle or the release of its distribution is over.
import { dotnetImage, dotnetTag } from '../../catalog/dotnet-images.ts'
import { cyclesOf, type Cycle } from '../../catalog/lifecycles.ts'
import { allTags, officialTag, variantsOf, type OfficialTag } from '../../catalog/official-images.ts'
import { distributionOf, isGone, versionIn, type Ended } from './ended.ts'

/** How many days a cycle should still have, to be worth the work. */
const ROOM = 183

/** Cycles after the given one that are kept up: the next one first, those behind all others that end soon. */
export function nextCycles(product: string, { released }: Cycle, today: string): readonly Cycle[] {
  const open = cyclesOf(product)
    .filter((each) => each.released > released && each.released <= today)
    .filter(({ end }) => end === undefined || end >= today)
    .sort((left, right) => (left.released < right.released ? -1 : 1))
  const longTerm = open.filter((each) => each.longTerm(today))
  const wanted = longTerm.length > 0 ? longTerm : open
  const soon = daysAfter(today, ROOM)
  const roomy = wanted.filter(({ end }) => end === undefined || end >= soon)
  return [...roomy, ...wanted.filter((each) => !roomy.includes(each))]
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The tag of another cycle that is most like a given one, of those that are kept up; undefined where there is none. */
export function tagOfCycle(
  image: string,
  tag: string,
  from: Cycle,
  to: Cycle,
  today: string,
): string | undefined {
  const { flavour, suffix } = partsOf(image, tag)
  const version = versionIn(flavour)
  // `debian:stretch-slim`, `ubuntu:xenial`: the name is the version.
  if (version === undefined && from.codename !== '' && to.codename !== '')
    return otherName(image, tag, from, to)
  const [name = ''] = flavour.split('-')
  const rest = version === undefined ? flavour.slice(name.length) : flavour.replace(/^v?\d+(?:\.\d+)*/, '')
  for (const fresh of versionsLike(image, version ?? from.cycle, from, to)) {
    const found = variantLike(image, fresh, rest, suffix, today)
    if (found !== undefined) return found
  }
  return undefined
}

/** The same for the images of .NET, else the plain tag of that version; undefined for other images. */
export function dotnetTagOfCycle(image: string, tag: string, { cycle }: Cycle): string | undefined {
  const named = dotnetImage(`${image}:${tag}`)
  if (!named) return undefined
  const version = cycle.includes('.') ? cycle : `${cycle}.0`
  return [tag.replace(/^\d+(?:\.\d+)*/, version), version].find((each) => {
    const found = dotnetTag(named.name, each)
    return found !== undefined && found.retired === undefined
  })
}

/** The same version on a release of its distribution that is kept up. */
export function tagOnOtherRelease(
  image: string,
  tag: string,
  { product, cycle }: Ended,
  today: string,
): string | undefined {
  const { flavour, suffix } = partsOf(image, tag)
  const found = variantLike(image, flavour, '', suffix, today)
  if (found !== undefined && found !== tag) return found
  return nextCycles(product, cycle, today)
    .map((next) => otherName(image, tag, cycle, next))
    .find((each) => each !== undefined)
}

/** The tag with another code name in it. */
function otherName(image: string, tag: string, from: Cycle, to: Cycle): string | undefined {
  if (from.codename === '') return undefined
  const words = tag.split('-').filter((word) => !/^\d{8}(?:\.\d+)?$/.test(word))
  const named = words.map((word) => (word === from.codename ? to.codename : word)).join('-')
  return named !== tag && isKept(image, named) ? named : undefined
}

/** A tag that is not in the data, as one of a release that is long gone, is taken apart by what it looks like. */
function partsOf(image: string, tag: string): Pick<OfficialTag, 'flavour' | 'suffix'> {
  const known = officialTag(image, tag)
  if (known) return known
  const [whole, flavour = ''] = /^(.*?)-((?:slim|alpine|[a-z]+).*)$/.exec(tag) ?? []
  return whole === undefined
    ? { flavour: tag, suffix: '' }
    : { flavour, suffix: tag.slice(flavour.length + 1) }
}

/** The versions of a cycle that say as much as the given one does: `14` is followed by `22`, `3.6.8` by `3.12.4`, else `3.12`. */
function versionsLike(image: string, version: string, from: Cycle, to: Cycle): readonly string[] {
  const depth = (each: string): number => each.split('.').length
  // How many numbers more than its cycle it has: postgres counted 9.5, 9.6, 10, 11.
  const more = depth(version) - depth(from.cycle)
  const short = to.cycle.split('.').slice(0, depth(version)).join('.')
  if (more < 0 && short !== version) return [short, to.cycle]
  const wanted = Math.min(depth(version), depth(to.cycle) + more)
  if (more <= 0 || wanted <= depth(to.cycle)) return [to.cycle]
  const full = [...allTags(image)]
    .filter((each) => each.retired === undefined)
    .map((each) => versionIn(each.flavour) ?? '')
    .filter((each) => each.startsWith(`${to.cycle}.`) && depth(each) === wanted)
    .sort((left, right) => Number(right.split('.').at(-1)) - Number(left.split('.').at(-1)))
  return [...full.slice(0, 1), to.cycle]
}

type Kind = 'full' | 'slim' | 'alpine' | 'other'

function kindOf(suffix: string): Kind {
  if (suffix.startsWith('alpine')) return suffix.includes('slim') ? 'other' : 'alpine'
  if (/(?:^|-)slim(?:-|$)/.test(suffix)) return 'slim'
  return suffix === '' || distributionOf(suffix) ? 'full' : 'other'
}

/** The same suffix where it is kept up, else that of the image's own choice among the releases of its kind. */
function variantLike(
  image: string,
  version: string,
  rest: string,
  suffix: string,
  today: string,
): string | undefined {
  const kept = variantsOf(image, version + rest || 'latest').filter((each) => each.retired === undefined)
  const release = distributionOf(suffix)
  const isFine = !release || !isGone(release.product, release.cycle, today)
  const same = kept.find((each) => each.suffix === suffix)
  if (same && isFine) return same.tag
  const kind = kindOf(suffix)
  const plain = { full: '', slim: 'slim', alpine: 'alpine', other: suffix }[kind]
  const found = kept.find((each) => each.suffix === plain)
  if (!found) return undefined
  return (release ? kept.find((each) => each.tag === found.same) : undefined)?.tag ?? found.tag
}

function isKept(image: string, tag: string): boolean {
  const found = officialTag(image, tag)
  return found !== undefined && found.retired === undefined
}
