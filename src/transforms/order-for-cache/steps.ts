// What the commands of a RUN do, as far as that is of importance for what may stand in front of them.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { stateAt } from '../../dockerfile/document.ts'
import { flagValues } from '../../dockerfile/instruction.ts'
import { mountField } from '../../dockerfile/mount.ts'
import { copiesOf, workingFolder } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { SyntaxNode } from '../../shell/parser.ts'
import type { RunScript } from '../../shell/run-scripts.ts'
import { isAndList } from '../../shell/statements.ts'
import { ecosystems } from './ecosystems.ts'
import { imageFiles } from './image-files.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { isInstall, type Install, type NotFirst } from './install.ts'
import { isUnseeing } from './unseeing.ts'

export interface Split {
  /** Of its `&&` chain. */
  readonly operands: readonly SyntaxNode[]
  /** The place of the last operand of the first part. */
  readonly operand: number
  /** What the second part needs in front of it: `cd client && `. */
  readonly prefix: string
}

/** What a RUN does up to the first command that may need the sources. */
export interface Steps {
  readonly installs: readonly Install[]
  /** True where nothing of it needs the sources. */
  readonly isWhole: boolean
  /** Where it can be parted in two; undefined where it cannot. */
  readonly split: Split | undefined
  /** Why an install in it stays where it is. */
  readonly refused: (NotFirst & { readonly command: SimpleCommand }) | undefined
  /** The first command that may need the sources. */
  readonly seeing: SimpleCommand | undefined
}

export function stepsOf(document: Document, run: RunScript, project: Project): Steps {
  const { stage, instruction, script, commands } = run
  const [statement] = script.syntax.commands
  const isChain = isAndList(script) && script.form === 'line'
  const operands =
    !isChain || !statement
      ? []
      : statement.command.type === 'AndOr'
        ? statement.command.commands
        : [statement.command]
  const files = imageFiles(document, stage, instruction, project)
  const { variables } = stateAt(document, stage, instruction)
  const start = workingFolder(document, stage, instruction)
  const outside = outsideOf(document, run, start, project)
  const installs: Install[] = []
  let done: { readonly operand: number; readonly prefix: string } | undefined
  let folder = start
  let prefix = ''
  let seeing: SimpleCommand | undefined
  let refused: Steps['refused']
  const mounted = flagValues(instruction, 'mount').some(
    (mount) => (mountField(mount, 'type') ?? 'bind') === 'bind' && mountField(mount, 'from') === undefined,
  )
  for (const command of commands) {
    if (command.name === 'cd') {
      const target = command.args.length === 1 ? command.args[0]?.literal : undefined
      if (target === undefined || target === '-' || folder === undefined || command.surroundings.length > 0) {
        seeing = command
        break
      }
      folder = posix.resolve(folder, target)
      // As it is written, where it is the only one so far.
      prefix = `cd ${prefix === '' ? (command.args[0]?.text ?? folder) : folder} && `
      continue
    }
    if (
      command.name === 'set' &&
      command.args.every(({ text }) => /^[-+][a-z]+$|^pipefail$/.test(text)) &&
      !isChain
    )
      continue
    const call = packageCommand(command)
    const site =
      call && !call.indirect && folder !== undefined
        ? { command, call, folder, files, project, variables }
        : undefined
    const found = site && !mounted ? first(site) : undefined
    if (found && isInstall(found)) installs.push(found)
    else if (found || !isUnseeing(command, outside)) {
      seeing = command
      if (found) refused = { ...found, command }
      break
    }
    const index = operands.findIndex(({ pos, end }) => pos <= command.start && command.end <= end)
    if (command.surroundings.length === 0 && index !== -1) done = { operand: index, prefix }
  }
  return {
    installs,
    isWhole: seeing === undefined,
    split: seeing && done && { ...done, operands },
    refused,
    seeing,
  }
}

/** Whether an absolute path is none of a folder that is worked in or copied to. */
function outsideOf(
  document: Document,
  { stage, instruction }: RunScript,
  folder: string | undefined,
  project: Project,
): (path: string) => boolean {
  const roots = [
    ...(folder === undefined ? [] : [folder]),
    ...stage.instructions
      .filter(({ index }) => index < instruction.index)
      .flatMap((each) => copiesOf(document, stage, each, project))
      .map(({ to }) => to),
  ]
  return (path) =>
    roots.every((root) =>
      // In the root there is all of the system as well.
      root === '/' ? /^\/(?:var|usr|tmp|root|home)(?:\/|$)/.test(path) : !isAtOrBelow(path, root),
    )
}

function first(site: Parameters<(typeof ecosystems)[number]['read']>[0]): Install | NotFirst | undefined {
  for (const ecosystem of ecosystems) {
    const found = ecosystem.read(site)
    if (found) return found
  }
  return undefined
}
