// Docker Official Images under the names that they also have: mirrors that copy `library/` under the same names and tags.

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

/** The base of a FROM, as far as its spelling goes. */
export interface NamedImage {
  /** What stands in front of the name: `docker.io/library/`, or nothing. */
  readonly prefix: string
  /** `node` */
  readonly name: string
  /** As written; undefined where none is, which means latest. */
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/**
 * The official image that a base names; undefined where it is none.
 * @param mirrors more prefixes that stand for `library/`, each with the slash at its end
 */
export function officialImage(base: string, mirrors: readonly string[] = []): NamedImage | undefined {
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
