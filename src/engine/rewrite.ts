// What goes into a rewrite and what comes out of it.
import type { Project } from '../project/project.ts'
import type { CompanionFile } from './companion.ts'
import type { Change, Note, Refusal } from './change.ts'
import type { Facts } from './facts.ts'
import type { Provenance } from './provenance.ts'
import type { Settings } from './settings.ts'
import type { Transform } from './transform.ts'

export interface RewriteOptions {
  /** In the order in which they run. */
  readonly transforms: readonly Transform[]
  /** Ids of those of them whose changes are told as findings and not made. */
  readonly reportOnly?: readonly string[]
  /** Leave out changes that are not safe. */
  readonly safeOnly?: boolean
  /** Stages that are built on their own, besides the final one. */
  readonly targets?: readonly string[]
  /** Asked for each change before it is made. A change that it turns down is neither made nor reported. */
  readonly accept?: (change: Change) => boolean
  /** The build context; without it transforms know the Dockerfile alone. */
  readonly project?: Project
  /** The day by which the end of a life is judged, as 2026-11-22; without it nothing has ended. */
  readonly today?: string
  readonly settings?: Partial<Settings>
  /** What was gathered for transforms that ask for more; none where absent. */
  readonly facts?: Facts
}

export interface RewriteError {
  readonly message: string
  readonly line: number | undefined
  readonly hint: string
}

export interface Rewrite {
  readonly status: 'changed' | 'unchanged' | 'skipped' | 'failed'
  readonly input: string
  readonly output: string
  /** What is written beside it, in the build context; they go together. */
  readonly companions: readonly CompanionFile[]
  /** Applied changes in the order of their application, then manual findings. */
  readonly changes: readonly Change[]
  readonly refusals: readonly Refusal[]
  readonly notes: readonly Note[]
  /** Why the file failed or was skipped. */
  readonly error: RewriteError | undefined
  /** Change numbers in it are places in `changes`. */
  readonly provenance: Provenance
  /**
   * How often the list of transforms ran; 2 where anything changed and every transform did its work at once, 3 where one of them asked
   * a registry.
   */
  readonly rounds: number
  /** Images whose digest a transform asked for and `facts` does not have. With them, a rewrite of the input goes further. */
  readonly wanted: readonly string[]
}
