// Everything that the RUNs and the containers of some stages start, as far as the Dockerfile and its build context show it.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'
import { copiedFiles, workingFolder, type CopiedFiles } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { innerScript } from '../../shell/inner-script.ts'
import { parseShell, syntaxError } from '../../shell/parser.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { rangeOf } from '../../shell/run-scripts.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { programOf, startCommands } from '../../shell/start-commands.ts'
import type { Obstacle } from './obstacle.ts'
import { spawnedPrograms } from './spawned-programs.ts'
import { packageScript } from './package-scripts.ts'
import { innerCommand } from './inner-command.ts'
import { memberCall } from './workspace-calls.ts'

export interface Call {
  readonly stage: Stage
  readonly instruction: Instruction
  /** Where in the file: the command, or the instruction that leads to it. */
  readonly at: Range
  readonly command: SimpleCommand
  /** The folder that the instruction runs in; undefined where it is not known. */
  readonly folder: string | undefined
  /** What the build context has brought so far. */
  readonly files: CopiedFiles
  /** The file of the build context that the command stands in. */
  readonly within: string | undefined
  /** True for what a container starts. */
  readonly atStart: boolean
}

export interface Calls {
  readonly calls: readonly Call[]
  /** What cannot be looked into. */
  readonly opaque: readonly Obstacle[]
}

// A script that starts another one, and so on.
const DEEPEST = 4

interface Known {
  readonly stages: string
  readonly project: Project
  readonly calls: Calls
}

const known = new WeakMap<Document, Known[]>()

export function callsOf(document: Document, stages: readonly Stage[], project: Project): Calls {
  const all = known.get(document) ?? []
  known.set(document, all)
  const key = stages.map(({ index }) => index).join()
  const found = all.find((each) => each.stages === key && each.project === project)
  if (found) return found.calls
  const calls = readCalls(document, stages, project)
  all.push({ stages: key, project, calls })
  return calls
}

function readCalls(document: Document, stages: readonly Stage[], project: Project): Calls {
  const calls: Call[] = []
  const opaque: Obstacle[] = []
  const reader = (stage: Stage, instruction: Instruction, atStart: boolean): Reader => ({
    stage,
    instruction,
    atStart,
    folder: workingFolder(document, stage, instruction),
    files: copiedFiles(document, stage, atStart ? undefined : instruction, project),
    project,
    calls,
    opaque,
  })
  for (const stage of stages) {
    for (const instruction of stage.instructions) {
      if (instruction.keyword !== 'RUN') continue
      const script = scriptOf(document, stage, instruction)
      const readable = isScript(script) ? script : programOf(instruction)
      if (readable)
        readScript(reader(stage, instruction, false), readable, (command) =>
          at(readable, instruction, command),
        )
      else if (!isScript(script)) opaque.push({ at: instruction.range, ...script })
    }
    if (stage.children.length > 0 && !stage.final) continue
    const starts = startCommands(document, stage)
    for (const start of starts)
      readScript(reader(stage, start.instruction, true), start.script, () => start.instruction.range)
    const [first] = starts
    if (!first) continue
    const { programs, computed } = spawnedPrograms(document, stage, project)
    if (computed)
      opaque.push({
        at: first.instruction.range,
        reason: `${computed.file} starts a program by the name in ${computed.name}, which only a run knows`,
        unblock: 'look which programs it starts, and swap the base by hand',
      })
    for (const { name, file } of programs) {
      const syntax = parseShell(name)
      readScript(reader(stage, first.instruction, true), { syntax }, () => first.instruction.range, file)
    }
  }
  return { calls, opaque }
}

interface Reader extends Pick<Call, 'stage' | 'instruction' | 'atStart' | 'folder' | 'files'> {
  readonly project: Project
  readonly calls: Call[]
  readonly opaque: Obstacle[]
}

function at(script: Script | Pick<Script, 'syntax'>, instruction: Instruction, command: Range): Range {
  return 'mapped' in script ? rangeOf({ script }, command) : instruction.range
}

function readScript(
  reader: Reader,
  script: Pick<Script, 'syntax'>,
  placeOf: (command: SimpleCommand) => Range,
  within?: string,
  depth = 0,
): void {
  const functions = new Set(functionNames(script))
  let here = reader.folder
  // What cd does in a subshell ends with it.
  let inSubshell = here
  for (const command of commandsOf(script)) {
    if (command.name !== undefined && functions.has(command.name)) continue
    const nested = command.surroundings.includes('subshell')
    if (!nested) inSubshell = here
    const folder = nested ? inSubshell : here
    readCommand({ ...reader, folder }, command, placeOf(command), within, depth)
    const moved = command.name === 'cd' ? changedFolder(command, folder) : folder
    inSubshell = moved
    if (!nested) here = moved
  }
}

function changedFolder({ args }: SimpleCommand, folder: string | undefined): string | undefined {
  const target = args.find((word) => !/^-[LPe@]+$/.test(word.text))?.literal
  if (target === undefined || target === '-') return undefined
  return target.startsWith('/') || folder !== undefined ? posix.resolve(folder ?? '/', target) : undefined
}

function readCommand(
  reader: Reader,
  command: SimpleCommand,
  place: Range,
  within: string | undefined,
  depth: number,
): void {
  const { stage, instruction, folder, atStart, files } = reader
  // The words that a script was given, which are read where it is called.
  if (within !== undefined && runsItsWords(command)) return
  reader.calls.push({ stage, instruction, at: place, command, folder, files, within, atStart })
  const next = (script: Pick<Script, 'syntax'>, file = within): void => {
    if (depth < DEEPEST) readScript(reader, script, () => place, file, depth + 1)
    else reader.opaque.push({ at: place, ...TOO_DEEP })
  }
  const nextText = (text: string, file = within): void => {
    const syntax = parseShell(text)
    if (syntaxError(syntax) === undefined) next({ syntax }, file)
    else reader.opaque.push({ at: place, ...unreadable(text) })
  }
  const inner = innerScript(command)
  if (inner) next(inner)
  const words = innerCommand(command)
  if (words !== undefined) nextText(words)
  if (inner || words !== undefined) return
  const member = memberCall(command, folder, files)
  if (member) {
    const syntax = parseShell(member.text)
    if (depth < DEEPEST)
      readScript({ ...reader, folder: member.folder }, { syntax }, () => place, within, depth + 1)
    else reader.opaque.push({ at: place, ...TOO_DEEP })
    return
  }
  const run = packageScript(command, (name) => files.read(posix.resolve(folder ?? '/', name)))
  if (run?.kind === 'script') nextText(run.text, 'package.json')
  else if (run) reader.opaque.push({ at: place, ...run.obstacle })
  const file = scriptFile(command)
  // A venv has a pip of its own: /opt/venv/bin/pip.
  if (file === undefined || (packageCommand(command) && files.sourceOf(file) === undefined)) return
  if (readFile(reader, file, place, next) === 'for another program') return
  const given = command.args.filter((word) => !/^[-+]/.test(word.text) && word.literal !== file)
  if (atStart && given.length > 0) nextText(given.map(({ text }) => text).join(' '))
}

const TOO_DEEP = {
  reason: 'scripts start one another too often for all of them to be read',
  unblock: 'start the program from fewer scripts',
}

function unreadable(text: string): Pick<Obstacle, 'reason' | 'unblock'> {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return {
    reason: `${short.replaceAll('\n', ' ')} cannot be read as a shell command`,
    unblock: 'look whether a shell reads it: sh -n',
  }
}

/** `exec "$@"`, `"$@"`, `$1`. */
function runsItsWords({ name, syntax, wrappers }: SimpleCommand): boolean {
  const word = wrappers.length > 0 ? syntax.args[wrappers.length - 1] : syntax.name
  return name === undefined && /^"?\$(?:[@*1]|\{[@*1]\})"?$/.test(word?.text ?? '')
}

function readFile(
  { files, folder, opaque, project, atStart }: Reader,
  file: string,
  place: Range,
  next: (script: Pick<Script, 'syntax'>, file: string) => void,
): 'for another program' | undefined {
  if (file === '-') {
    opaque.push({
      at: place,
      reason: 'what is piped into a shell is not known',
      unblock: 'install from packages, or copy the script from the build context',
    })
    return undefined
  }
  const paths = file.includes('/') ? [posix.resolve(folder ?? '/', file)] : placesInPath(files, file, folder)
  const [path = file] = paths
  const text = files.read(path)
  const source = files.sourceOf(path)
  if (text === undefined || source === undefined) {
    // What is not copied may be the image's own, which its smaller variant has as well; or a program that another stage made.
    if (isOwn(path) && !files.isNamed(posix.basename(path))) return undefined
    // Its words are for itself: ./app -db pgx
    if (atStart && !/\.(?:sh|bash)$|entrypoint/.test(path)) return 'for another program'
    // python -m venv and its like write it; what packages of npm bring as programs, the lock file is asked for.
    if (path.endsWith('/bin/activate') || path.includes('/node_modules/.bin/')) return undefined
    const unblock = project.known
      ? `copy ${posix.basename(path)} from the build context, or swap it by hand and run dfopt verify`
      : 'run dfopt where the build context is'
    opaque.push({ at: place, reason: `what ${posix.basename(path)} runs is not known`, unblock })
    return undefined
  }
  const [, interpreter = 'sh'] = /^#!\s*\S*?(?:\/env\s+(?:-S\s+)?)?(?:[^\s/]*\/)*([^\s/]+)/.exec(text) ?? []
  if (!/^(?:sh|bash|dash|ash|busybox)$/.test(interpreter)) return 'for another program'
  const syntax = parseShell(text.replaceAll('\r\n', '\n'))
  if (syntaxError(syntax) === undefined) next({ syntax }, source)
  else
    opaque.push({
      at: place,
      reason: `${source} cannot be read as a shell script`,
      unblock: 'look whether a shell reads it: sh -n',
    })
  return undefined
}

/** Where a name without a path may be found: in the folder where a shell is given it, and in those of PATH. */
function placesInPath(files: CopiedFiles, name: string, folder: string | undefined): readonly string[] {
  const here = posix.resolve(folder ?? '/', name)
  return files.sourceOf(here) === undefined
    ? files.placesOf(name).filter((path) => /\/s?bin\//.test(path) || posix.dirname(path) === '/')
    : [here]
}

/** Scripts that official images bring for themselves. */
function isOwn(path: string): boolean {
  return /^(?:\/(?:usr\/)?(?:local\/)?s?bin\/|\/etc\/|\/?docker-(?:php-)?entrypoint(?:\.sh)?$)/.test(path)
}

const SHELLS = /^(?:sh|bash|dash|ash|source|\.)$/

/** The file that a command runs as a script; `-` for what is piped into a shell. */
function scriptFile({ name = '', args, syntax, surroundings, wrappers }: SimpleCommand): string | undefined {
  if (SHELLS.test(name)) {
    if (args.some((word) => /^-[a-z]*c$/.test(word.text))) return undefined
    const operand = args.find((word) => !/^[-+]/.test(word.text))
    if (operand) return operand.literal ?? /\/([\w.-]+)"?$/.exec(operand.text)?.[1] ?? 'a script'
    return surroundings.includes('pipeline') || args.length > 0 ? '-' : undefined
  }
  const written = (wrappers.length > 0 ? syntax.args[wrappers.length - 1] : syntax.name)?.text ?? ''
  const path = written.replace(/^(["'])(.*)\1$/, '$2')
  if (/^\.{1,2}\//.test(path) || /\.(?:sh|bash)$/.test(path)) return path
  if (/^\/(?!(?:usr\/)?s?bin\/|usr\/local\/s?bin\/)/.test(path)) return path
  return /^(?:docker-entrypoint|entrypoint|start|run|init)$/.test(path) || path.startsWith('/')
    ? path
    : undefined
}

function functionNames({ syntax }: Pick<Script, 'syntax'>): readonly string[] {
  return syntax.commands.flatMap(({ command }) => (command.type === 'Function' ? [command.name.text] : []))
}
