// Where packages that the smaller base lacks are installed: with what is installed already, else in a RUN of their own.
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { insertAbove } from '../../dockerfile/insert-line.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import { packageEdits } from '../../shell/package-list-edit.ts'
import { runScripts, type RunScript } from '../../shell/run-scripts.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import type { PackageNeed } from './slim-needs.ts'

interface Install {
  readonly run: RunScript
  readonly command: SimpleCommand
  readonly call: PackageCommand
}

/** @param isServed whether a plain `apt-get update` still works in the image */
export function placePackages(
  document: Document,
  base: Stage,
  needs: readonly PackageNeed[],
  isServed: boolean,
): readonly TextEdit[] | Obstacle {
  const stages = new Map<Stage, PackageNeed[]>()
  for (const need of needs) {
    // What several stages need is installed where they come from.
    const isShared = needs.some(({ name, call }) => name === need.name && call.stage !== need.call.stage)
    const stage = isShared ? base : need.call.stage
    stages.set(stage, [...(stages.get(stage) ?? []), need])
  }
  const edits: TextEdit[] = []
  for (const [stage, each] of stages) {
    const placed = placeIn(document, stage, each, isServed)
    if ('reason' in placed) return placed
    edits.push(...placed)
  }
  return edits
}

function placeIn(
  document: Document,
  stage: Stage,
  needs: readonly PackageNeed[],
  isServed: boolean,
): readonly TextEdit[] | Obstacle {
  const names = [...new Set(needs.map(({ name }) => name))].sort()
  const first = needs.reduce<PackageNeed | undefined>(
    (found, need) => (!found || isBefore(need, found) ? need : found),
    undefined,
  )
  if (!first) return []
  const install = runScripts(document)
    .filter((run) => run.stage === stage)
    .flatMap((run) => run.commands.flatMap((command) => installOf(run, command) ?? []))
    .find((each) => isInFrontOf(each, first))
  if (install) return packageEdits(document, install.run.script, install.call, names)
  const instruction = newPlace(stage, first)
  const { user } = stateAt(document, stage, instruction)
  if (user !== undefined && !/^(?:root|0)(?::|$)/.test(user))
    return {
      at: instruction.range,
      reason: `${names.join(' and ')} would have to be installed, and ${user} may not`,
      unblock: `install ${names.join(' ')} in front of USER`,
    }
  if (!isServed)
    return {
      at: instruction.range,
      reason: `${names.join(' and ')} would have to be installed for ${first.by}, and Debian's servers have no packages of this release any more`,
      unblock: 'build on a release that is still supported',
    }
  const eol = document.newline
  const continued = ` ${document.escape}${eol}    `
  return [
    insertAbove(
      document,
      instruction,
      'RUN',
      [
        'apt-get update &&',
        `apt-get install -y --no-install-recommends ${names.join(' ')} &&`,
        'rm -rf /var/lib/apt/lists/*',
      ].join(continued),
    ),
  ]
}

function isBefore({ call: left }: PackageNeed, { call: right }: PackageNeed): boolean {
  if (left.atStart !== right.atStart) return right.atStart
  return left.at.start < right.at.start
}

/** A plain install at the top of its script, whose list can take more names. */
function installOf(run: RunScript, command: SimpleCommand): Install | undefined {
  const call = packageCommand(command)
  if (call?.manager.id !== 'apt' || call.role !== 'install' || call.indirect) return undefined
  if (call.operands.length === 0 || command.surroundings.length > 0) return undefined
  // A version, a release or a file asks for something else than the newest of the distribution.
  const isPlain = call.operands.every(
    ({ literal }) => literal !== undefined && /^[a-z0-9][a-z0-9+.-]*$/.test(literal),
  )
  const options = call.normalOptions.every(
    (each) => !/^(?:-t|--target-release|--download-only|-d|--only-upgrade|-s)\b/.test(each),
  )
  return isPlain && options ? { run, command, call } : undefined
}

function isInFrontOf({ run, command }: Install, { call }: PackageNeed): boolean {
  if (call.atStart || run.instruction.index < call.instruction.index) return true
  return (
    run.instruction === call.instruction && call.within === undefined && command.end <= call.command.start
  )
}

/** Above what needs it; for what a container starts, above the first instruction that makes a layer. */
function newPlace(stage: Stage, { call }: PackageNeed): Instruction {
  if (!call.atStart && call.stage === stage) return call.instruction
  return stage.instructions.find(({ keyword }) => /^(?:RUN|COPY|ADD)$/.test(keyword)) ?? call.instruction
}
