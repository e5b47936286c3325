import { parseImageReference } from '../../dockerfile/image-reference.ts'
import type { DigestFact, OwnImage } from '../../engine/facts.ts'
import { openRegistries } from '../../registry/registry.ts'
import { Interrupted } from '../../registry/refused.ts'
import { ownNames } from '../../verify/definitions/own-names.ts'
import type { RegistryWishes } from '../command.ts'
import type { Environment } from '../terminal.ts'
import type { FactSource } from './rewrite-with-facts.ts'

/** Where the facts come from that transforms ask for. Nothing is asked for before one of them does. */
export function factSource(
  { offline, insecure }: RegistryWishes,
  safe: boolean,
  environment: Environment,
  stop: AbortSignal,
): FactSource {
  const closed = offline ? OFFLINE : safe ? NOT_SAFE : undefined
  if (closed)
    return {
      facts: { digest: () => closed },
      look: () => Promise.resolve(true),
      own: () => NONE,
    }
  const registries = openRegistries({ environment, insecure, stop })
  const known = new Map<string, DigestFact>()
  return {
    facts: { digest: (image) => known.get(image) },
    own: (dockerfile) => ownImages(dockerfile, environment),
    async look(images) {
      try {
        await Promise.all(
          images.map(async (image) => {
            known.set(image, await registries.digest(image))
          }),
        )
        return true
      } catch (error) {
        if (error instanceof Interrupted) return false
        throw error
      }
    },
  }
}

const NONE: ReadonlyMap<string, OwnImage> = new Map()

/** Images that the project builds itself, and names that stand for a build context: what a registry has by them is something else. */
function ownImages(dockerfile: string, environment: Environment): ReadonlyMap<string, OwnImage> {
  const images = new Map<string, OwnImage>()
  for (const { name, file, kind } of ownNames(dockerfile, environment)) {
    // BuildKit lets the name of a context be followed by a platform.
    const reference = parseImageReference(name.replace(/::.*$/, ''))
    if (!reference) continue
    const { registry, repository, tag = 'latest' } = reference
    images.set(
      `${registry}/${repository}:${tag}`,
      kind === 'context'
        ? {
            reason: `${name} is the name of a build context in ${file}, which says what the build takes for it`,
            unblock: `leave it without a digest, with which the name would be another; pin what ${file} names where that is an image`,
          }
        : {
            reason: `${name} is built here, by ${file}`,
            unblock: 'leave it without a digest, or name an image that a registry has',
          },
    )
  }
  return images
}

const OFFLINE: DigestFact = {
  kind: 'unknown',
  reason: 'only a registry can say which digest it has, and offline keeps dfopt from asking',
  unblock: 'leave out --offline, or offline in the configuration',
}

// Nothing is asked for what would not be written.
const NOT_SAFE: DigestFact = {
  kind: 'unknown',
  reason: 'a digest is a change for review, which --safe leaves out',
  unblock: 'leave out --safe',
}
