import type { Facts, OwnImage } from '../../engine/facts.ts'
import { rewrite } from '../../engine/pipeline.ts'
import type { Rewrite, RewriteOptions } from '../../engine/rewrite.ts'

/** What a run has learnt of the world outside, and where it asks for more. */
export interface FactSource {
  readonly facts: Facts
  /** Looks these images up, so that `facts` has them. @returns false when the run was told to end meanwhile */
  look(images: readonly string[]): Promise<boolean>
  /** Names that the project of a Dockerfile, given by its path, has a meaning of its own for, with registry and tag. */
  own(dockerfile: string): ReadonlyMap<string, OwnImage>
}

// With what one transform was told, another may write the name of an image that nobody asked for yet.
const MAX_LOOKS = 5

/**
 * Rewrites, looks up what transforms asked for, and rewrites the text again with it, until nothing more is asked for.
 *
 * @param options with the facts of `source` @param dockerfile its absolute path @returns undefined when the run was told to end meanwhile
 */
export async function rewriteWithFacts(
  text: string,
  options: RewriteOptions,
  source: FactSource | undefined,
  dockerfile?: string,
): Promise<Rewrite | undefined> {
  if (!source) return rewrite(text, options)
  const own = dockerfile === undefined ? undefined : source.own(dockerfile)
  const facts: Facts = { digest: (image) => source.facts.digest(image), own: (image) => own?.get(image) }
  let result = rewrite(text, { ...options, facts })
  for (let looks = 0; result.wanted.length > 0 && looks < MAX_LOOKS; looks += 1) {
    if (!(await source.look(result.wanted))) return undefined
    result = rewrite(text, { ...options, facts })
  }
  return result
}
