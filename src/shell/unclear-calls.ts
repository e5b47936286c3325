// Commands that may call a package manager though their words do not say so: a variable as a command or a subcommand,
// text that another shell reads, or that this one reads later.
import { stateAt, type Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { commandsOf, walk, type ShellWord, type SimpleCommand } from './commands.ts'
import { READS_SCRIPT } from './inner-script.ts'
import { QUOTES_ITS_WORDS } from './package-command.ts'
import type { ListManager } from './package-managers/package-manager.ts'
import { isScript, scriptOf, type Script } from './script.ts'

export interface UnclearCall {
  readonly kind: 'may need' | 'partial update'
  /** True when it runs at some other time than its place in the script says. */
  readonly deferred: boolean
}

/** Whether a variable of a script, `@` and `1` included, may hold a call of a package manager. */
export type MayHoldCall = (variable: string) => boolean

/** What a command that is no call of a package manager by its words may do all the same. */
export function unclearCall(
  command: SimpleCommand,
  { text }: Pick<Script, 'text'>,
  manager: ListManager,
  mayHoldCall: MayHoldCall,
): UnclearCall | undefined {
  const kind = unclearSubcommand(command, manager)
  if (kind) return { kind, deferred: false }
  const { name, args } = command
  if (name === undefined) {
    const word = text.slice(command.start, args[0]?.start ?? command.end)
    const may = holdsCall(word, manager) || variablesIn(word).some(mayHoldCall)
    return may ? { kind: 'may need', deferred: false } : undefined
  }
  if (name === 'trap' || name === 'alias') {
    const words = args.map((word) => word.text)
    const may = words.some((word) => readsLists(word, manager) || variablesIn(word).some(mayHoldCall))
    return may ? { kind: 'may need', deferred: true } : undefined
  }
  const may = READS_SCRIPT.test(name)
    ? args.some((word) => readsLists(word.text, manager) || variablesIn(word.text).some(mayHoldCall)) ||
      (command.redirects && readsLists(text, manager))
    : !QUOTES_ITS_WORDS.has(name) &&
      args.some(
        (word) => /^"?\$(?:\w+|\{\w+\}|[@*])"?$/.test(word.text) && variablesIn(word.text).some(mayHoldCall),
      )
  return may ? { kind: 'may need', deferred: false } : undefined
}

/** `apt-get $OPTIONS install`, `apt-get "$COMMAND"`, `echo install curl | xargs apt-get`. */
function unclearSubcommand(command: SimpleCommand, manager: ListManager): UnclearCall['kind'] | undefined {
  const words = wordsBehind(command, manager)
  if (!words) return undefined
  const unknown = words.some((word) => word.literal === undefined && !word.text.startsWith('-'))
  if (!unknown && command.name !== 'xargs') return undefined
  const said = words.find((word) => word.literal !== undefined && Object.hasOwn(manager.roles, word.literal))
  const role = said?.literal === undefined ? undefined : manager.roles[said.literal]
  if (role === 'other') return undefined
  return role === 'update' ? 'partial update' : 'may need'
}

/** The words behind the package manager's name. */
function wordsBehind(
  { name, args }: SimpleCommand,
  { programs }: ListManager,
): readonly ShellWord[] | undefined {
  if (name !== undefined && programs.includes(name)) return args
  if (name !== undefined && QUOTES_ITS_WORDS.has(name)) return undefined
  const at = args.findIndex((word) => programs.includes(word.literal?.replace(/^\/usr\/bin\//, '') ?? ''))
  return at === -1 ? undefined : args.slice(at + 1)
}

/** The names of the variables in a text. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?(\w+|[@*])/g)].flatMap((match) => match[1] ?? [])
}

/** True for text with an install in it, or another call that reads the lists. */
function readsLists(text: string, { programs, roles }: ListManager): boolean {
  const readers = Object.keys(roles).filter((each) => /^(?:install|query)$/.test(roles[each] ?? ''))
  return new RegExp(`\\b(?:${programs.join('|')})\\s[^;&|]*?(?:\\b(?:${readers.join('|')})\\b|\\$)`).test(
    text,
  )
}

/** True for a value that is a call of the manager, or the begin of one. */
function holdsCall(text: string, { programs }: ListManager): boolean {
  // `apt` is the name of a package and of directories too.
  const call = new RegExp(`(?<![\\w./-])(?:/usr/bin/)?(?:${programs.join('|')})(?![\\w./-])`, 'g')
  return [...text.matchAll(call)].some(
    ({ 0: found, index }) =>
      !found.endsWith('apt') ||
      /^(?:["']?$|["']?\s+-|\s+[a-z-]*(?:install|upgrade))/.test(text.slice(index + found.length)),
  )
}

/** What the variables of a RUN may hold: from ENV and ARG where these tell, else whatever the file sets anywhere. */
export function callsInVariables(
  document: Document,
  manager: ListManager,
): (stage: Stage, instruction: Instruction, script: Script | undefined) => MayHoldCall {
  let anywhere: boolean | undefined
  return (stage, instruction, script) => (variable) => {
    const known =
      script && isSetIn(script, variable)
        ? undefined
        : stateAt(document, stage, instruction).variables.get(variable)?.text
    if (known !== undefined) return holdsCall(known, manager)
    anywhere ??= setsCall(document, manager)
    return anywhere
  }
}

function isSetIn(script: Script, variable: string): boolean {
  return valuesIn(script).some(({ name }) => name === variable)
}

interface Setting {
  readonly name: string
  readonly value: string
}

/** What a script sets: `A=1`, `export A=1`, `for A in 1 2`, `set -- 1 2`. */
function valuesIn(script: Script): readonly Setting[] {
  const settings: Setting[] = []
  const add = (text: string): void => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)\+?=([^]*)$/.exec(text) ?? []
    if (name !== undefined) settings.push({ name, value })
  }
  for (const command of commandsOf(script)) {
    for (const each of command.syntax.prefix) if (each.type === 'Assignment') add(each.text)
    for (const word of command.args) add(word.text)
    if (command.name === 'set') {
      const value = command.args.map((word) => word.text).join(' ')
      settings.push({ name: '@', value }, { name: '*', value })
    }
    if (command.name === 'read')
      for (const word of command.args) settings.push({ name: word.text, value: '' })
  }
  walk(script.syntax, [], (node) => {
    if (node.type !== 'For') return
    for (const word of node.wordlist ?? []) settings.push({ name: node.name.text, value: word.text })
  })
  return settings
}

/** True when ENV, ARG or a script of the file gives a variable a call of the manager. */
function setsCall(document: Document, manager: ListManager): boolean {
  return (
    document.globalArgs.some((each) => holdsCall(each.args.text, manager)) ||
    document.stages.some((stage) =>
      stage.instructions.some((each) => setsCallIn(document, stage, each.trigger ?? each, manager)),
    )
  )
}

function setsCallIn(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  manager: ListManager,
): boolean {
  if (/^(?:ENV|ARG)$/.test(instruction.keyword)) return holdsCall(instruction.args.text, manager)
  if (instruction.keyword !== 'RUN') return false
  const script = scriptOf(document, stage, instruction)
  return isScript(script) && valuesIn(script).some(({ value }) => holdsCall(value, manager))
}
