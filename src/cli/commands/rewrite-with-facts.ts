import type { DigestFact, Facts } from '../../engine/facts.ts'
import { rewrite } from '../../engine/pipeline.ts'
import type { Rewrite, RewriteOptions } from '../../engine/rewrite.ts'

/** What a run has learnt of the world outside, and where it asks for more. */
export interface FactSource {
  readonly facts: Facts
  /** Looks these images up, so that `facts` has them. @returns false when the run was told to end meanwhile */
  look(images: readonly string[]): Promise<boolean>
  /** What holds for the project of one Dockerfile alone, by its path: images that are built there. */
  own(dockerfile: string): Promise<ReadonlyMap<string, DigestFact>>
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
  let result = rewrite(text, options)
  if (!source || result.wanted.length === 0) return result
  const own = dockerfile === undefined ? undefined : await source.own(dockerfile)
  const facts: Facts = { digest: (image) => own?.get(image) ?? source.facts.digest(image) }
  for (let looks = 0; result.wanted.length > 0 && looks < MAX_LOOKS; looks += 1) {
    const wanted = result.wanted.filter((image) => facts.digest(image) === undefined)
    if (wanted.length > 0 && !(await source.look(wanted))) return undefined
    result = rewrite(text, { ...options, facts })
  }
  return result
}
