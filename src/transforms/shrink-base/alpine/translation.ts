// What a translation is put together from.
import type { Document } from '../../../dockerfile/document.ts'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import type { Project } from '../../../project/project.ts'
import type { Call } from '../../calls/calls.ts'
import type { Obstacle } from '../../calls/obstacle.ts'

export interface AlpineSwap {
  readonly document: Document
  /** The stage whose base changes, first, and those that are built FROM it. */
  readonly stages: readonly Stage[]
  /** The official image without `library/`: `node`. */
  readonly image: string
  /** The release of Alpine behind the new tag: `3.22`. */
  readonly release: string
  /** The code name of the Debian release that is left: `bookworm`; undefined where it is not known. */
  readonly codename: string | undefined
  readonly project: Project
  /** Debian's names of what has to be there for the dependencies that a call installs. */
  readonly dependencies: readonly DependencyOf[]
}

export interface DependencyOf {
  readonly names: readonly string[]
  /** `bcrypt 5.1.0` */
  readonly by: string
  readonly call: Call
}

/** A package that has to be there when an instruction runs. */
export interface ApkNeed {
  readonly name: string
  readonly stage: Stage
  readonly instruction: Instruction
  /** Where in the instruction's script; 0 where that does not matter. */
  readonly offset: number
  readonly atStart: boolean
  /** What needs it: `git`. */
  readonly by: string
}

/** Gathers what is found, in any order. */
export interface Draft {
  readonly swap: AlpineSwap
  readonly edits: TextEdit[]
  readonly removes: string[]
  readonly removesComments: string[]
  readonly notes: Set<string>
  readonly obstacles: Obstacle[]
  readonly needs: ApkNeed[]
}

export function newDraft(swap: AlpineSwap): Draft {
  return { swap, edits: [], removes: [], removesComments: [], notes: new Set(), obstacles: [], needs: [] }
}

export function refuse({ obstacles }: Draft, at: Obstacle['at'], reason: string, unblock: string): void {
  if (!obstacles.some((each) => each.at.start === at.start && each.reason === reason))
    obstacles.push({ at, reason, unblock })
}
