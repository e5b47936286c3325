import type { Instruction } from '../../../../dockerfile/instruction.ts'
import type { Call } from '../../../calls/calls.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'
import type { StartedProgram } from './started-programs.ts'

/** What a stage does to a project, and what it starts then. */
export interface ProjectBuild {
  readonly project: NodeProject
  readonly programs: readonly StartedProgram[]
  /** True where they take the place of what the file starts. */
  readonly isNewStart: boolean
  readonly installs: readonly Call[]
  readonly last: Instruction
  readonly builds: ReadonlySet<Instruction>
  readonly movesFiles: boolean
  readonly hasBuild: boolean
  readonly hasCompilers: boolean
  /** True where no development dependencies are left at the end. */
  readonly isPruned: boolean
  /** Packages of the system whose libraries what node-gyp compiles may be linked to. */
  readonly libraries: readonly string[]
}

/** What the instructions of the build call. */
export function callsOfBuild({ building }: Subject, { builds }: ProjectBuild): readonly Call[] {
  return building.filter(({ instruction }) => builds.has(instruction))
}
