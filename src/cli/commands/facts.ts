import { parseImageReference } from '../../dockerfile/image-reference.ts'
import type { DigestFact } from '../../engine/facts.ts'
import { openRegistries } from '../../registry/registry.ts'
import { Interrupted } from '../../registry/refused.ts'
import { composeImages } from '../../verify/definitions/compose-images.ts'
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
      own: () => Promise.resolve(NONE),
    }
  const registries = openRegistries({ environment, insecure, stop })
  const known = new Map<string, DigestFact>()
  return {
    facts: { digest: (image) => known.get(image) },
    own: (dockerfile) => Promise.resolve(builtHere(dockerfile, environment)),
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

const NONE: ReadonlyMap<string, DigestFact> = new Map()

/** Images that compose builds itself: what a registry has by their names is something else. */
function builtHere(dockerfile: string, environment: Environment): ReadonlyMap<string, DigestFact> {
  const facts = new Map<string, DigestFact>()
  for (const [name, file] of composeImages(dockerfile, environment)) {
    const reference = parseImageReference(name)
    if (!reference) continue
    const { registry, repository, tag = 'latest' } = reference
    const reason = `${name} is built here, by ${file}`
    const unblock = 'leave it without a digest, or name an image that a registry has'
    facts.set(`${registry}/${repository}:${tag}`, { kind: 'unknown', reason, unblock })
  }
  return facts
}

const OFFLINE: DigestFact = {
  kind: 'unknown',
  reason: 'only a registry can say which digest it has, and --offline keeps dfopt from asking',
  unblock: 'leave out --offline',
}

// Nothing is asked for what would not be written.
const NOT_SAFE: DigestFact = {
  kind: 'unknown',
  reason: 'a digest is a change for review, which --safe leaves out',
  unblock: 'leave out --safe',
}
