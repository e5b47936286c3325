import type { Transform } from '../engine/transform.ts'
import { collapseRuns } from './collapse-runs/index.ts'

/** Every transform, in the one order in which they run. */
export const transforms: readonly Transform[] = [collapseRuns]
