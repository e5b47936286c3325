/** Why a builder could not do its work, whatever the Dockerfile says. */
export interface Breakdown {
  readonly message: string
  readonly hint: string
}

type Rule = readonly [pattern: RegExp, message: (found: RegExpExecArray) => string, hint: string]

const THE_LINE = (found: RegExpExecArray): string => found.input

// In the words of docker, buildx, BuildKit, podman, buildah and containers/storage; the first that fits holds.
const RULES: readonly Rule[] = [
  [
    /no space left on device|disk quota exceeded/i,
    () => 'the builder has no space left on its disk',
    'free space where the builder keeps its images (docker system df, podman system df) and run again',
  ],
  [
    /permission denied while trying to connect|dial unix \S+: connect: permission denied/,
    () => 'this user may not talk to the engine',
    'run as a user who may: on Linux one in the group docker',
  ],
  [
    /cannot connect to the docker daemon|failed to connect to the docker api|error during connect|cannot connect to podman|unable to connect to podman/i,
    THE_LINE,
    'start the engine and run again',
  ],
  [
    /buildkit is enabled but the buildx component is missing or broken/i,
    () => "docker's buildx plugin is missing or broken",
    'install docker-buildx-plugin (docker-buildx on Debian and Ubuntu)',
  ],
  [
    /^unknown (?:shorthand )?flag:? .*/,
    (found) => `the builder does not know a flag: ${found[0]}`,
    'update the builder, or leave the setting out',
  ],
  [
    /short-name .* did not resolve/,
    THE_LINE,
    'pull the image first, or name a registry for it in registries.conf',
  ],
  [
    /^the container runtime failed: /,
    THE_LINE,
    'see whether the builder can run a container at all, or name another runtime (containers.conf, BUILDAH_RUNTIME)',
  ],
  [
    /granting entitlement (\S+) is not allowed|(\S+) is not allowed by the entitlements/,
    (found) => `the builder does not allow ${found[1] ?? found[2] ?? 'this'}`,
    'allow it in the settings of the builder (docker buildx create --buildkitd-flags)',
  ],
  [
    /(?:\beof|connection reset by peer|broken pipe|transport is closing|use of closed network connection|error reading from server.*|context canceled|code = unavailable.*|no active sessions?.*)$/i,
    (found) => `the engine went away during the build: ${found.input}`,
    'see why it stopped, start it and run again',
  ],
]

export function breakdownOf(line: string): Breakdown | undefined {
  for (const [pattern, message, hint] of RULES) {
    const found = pattern.exec(line)
    if (found) return { message: message(found), hint }
  }
  return undefined
}

/** An image that could not be fetched, and whether that is because there is none. */
export interface Unpulled {
  readonly image: string
  readonly reason: string
  readonly exists: 'no' | 'unknown'
}

// "denied" is what Docker Hub says of a repository that does not exist.
const NONE =
  /not found|manifest unknown|name unknown|denied|unauthorized|no match for platform|does not exist|invalid reference/i

export function unpulled(line: string): Unpulled | undefined {
  const found =
    /failed to resolve source metadata for (?<image>\S+): (?<reason>.*)$/.exec(line) ??
    /(?:initializing source|pinging container registry|[Uu]nable to copy from source) (?<image>\S+): (?<reason>.*)$/.exec(
      line,
    ) ??
    /^(?<reason>failed to do request: \w+ "https?:\/\/(?<image>[^"]*)".*)$/.exec(line) ??
    /^(?:(?<image>\S+): )?(?<reason>failed to (?:copy|fetch)\b.*(?:httpReadSeeker|failed to do request).*)$/.exec(
      line,
    )
  if (!found?.groups) return undefined
  const { reason = '' } = found.groups
  const image = (found.groups['image'] ?? '')
    .replace(/^docker:\/\//, '')
    .replace('/v2/', '/')
    .replace('/manifests/', ':')
  return {
    image,
    reason: reason.replace(/^failed to do request: \w+ "[^"]*": /, ''),
    exists: NONE.test(reason) ? 'no' : 'unknown',
  }
}
