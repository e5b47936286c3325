// `pnpm --filter api start` as the program that it leads to, in the folder that it starts in.
import { posix } from 'node:path'
import { stateAt } from '../../../../dockerfile/document.ts'
import { workingFolder } from '../../../../project/copied-files.ts'
import { started } from '../../start.ts'
import type { Subject } from '../../subject.ts'
import type { ProjectBuild } from './project-build.ts'
import { startOf, type NewStart } from '../../new-start.ts'
import { isSpawned, leadsOn, type StartedProgram } from './started-programs.ts'
import { startedMember, type Workspace } from './workspace.ts'

export interface DirectStart extends NewStart {
  /** What stands behind all that is copied. */
  readonly closing: readonly string[]
  /** Programs that it calls beside node. */
  readonly runs: readonly string[]
}

/** Undefined where the command stays as it is. */
export function directStart(
  subject: Subject,
  workspace: Workspace,
  { programs, last }: ProjectBuild,
  texts: readonly string[],
): DirectStart | undefined {
  const [program, ...more] = programs
  if (!program || more.length > 0 || program.call.folder === undefined) return undefined
  const calls = started(subject).filter((call) => !isSpawned(call))
  const managers = calls.filter((call) => call !== program.call)
  // With nothing between the command and the program, there is nothing to leave out.
  if (managers.length === 0) return undefined
  if (managers.some((call) => !leadsOn(call) && call.command.name !== 'cd')) return undefined
  // npm tells the program of itself, and finds programs of packages for it.
  if (texts.some((each) => /\bnpm_[a-z]|child_process|execa|cross-spawn|shelljs/.test(each))) return undefined
  const plain = plainWords(workspace, program)
  if (!plain) return undefined
  const mode = stateAt(subject.document, subject.stage).variables.get('NODE_ENV')
  if (plain.isProduction && mode !== undefined && mode.text !== 'production') return undefined
  const start = startOf(subject, last, plain.words)
  const folder = program.call.folder
  const moves = workingFolder(subject.document, subject.stage) !== folder
  // What stands behind would be read in the other folder.
  const isFree = subject.stage.instructions.every(
    ({ index, keyword }) =>
      index <= last.index || /^(?:CMD|EXPOSE|ENV|LABEL|USER|ENTRYPOINT|STOPSIGNAL)$/.test(keyword),
  )
  // npm and yarn 1 are in the image: for them, the folder of the image stays as it was.
  const isThere = managers.every(({ command: { name } }) => name !== 'pnpm') && !usesCorepack(subject)
  if (!start || (moves && (isThere || !isFree))) return undefined
  return {
    ...start,
    isProduction: plain.isProduction,
    closing: moves ? [`WORKDIR ${folder}`] : [],
    runs: [],
    note: `CMD starts what ${managers[0]?.command.name ?? 'it'} does${moves ? `, in the folder that it does so in: WORKDIR of the image is ${folder} now` : ''}`,
  }
}

export function usesCorepack({ building }: Subject): boolean {
  return building.some(({ command }) => command.name === 'corepack')
}

interface Plain {
  readonly words: readonly string[]
  readonly isProduction: boolean
}

function plainWords(workspace: Workspace, program: StartedProgram): Plain | undefined {
  const { command, folder = '/' } = program.call
  const words = command.args.flatMap(({ literal }) => literal ?? [])
  if (words.length < command.args.length || command.redirects || command.wrappers.length > 0) return undefined
  if (words.some((word) => /[$`*?~#!{}]/.test(word))) return undefined
  const isProduction =
    command.assignments.length === 1 &&
    command.syntax.prefix.some(
      (each) => each.type === 'Assignment' && 'text' in each && each.text === 'NODE_ENV=production',
    )
  if (command.assignments.length > 0 && !isProduction) return undefined
  if (command.name === 'node') return { words: ['node', ...words], isProduction }
  const member = startedMember(workspace, program)
  // pnpm links the programs of what a package depends on right there.
  const isOwn = member.manager === 'pnpm' && member.folder === folder && member.dependencies.has(program.name)
  return isOwn && command.name === program.name
    ? { words: [posix.join('node_modules/.bin', program.name), ...words], isProduction }
    : undefined
}
