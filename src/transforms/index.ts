import type { Transform } from '../engine/transform.ts'

/** Every transform, in the one order in which they run. */
export const transforms: readonly Transform[] = []
