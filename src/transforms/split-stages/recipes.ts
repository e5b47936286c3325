import { go } from './recipes/go.ts'
import { java } from './recipes/java.ts'
import type { Recipe } from './split-plan.ts'

/** The first that knows a stage plans its split. */
export const recipes: readonly Recipe[] = [go, java]
