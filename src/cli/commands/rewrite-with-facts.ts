import type { Facts } from '../../engine/facts.ts'
import { rewrite } from '../../engine/pipeline.ts'
import type { Rewrite, RewriteOptions } from '../../engine/rewrite.ts'

/** What a run has learnt of the world outside, and where it asks for more. */
export interface FactSource {
  readonly facts: Facts
  /** Looks these images up, so that `facts` has them. @returns false when the run was told to end meanwhile */
  look(images: readonly string[]): Promise<boolean>
}

// With what one transform was told, another may write the name of an image that nobody asked for yet.
const MAX_LOOKS = 5

/**
 * Rewrites, looks up what transforms asked for, and rewrites the text again with it, until nothing more is asked for.
 *
 * @param options with the facts of `source` @returns undefined when the run was told to end meanwhile
 */
export async function rewriteWithFacts(
  text: string,
  options: RewriteOptions,
  source: FactSource | undefined,
): Promise<Rewrite | undefined> {
  let result = rewrite(text, options)
  for (let looks = 0; source && result.wanted.length > 0 && looks < MAX_LOOKS; looks += 1) {
    if (!(await source.look(result.wanted))) return undefined
    result = rewrite(text, options)
  }
  return result
}
