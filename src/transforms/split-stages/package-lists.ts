// Installs of the runtime stage that took the lists of packages that an instruction of the build had fetched.
import type { Instruction } from '../../dockerfile/instruction.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { isLeftBehind } from './runtime-runs.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

const UPDATE = 'apt-get update && '

/** What a RUN does with the lists of apt: `apk add` fetches its own where there are none. */
function listsOf(
  subject: Subject,
  plan: SplitPlan,
  { commands }: RunScript,
  isTail: boolean,
): 'fetches' | 'asks' | undefined {
  const calls = commands.filter((command) => packageCommand(command)?.manager.id === 'apt')
  const isUpdate = (command: SimpleCommand): boolean => packageCommand(command)?.role === 'update'
  const install = calls.findIndex((command) =>
    (installedPackages(command) ?? []).some(
      // A file is no name of the lists.
      (name) => !/^[./]/.test(name) && (isTail || !isLeftBehind(subject, name, plan)),
    ),
  )
  // Without an install, the update is not stated again.
  if (install === -1) return isTail && calls.some(isUpdate) ? 'fetches' : undefined
  // A script that adds an archive, such as that of Node, fetches its lists as well.
  const ownScript = commands.some(
    (command) => /^(?:bash|sh)$/.test(command.name ?? '') && plan.serves(command) === 'runtime',
  )
  return ownScript || calls.slice(0, install).some(isUpdate) ? 'fetches' : 'asks'
}

/** Looks at the RUNs of the runtime stage in their order, and tells of each where it has to fetch lists itself. */
export function listsReader(
  subject: Subject,
  plan: SplitPlan,
): {
  readonly next: (instruction: Instruction, isTail?: boolean) => number | undefined | NoSplit
  readonly forget: () => void
} {
  let there = false
  return {
    next: (instruction, isTail = false) => {
      const run = subject.runs.find((each) => each.instruction === instruction)
      const lists = run && listsOf(subject, plan, run, isTail)
      if (lists === 'fetches') there = true
      if (!run || lists !== 'asks' || there) return undefined
      if (run.script.form !== 'line')
        return noSplit(
          'it installs packages by lists that a RUN of the build has fetched',
          'write apt-get update in front of it',
          instruction.range,
        )
      there = true
      return toSource(run.script.mapped, 0)
    },
    forget: () => {
      there = false
    },
  }
}

/** The text of an instruction, with the lists fetched in it. */
export function withLists(text: string, { range }: Instruction, place: number): string {
  const at = place - range.start
  return `${text.slice(0, at)}${UPDATE}${text.slice(at)}`
}

/** The same as an edit of the file. */
export function listsEdit(place: number): {
  readonly start: number
  readonly end: number
  readonly text: string
} {
  return { start: place, end: place, text: UPDATE }
}
