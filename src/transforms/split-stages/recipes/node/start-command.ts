// `npm start` as the program that it stands for: it gets the signals, and starts without npm.
import { stateAt } from '../../../../dockerfile/document.ts'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import { commandsOf } from '../../../../shell/commands.ts'
import { parseShell, syntaxError } from '../../../../shell/parser.ts'
import { commandOf, newStart, startsAlone, wordsOfCommand, type NewStart } from '../../new-start.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'
import type { ProgramSources } from './program-sources.ts'

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
