// Docker Official Images under the names that they also have: mirrors that copy `library/` under the same names and tags, and
// images that a user says stand for one.

/** Prefixes in front of the name of an official image. */
const PREFIXES: readonly string[] = [
  // https://docs.docker.com/docker-hub/repos/manage/trusted-content/official-images/
  'docker.io/library/',
  'index.docker.io/library/',
  'registry.hub.docker.com/library/',
  'registry-1.docker.io/library/',
  'library/',
  // Without a namespace, Docker Hub takes library.
  'docker.io/',
  'index.docker.io/',
  // https://aws.amazon.com/blogs/containers/docker-official-images-now-available-on-amazon-elastic-container-registry-public/
  'public.ecr.aws/docker/library/',
  // https://cloud.google.com/artifact-registry/docs/pull-cached-dockerhub-images
  'mirror.gcr.io/library/',
]

/** An image of a user that stands for an official one. */
export interface StandIn {
  /** `node` */
  readonly as: string
  /**
   * The tags that it has: those of the official image that are listed, or names of its own with the official tag that each stands for.
   * Without them it has all that the official image has.
   */
  readonly tags?: readonly string[] | Readonly<Record<string, string>> | undefined
}

/** Under which names a user has official images. */
export interface ImageNames {
  /** Prefixes that stand for `library/`, each with the slash at its end. */
  readonly mirrors: readonly string[]
  /** By their names, without a tag: `registry.example.com/base/node`. */
  readonly images: Readonly<Record<string, StandIn>>
}

const NO_NAMES: ImageNames = { mirrors: [], images: {} }

/** The base of a FROM, as far as its spelling goes. */
export interface NamedImage {
  /** What stands in front of the name: `docker.io/library/`, or nothing. */
  readonly prefix: string
  /** `node` */
  readonly name: string
  /** The official tag that is written or meant; undefined where none is, which means latest. */
  readonly tag: string | undefined
  readonly digest: string | undefined
  /** The image of a user that is written in its place. */
  readonly own?: { readonly name: string; readonly tags: StandIn['tags'] }
}

/** The official image that a base names or stands for; undefined where it is none. */
export function officialImage(
  base: string,
  { mirrors, images }: ImageNames = NO_NAMES,
): NamedImage | undefined {
  const [, own = '', ownTag, ownDigest] =
    /^(.+?)(?::(\w[\w.-]{0,127}))?(?:@(\w+:[0-9a-f]+))?$/.exec(base) ?? []
  const image = Object.hasOwn(images, own) ? images[own] : undefined
  if (image) return standIn(own, image, ownTag, ownDigest)
  const prefix =
    [...mirrors, ...PREFIXES]
      .filter((each) => base.startsWith(each) && !base.slice(each.length).includes('/'))
      .sort((left, right) => right.length - left.length)[0] ?? ''
  const [, name, tag, digest] =
    /^([a-z0-9]+(?:[._-]+[a-z0-9]+)*)(?::(\w[\w.-]{0,127}))?(?:@(\w+:[0-9a-f]+))?$/.exec(
      base.slice(prefix.length),
    ) ?? []
  return name === undefined ? undefined : { prefix, name, tag, digest }
}

function standIn(
  own: string,
  { as, tags }: StandIn,
  tag: string | undefined,
  digest: string | undefined,
): NamedImage | undefined {
  const image: NamedImage = { prefix: '', name: as, tag, digest, own: { name: own, tags } }
  if (tags === undefined) return image
  // What latest is there only the user knows.
  if (isList(tags)) return tag === undefined && !tags.includes('latest') ? undefined : image
  const meant = Object.hasOwn(tags, tag ?? 'latest') ? tags[tag ?? 'latest'] : undefined
  return meant === undefined ? undefined : { ...image, tag: meant }
}

/** The name of an image as it is written, without its tag. */
export function writtenName({ prefix, name, own }: NamedImage): string {
  return own?.name ?? prefix + name
}

/** The reference to another official tag of the same image, in the user's words; undefined where the user's own image does not have it. */
export function withTag(image: NamedImage, tag: string): string | undefined {
  const name = writtenName(image)
  const tags = image.own?.tags
  if (tags === undefined) return `${name}:${tag}`
  const written = isList(tags)
    ? tags.find((each) => each === tag)
    : Object.keys(tags).find((each) => tags[each] === tag)
  return written === undefined ? undefined : `${name}:${written}`
}

function isList(tags: NonNullable<StandIn['tags']>): tags is readonly string[] {
  return Array.isArray(tags)
}
