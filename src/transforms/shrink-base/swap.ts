// Which smaller variant of its official image a stage could be built on.
import { officialImage, withTag, type ImageNames, type NamedImage } from '../../catalog/image-name.ts'
import { unnamedRelease } from '../../catalog/image-contents.ts'
import { dotnetImage, dotnetReference, dotnetTag, dotnetVariants } from '../../catalog/dotnet-images.ts'
import { asOfficial, dotnetName } from '../../catalog/known-image.ts'
import { cycleOf } from '../../catalog/lifecycles.ts'
import { officialTag, variantsOf, type OfficialTag } from '../../catalog/official-images.ts'
import { documentedSize } from '../../catalog/image-facts.ts'
import type { Stage } from '../../dockerfile/stage.ts'

export interface Swap {
  readonly stage: Stage
  readonly image: NamedImage
  readonly kind: 'slim' | 'alpine' | 'jre' | 'jre-alpine'
  readonly from: OfficialTag
  readonly to: OfficialTag
  /** The new reference, with everything in front of the name as it was. */
  readonly text: string
}

/**
 * Images whose data or accounts differ between the variants: the ids of users (postgres 999 and 70), locales and the order in
 * which they sort. An index that one has written is wrong for the other.
 */
const KEEPS_DATA =
  /^(?:postgres|mysql|mariadb|percona|mongo|mongo-express|redis|valkey|rabbitmq|cassandra|couchdb|couchbase|neo4j|influxdb|elasticsearch|opensearch|solr|memcached|arangodb|crate|orientdb|rethinkdb|aerospike|cockroachdb|clickhouse|zookeeper|nextcloud|owncloud|wordpress|drupal|joomla|ghost|redmine|matomo|mediawiki|phpbb)$/

/** The base of a stage as a full variant of an official image; undefined for everything else. */
export function fullImage(
  stage: Stage,
  names: ImageNames,
): { readonly image: NamedImage; readonly tag: OfficialTag } | undefined {
  if (stage.parent !== undefined || stage.resolvedBase === undefined) return undefined
  const image = officialImage(stage.resolvedBase, names)
  const tag = image && officialTag(image.name, image.tag)
  return image && tag && isFull(tag.suffix) && !KEEPS_DATA.test(image.name) ? { image, tag } : undefined
}

/** What to do where an image is too old for anything to be known of its parts. */
export const KEPT_UP = 'build on a version of the image that is still kept up'

/** A suffix that says no more than the release of Debian or Ubuntu. */
function isFull(suffix: string): boolean {
  return suffix === '' || CODENAME.test(suffix)
}

const CODENAME =
  /^(?:wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|precise|trusty|xenial|bionic|focal|jammy|noble|resolute)$/

/** The variant of the same version, kept up at least as long; undefined where there is none. */
export function swapOf(
  stage: Stage,
  { image, tag: from }: NonNullable<ReturnType<typeof fullImage>>,
  kind: 'slim' | 'alpine',
): Swap | undefined {
  const wanted =
    kind === 'alpine'
      ? ['alpine']
      : from.suffix === ''
        ? ['slim']
        : [`${from.suffix}-slim`, `slim-${from.suffix}`]
  const variants = variantsOf(image.name, image.tag)
  const first = variants.find(({ suffix }) => wanted.includes(suffix))
  // A user's own image may have it under another of its names.
  const to = [first, ...variants.filter(({ same }) => same === first?.same)].find(
    (each) => each && withTag(image, each.tag) !== undefined,
  )
  const text = to && withTag(image, to.tag)
  if (!to || text === undefined || isOlder(to, from) || (kind === 'slim' && !isSameRelease(from, to)))
    return undefined
  return { stage, image, kind, from, to, text }
}

/** The alpine variant of an image of .NET, whose other variants are as large as each other. */
export function dotnetSwap(stage: Stage): Swap | undefined {
  const named = stage.parent === undefined ? dotnetImage(stage.resolvedBase ?? '') : undefined
  const from = named && dotnetTag(named.name, named.tag)
  // Who names a release of Debian or Ubuntu has chosen it.
  if (
    !named ||
    !/^(?:aspnet|runtime|runtime-deps)$/.test(named.name) ||
    from?.variant !== '' ||
    from.system.startsWith('alpine')
  )
    return undefined
  const [to] = dotnetVariants(named.name, from.version)
    .filter(
      ({ variant, retired }) =>
        /^alpine(?:3\.\d+)?$/.test(variant) && (retired ?? '9') >= (from.retired ?? '9'),
    )
    .sort(
      (left, right) => left.variant.length - right.variant.length || (left.variant < right.variant ? 1 : -1),
    )
  const text = to && dotnetReference(named.name, to.tag)
  return to && text !== undefined
    ? {
        stage,
        image: dotnetName(named.name, named.tag),
        kind: 'alpine',
        from: asOfficial(from),
        to: asOfficial(to),
        text,
      }
    : undefined
}

/** The JRE of the same version in place of the JDK, on the same system or on Alpine. */
export function jreSwap(stage: Stage, names: ImageNames, kind: 'jre' | 'jre-alpine'): Swap | undefined {
  if (stage.parent !== undefined || stage.resolvedBase === undefined) return undefined
  const image = officialImage(stage.resolvedBase, names)
  const from = image && officialTag(image.name, image.tag)
  const flavour = image && from && jreFlavour(image.name, from)
  if (!image || !from || flavour === undefined || (kind === 'jre-alpine' && from.suffix !== ''))
    return undefined
  const suffix = kind === 'jre' ? from.suffix : 'alpine'
  const to = officialTag(image.name, suffix === '' ? flavour : `${flavour}-${suffix}`)
  if (!to || isOlder(to, from) || (kind === 'jre' && to.sameSuffix !== from.sameSuffix)) return undefined
  const text = withTag(image, to.tag)
  return text === undefined ? undefined : { stage, image, kind, from, to, text }
}

/** What the tags of the JRE begin with; undefined for those that are of a JRE already, and for images whose JRE differs in more. */
function jreFlavour(name: string, { flavour, retired }: OfficialTag): string | undefined {
  if (name === 'eclipse-temurin' && !flavour.includes('-jre') && /^\d/.test(flavour))
    return `${flavour.replace(/-jdk$/, '')}-jre`
  // Those of openjdk, which were given up in 2022, were made from other systems.
  if (name === 'tomcat' && /-jdk\d/.test(flavour) && (flavour.includes('-temurin') || retired === undefined))
    return flavour.replace('-jdk', '-jre')
  return undefined
}

function isOlder(to: OfficialTag, from: OfficialTag): boolean {
  return to.retired !== undefined && (from.retired === undefined || to.retired < from.retired)
}

function isSameRelease(from: OfficialTag, to: OfficialTag): boolean {
  const release = to.sameSuffix.replace(/^slim-?|-?slim$/, '')
  return from.sameSuffix === release
}

/** The code name of the release that the image is made from: `bookworm`; undefined where its tags do not tell. */
export function codenameOf({ from, image }: Pick<Swap, 'from' | 'image'>): string | undefined {
  if (CODENAME.test(from.sameSuffix)) return from.sameSuffix
  const unnamed = from.retired === undefined ? undefined : unnamedRelease(image.name, from.retired)
  if (unnamed !== undefined) return unnamed
  if (image.name !== 'debian') return undefined
  const [first = ''] = from.flavour.split(/[-.]/)
  if (CODENAME.test(first)) return first
  return cycleOf('debian', first)?.codename ?? (from.retired === undefined ? SUITES[first] : undefined)
}

const SUITES: Readonly<Record<string, string>> = {
  '': 'trixie',
  stable: 'trixie',
  oldstable: 'bookworm',
  oldoldstable: 'bullseye',
  // Since Debian 11 both variants have the same packages: what is to come has that, too.
  forky: 'trixie',
  testing: 'trixie',
  sid: 'trixie',
  unstable: 'trixie',
}

/** The release of Alpine behind the new tag: `3.22`. */
export function alpineReleaseOf({ to }: Pick<Swap, 'to'>): string | undefined {
  return /alpine-?(\d+\.\d+)/.exec(to.sameSuffix)?.[1]
}

/** What the image weighed before and after, as documented; for another version where this one is not. */
export function sizesOf({ image, from, to, kind }: Swap): string {
  const own = pairOf(image.name, from.tag, to.tag)
  // A tag that is kept up is another image by now.
  if (own && (from.retired !== undefined || own.date > '2025')) return own.text
  for (const [full, small] of EXAMPLES[image.name] ?? []) {
    if (kindOf(full, small) !== kind) continue
    const pair = pairOf(image.name, full, small)
    if (pair) return `${image.name}:${full}: ${pair.text}`
  }
  return ''
}

function kindOf(full: string, small: string): Swap['kind'] {
  const isJre = small.includes('jre') && !full.includes('jre')
  if (small.includes('alpine') && !full.includes('alpine')) return isJre ? 'jre-alpine' : 'alpine'
  return isJre ? 'jre' : 'slim'
}

const EXAMPLES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  node: [
    ['22-bookworm', '22-slim'],
    ['22-bookworm', '22-alpine'],
  ],
  python: [
    ['3-trixie', '3-slim'],
    ['3-trixie', '3-alpine'],
  ],
  ruby: [
    ['3-bookworm', '3-slim-bookworm'],
    ['3-bookworm', '3-alpine'],
  ],
  rust: [['1-trixie', '1-slim']],
  golang: [['1-trixie', '1-alpine']],
  php: [['8-cli-bookworm', '8-fpm-alpine']],
  nginx: [['1-trixie', '1-alpine']],
  httpd: [['2-trixie', '2-alpine']],
  'eclipse-temurin': [
    ['21-jdk-noble', '21-jre-noble'],
    ['21-jdk-noble', '21-jre-alpine'],
    ['21-jre-noble', '21-jre-alpine'],
    ['21-jdk-noble', '21-jdk-alpine'],
  ],
  debian: [['8', '8-slim']],
}

/** `2025-26` is how a source names sizes of two years. */
function spoken(date: string): string {
  return date.replace(/^(20\d\d)-(2\d)$/, '$1 and 20$2')
}

/** Only of one date: sizes of different years tell nothing of the difference. */
function pairOf(
  name: string,
  from: string,
  to: string,
): { readonly text: string; readonly date: string } | undefined {
  const [before, after] = [documentedSize(name, from), documentedSize(name, to)]
  if (!before || before.date !== after?.date || after.megabytes >= before.megabytes) return undefined
  const [large, small] = [Math.round(before.megabytes), Math.round(after.megabytes)]
  return { text: `${large} MB to ${small} MB compressed, as of ${spoken(before.date)}`, date: before.date }
}
