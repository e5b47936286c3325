import type { Document } from '../../dockerfile/document.ts'
import { lineage } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Effect } from '../../engine/effect.ts'
import type { Obstacle } from '../calls/obstacle.ts'

/** How a stage gets another base. */
export interface Plan {
  /** The new reference. */
  readonly base: string
  /** Other stages that get it as well. */
  readonly partners?: readonly Stage[]
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
  /** What is installed for it; empty where nothing is. */
  readonly added: readonly string[]
  /** What a reviewer should know, each a short clause. */
  readonly notes: readonly string[]
  /** What the base weighed before and after; empty where it is not documented. */
  readonly sizes: string
  /** What it does to the image beside giving it other files. */
  readonly effects?: readonly Effect[]
}

/** Why it does not; without `at` for the base as a whole. */
export type NoPlan = Omit<Obstacle, 'at'> & Partial<Obstacle>

export function isPlan(plan: Plan | NoPlan): plan is Plan {
  return 'edits' in plan
}

/** The first of several obstacles, with how many more there are. */
export function firstOf(obstacles: readonly Obstacle[]): NoPlan | undefined {
  const [first] = obstacles
  if (!first || obstacles.length === 1) return first
  return { ...first, reason: `${first.reason} (and ${obstacles.length - 1} more)` }
}

/** A stage, and after it those that are built on it. */
export function stagesOn(document: Document, stage: Stage): readonly Stage[] {
  return [
    stage,
    ...document.stages.filter((each) => each !== stage && lineage(document, each).includes(stage)),
  ]
}
