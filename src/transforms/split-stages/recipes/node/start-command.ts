// `npm start` as the program that it stands for: it gets the signals, and starts without npm.
import { stateAt } from '../../../../dockerfile/document.ts'
import { toSourceRange } from '../../../../dockerfile/mapped-text.ts'
import { splitBlanks } from '../../../../dockerfile/words.ts'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import { commandsOf } from '../../../../shell/commands.ts'
import { parseShell, syntaxError } from '../../../../shell/parser.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'
import type { ProgramSources } from './program-sources.ts'

export interface NewStart {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** True where the script sets NODE_ENV=production, which the image has to set then. */
  readonly isProduction: boolean
  readonly note: string
}

/** Undefined where the command stays as it is. */
export function programOfStart(
  subject: Subject,
  node: NodeProject,
  sources: ProgramSources,
  last: Instruction,
): NewStart | undefined {
  const cmd = commandOf(subject, last)
  const words = cmd && wordsOfCommand(cmd)
  if (!cmd || !words || !startsAlone(subject)) return undefined
  const [manager = '', first, second, ...more] = words
  const name = first === 'run' || first === 'run-script' ? second : first
  const rest = name === first ? words.slice(2) : more
  if (!/^(?:npm|yarn|pnpm)$/.test(manager) || name === undefined || rest.length > 0) return undefined
  if (manager === 'npm' && name === first && name !== 'start') return undefined
  const text = node.scripts.get(name)
  if (text === undefined || node.scripts.has(`pre${name}`) || node.scripts.has(`post${name}`))
    return undefined
  // npm tells the program of itself, and finds programs of packages for it.
  if (sources.texts.some((each) => /\bnpm_[a-z]|child_process|execa|cross-spawn|shelljs/.test(each)))
    return undefined
  const program = plainProgram(text)
  if (!program || (program.isProduction && setsOther(subject))) return undefined
  return newStart(
    cmd,
    program.words,
    program.isProduction,
    `CMD starts what ${manager} ${words.slice(1).join(' ')} does`,
  )
}

/** Another value of NODE_ENV, which the script takes the place of. */
function setsOther({ document, stage }: Subject): boolean {
  const value = stateAt(document, stage).variables.get('NODE_ENV')
  return value !== undefined && value.text !== 'production'
}

/** Another program in place of the one that CMD starts; undefined where CMD cannot be written anew. */
export function startOf(subject: Subject, last: Instruction, words: readonly string[]): NewStart | undefined {
  const cmd = commandOf(subject, last)
  return cmd && startsAlone(subject) && wordsOfCommand(cmd) ? newStart(cmd, words, false, '') : undefined
}

function newStart(cmd: Instruction, words: readonly string[], isProduction: boolean, note: string): NewStart {
  const range = toSourceRange(cmd.args, { start: 0, end: cmd.args.text.length })
  const json = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`
  const old = splitBlanks(cmd.args.text).map(({ text }) => text)
  return { edits: [{ ...range, text: json }], removes: old, isProduction, note }
}

/** The CMD that counts, where it stands behind the build and can be changed in its place. */
function commandOf({ stage }: Subject, last: Instruction): Instruction | undefined {
  const cmd = stage.instructions.findLast(({ keyword }) => keyword === 'CMD')
  return cmd && cmd.index > last.index && cmd.comments.length === 0 ? cmd : undefined
}

function startsAlone({ stage }: Subject): boolean {
  const entry = stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT')
  if (stage.instructions.some(({ keyword }) => keyword === 'SHELL')) return false
  return (
    entry === undefined ||
    entry.json?.length === 0 ||
    (/^(?:\/(?:\w+\/)*)?(?:tini|dumb-init)$/.test(entry.json?.[0] ?? '') &&
      (entry.json ?? []).slice(1).every((word) => word.startsWith('-')))
  )
}

function wordsOfCommand({ json, args }: Instruction): readonly string[] | undefined {
  if (json) return json
  const syntax = parseShell(args.text)
  if (syntaxError(syntax) !== undefined) return undefined
  const [command, ...more] = commandsOf({ syntax })
  if (!command || more.length > 0 || command.redirects || command.assignments.length > 0) return undefined
  const words = command.args.flatMap(({ literal }) => literal ?? [])
  return command.name === undefined ||
    command.surroundings.length > 0 ||
    words.length < command.args.length ||
    /[&;|]/.test(args.text)
    ? undefined
    : [command.name, ...words]
}

interface PlainProgram {
  readonly words: readonly string[]
  readonly isProduction: boolean
}

/** `node dist/server.js`, `NODE_ENV=production node dist/server.js`. */
function plainProgram(text: string): PlainProgram | undefined {
  const isProduction = /^NODE_ENV=production\s+node\b/.test(text)
  const plain = isProduction ? text.replace(/^NODE_ENV=production\s+/, '') : text
  const syntax = parseShell(plain)
  if (syntaxError(syntax) !== undefined || /[;&|<>()$`\n*?~#!{}]/.test(plain)) return undefined
  const [command, ...more] = commandsOf({ syntax })
  if (!command || more.length > 0 || command.name !== 'node' || command.wrappers.length > 0) return undefined
  if (command.assignments.length > 0) return undefined
  const words = command.args.flatMap(({ literal }) => literal ?? [])
  return words.length < command.args.length ? undefined : { words: ['node', ...words], isProduction }
}
