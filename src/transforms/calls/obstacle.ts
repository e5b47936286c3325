import type { Range } from '../../dockerfile/text.ts'

/** What keeps a stage from a smaller base. */
export interface Obstacle {
  readonly at: Range
  readonly reason: string
  readonly unblock: string
}
