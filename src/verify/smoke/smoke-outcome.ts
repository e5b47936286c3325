import type { BuiltImage, Builder, Limits } from '../builder.ts'
import type { FileTree } from '../image.ts'
import type { SmokeResult } from '../verification.ts'

export interface SmokeSubject {
  readonly image: BuiltImage
  readonly files: FileTree
}

/** What all smoke runs of one pair of images have in common. */
export interface SmokeBench {
  readonly builder: Builder
  readonly before: SmokeSubject
  readonly after: SmokeSubject
  readonly network: string | undefined
  /** For each run of each image. */
  readonly limits: Limits
  /** Told what is being run, in a line each. */
  readonly progress: (line: string) => void
}

/** What came of one wish. */
export type WishOutcome =
  { readonly kind: 'compared'; readonly result: SmokeResult } | Unusable | { readonly kind: 'interrupted' }

/** The original does not do what was asked of it, so that nothing can be said of the rewrite. */
export interface Unusable {
  readonly kind: 'unusable'
  /** The command, or the port and path. */
  readonly name: string
  readonly message: string
  readonly hint: string
  /** What was printed or logged. */
  readonly details: readonly string[]
}

export const INTERRUPTED = { kind: 'interrupted' } as const

/** Asked anew each time: a signal changes while one waits. */
export function isStopped({ stop }: Pick<Limits, 'stop'>): boolean {
  return stop.aborted
}
