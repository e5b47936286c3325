import type { Instruction } from '../../dockerfile/instruction.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { ConfigField } from '../../engine/effect.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import type { Subject } from './subject.ts'

/** What the runtime stage takes from the build stage. */
export interface Artefact {
  /** Absolute, in the build stage. */
  readonly from: string
  /** Absolute, in the runtime stage: a file becomes this file, what is in a folder goes into this folder. */
  readonly to: string
  readonly isFolder: boolean
}

/** How a stage that builds and runs becomes one that builds and one that runs. */
export interface SplitPlan {
  /** What the runtime stage is built on; undefined for the base that the file has. */
  readonly runtime: string | undefined
  /** True for a runtime without a shell and a package manager, where no RUN can stand. */
  readonly isBare: boolean
  /**
   * The instructions that serve the build alone. All others are stated for the runtime stage, too: the RUNs among them have to
   * make sense there, and packages that only a build uses are taken out of them.
   */
  readonly builds: ReadonlySet<Instruction>
  /** The last instruction of the build stage where that is none of those: a RUN that builds beside what it sets up for run time. */
  readonly until: Instruction | undefined
  readonly artefacts: readonly Artefact[]
  /** True for artefacts that are read alone, by whatever account: theirs is one of the build. */
  readonly isForAll: boolean
  /** What neither stage has any more, such as a command that the runtime's own takes the place of. */
  readonly drops: ReadonlySet<Instruction>
  /** Instructions that the runtime stage gets beside those of the file, in front of what is copied. */
  readonly lines: readonly string[]
  /** The same, behind what is copied. */
  readonly closing: readonly string[]
  /** True where nothing else of the folder that a container starts in is of use. */
  readonly isExact: boolean
  /** Debian's or Alpine's names of packages that the runtime stage needs and that no RUN of the file installs. */
  readonly packages: readonly string[]
  /** Packages that a RUN installs and that the runtime stage does not need, beside those that every build is known for. */
  readonly buildPackages: ReadonlySet<string>
  /** Those that builds are known for and that the program calls when it runs. */
  readonly keptPackages: ReadonlySet<string>
  /** Commands of RUNs that are not in `builds` of which a recipe knows more: those of use to the build alone, and those to be stated again. */
  readonly serves: (command: SimpleCommand) => 'build' | 'runtime' | undefined
  /** Variables that the runtime stage gets beside those of the file: `NODE_ENV=production`. */
  readonly environment: readonly string[]
  /** Changes inside instructions that stay where they are, such as an option of the compiler. */
  readonly edits: readonly TextEdit[]
  /** Words that those take away. */
  readonly removes: readonly string[]
  /** Commands that follow the last one of the build, each a RUN of the build stage: `npm prune --omit=dev`. */
  readonly commands: readonly string[]
  /** Paths of artefacts that come out differently, because the plan changes how they are built. */
  readonly rebuilt: readonly string[]
  /** Paths below which files are missing or others, because the plan installs less. */
  readonly thinned: readonly string[]
  /** What of the image's configuration comes out differently, beside what a base hands on. */
  readonly configures: readonly ConfigField[]
  /** What is left behind, in a few words: `the compiler, the sources and what the tests need`. */
  readonly leaves: string
  /** What a reviewer should know, each a short clause. */
  readonly notes: readonly string[]
}

/** Why a stage stays whole; without `at` for the stage as such. */
export interface NoSplit {
  readonly reason: string
  readonly unblock: string
  readonly at?: Range
}

export function isSplit<Plan extends object>(plan: Plan | NoSplit | Obstacle): plan is Plan {
  return !('reason' in plan)
}

export function noSplit(reason: string, unblock: string, at?: Range): NoSplit {
  return at ? { reason, unblock, at } : { reason, unblock }
}

/** As isSplit, for what is a list where it is found. */
export function isNoSplit(found: unknown): found is NoSplit {
  return typeof found === 'object' && found !== null && 'reason' in found && 'unblock' in found
}

/** How builds of one ecosystem are split. */
export interface Recipe {
  /** `go` */
  readonly name: string
  /** Undefined: no stage of this ecosystem, or one that builds nothing that could be left behind. */
  plan(subject: Subject): SplitPlan | NoSplit | undefined
}

/** A plan to which a recipe adds what it knows. */
export const EMPTY_PLAN: Omit<SplitPlan, 'leaves' | 'builds' | 'artefacts'> = {
  runtime: undefined,
  isBare: false,
  isForAll: false,
  drops: new Set(),
  lines: [],
  closing: [],
  packages: [],
  buildPackages: new Set(),
  keptPackages: new Set(),
  until: undefined,
  serves: () => undefined,
  isExact: false,
  environment: [],
  edits: [],
  removes: [],
  commands: [],
  rebuilt: [],
  thinned: [],
  configures: [],
  notes: [],
}
