import type { Effect } from './effect.ts'
import type { Level } from './transform.ts'

/** A change as it is reported; lines are those of the original file, 1-based. */
export interface Change {
  readonly transform: string
  readonly level: Level
  readonly line: number
  readonly endLine: number
  readonly message: string
  readonly reason: string
  /** What it may do to the image. */
  readonly effects: readonly Effect[]
}

export interface Refusal {
  readonly transform: string
  readonly line: number
  readonly reason: string
  readonly unblock: string
  /** Nothing would be gained: shown under --verbose only. */
  readonly quiet: boolean
}

/** Something that a person should hear of and that is neither: a comment that suppresses nothing, a defect of dfopt. */
export interface Note {
  readonly kind: 'unused-ignore' | 'defect'
  readonly line: number
  readonly message: string
}
