import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { mountTargets } from '../../dockerfile/mount.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { Range } from '../../dockerfile/text.ts'
import { changedPaths, operandsOf, valueOf } from '../../shell/changed-paths.ts'
import { commandsOf } from '../../shell/commands.ts'
import { runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { folderOf, tidy, type Folder } from './folder.ts'

/** `cd /app &&` at the beginning of a RUN. */
export interface LeadingCd {
  readonly run: RunScript
  readonly folder: Folder
  /** From the `cd` to the next command, in the file. */
  readonly range: Range
}

/** Undefined where a RUN does not begin so, or where a WORKDIR could mean something else. */
export function leadingCd(document: Document, run: RunScript): LeadingCd | undefined {
  const { script, instruction, stage } = run
  const [statement] = script.syntax.commands
  if (script.form !== 'line' || statement?.command.type !== 'AndOr' || statement.background) return undefined
  const [operand, next] = statement.command.commands
  if (statement.command.operators.some((operator) => operator !== '&&') || !operand || !next) return undefined
  const [command, ...others] = commandsOf(script)
  if (command?.name !== 'cd' || command.syntax !== operand || command.args.length !== 1) return undefined
  if (command.redirects || command.wrappers.length > 0 || command.assignments.length > 0) return undefined
  // The directory before is still asked for.
  if (
    /\bOLDPWD\b/.test(script.text) ||
    others.some(({ name, args }) => name === 'cd' && (args[0]?.text ?? '-') === '-')
  )
    return undefined
  const [word] = command.args
  const folder = word && folderOf(document, stage, instruction, valueOf(word))
  if (!folder || removesFolder(document, run, folder.path)) return undefined
  // What is mounted is there for this RUN alone; a WORKDIR would make the folder in the image.
  if (mountTargets(instruction).some((target) => isBelow(folder.path, tidy(target)))) return undefined
  if (mountsRelative(instruction) || isLinked(document, folder.path)) return undefined
  const range = { start: toSource(script.mapped, operand.pos), end: toSource(script.mapped, next.pos) }
  if (
    instruction.comments.some(
      (comment) => comment.range.start >= range.start && comment.range.end <= range.end,
    )
  )
    return undefined
  return { run, folder, range }
}

/** True for a mount whose target is below WORKDIR. */
export function mountsRelative(instruction: Instruction): boolean {
  return mountTargets(instruction).some((target) => target !== '' && !target.startsWith('/'))
}

/**
 * True for a RUN that removes or moves a directory. Under a WORKDIR that is gone the next RUN makes it anew
 * (prepareRootfs in runc's libcontainer), so that it is in the image again.
 */
export function removesFolder(
  document: Document,
  { script, instruction, stage }: Omit<RunScript, 'commands'>,
  folder: string,
): boolean {
  const { variables, workdir } = stateAt(document, stage, instruction)
  const expand = (path: string): string =>
    path.replace(/\$\{?(\w+)\}?/g, (all, name: string) => variables.get(name)?.text ?? all)
  return changedPaths(script, () => workdir).some(({ path, kind, command }) => {
    if (kind !== 'entry' || !/^(?:rm|rmdir|mv)$/.test(command?.name ?? '')) return false
    const gone = tidy(expand(path))
    // `rm -rf /tmp/*` takes all that is below /tmp.
    return gone.endsWith('/*')
      ? folder !== gone.slice(0, -2) && isBelow(folder, gone.slice(0, -2))
      : isBelow(folder, gone)
  })
}

function isBelow(folder: string, target: string): boolean {
  return target !== '' && (folder === target || folder.startsWith(`${target}/`))
}

/** A symbolic link that the file makes: `cd` keeps its name in $PWD. */
function isLinked(document: Document, folder: string): boolean {
  if (!/\bln\s/.test(document.text)) return false
  const name = folder.split('/').at(-1) ?? ''
  return runScripts(document).some(({ commands }) =>
    commands.some((command) => {
      if (command.name !== 'ln') return false
      const operands = operandsOf(command).map((path) => path.replace(/\/$/, '').split('/').at(-1))
      return (
        operands.at(-1) === name ||
        ((operands.length < 2 ||
          operandsOf(command).at(-1)?.endsWith('/') === true ||
          operands.at(-1) === '.') &&
          operands[0] === name)
      )
    }),
  )
}
