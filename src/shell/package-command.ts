// The calls of package managers among the commands of a script.
import type { ShellWord, SimpleCommand } from './commands.ts'
import { packageManagers } from './package-managers.ts'
import type { PackageManager, Role } from './package-managers/package-manager.ts'

/** A call of a package manager. */
export interface PackageCommand {
  readonly manager: PackageManager
  readonly program: ShellWord
  /** The words that start it, for another call of the same: `/opt/ruby/bin/gem`, `php composer.phar`. */
  readonly invocation: string
  /** The name of the program without its path: `pip3.11`. */
  readonly name: string
  /** As the table has it: `install`, `cache clean`, or empty for a call without one. */
  readonly action: string
  /** The last word of the subcommand; the program where there is none. */
  readonly subcommand: ShellWord
  readonly role: Role
  /** Everything behind the program that begins with `-`, values of options included, in the order of the text. */
  readonly options: readonly ShellWord[]
  /** Options in one spelling each, sorted, a value joined to its option: `--no-install-recommends`, `-t sid`, `-y`. */
  readonly normalOptions: readonly string[]
  /** The words behind the subcommand that are no options. */
  readonly operands: readonly ShellWord[]
  /** True when another program runs it, as in `xargs apt-get install`. */
  readonly indirect: boolean
}

/** Commands whose operands are text, not a command that they run. */
export const QUOTES_ITS_WORDS: ReadonlySet<string> = new Set([
  'echo',
  'printf',
  'test',
  '[',
  'grep',
  'sed',
  'which',
  'type',
  'command',
  'alias',
  'set',
  'export',
  'read',
  'trap',
])

// The words behind other programs that look like a call of these are too common to be one: cp yarn /usr/bin.
const RUNS_ITS_WORDS =
  /^(?:xargs|parallel|retry|travis_retry|chronic|unbuffer|flock|eval|gosu|su-exec|runuser|setpriv|doas|chroot|npx|corepack|opam|bash|sh)$/

const known = new WeakMap<SimpleCommand, { readonly call: PackageCommand | undefined }>()

/** The package manager call that a command is, or that another program such as xargs or retry makes of its words. */
export function packageCommand(command: SimpleCommand): PackageCommand | undefined {
  const found = known.get(command) ?? { call: readCall(command) }
  known.set(command, found)
  return found.call
}

function readCall({ name, args, wrappers, syntax }: SimpleCommand): PackageCommand | undefined {
  if (!syntax.name) return undefined
  // sudo and the like stand in front of it.
  const word = [syntax.name, ...syntax.args][wrappers.length] ?? syntax.name
  if (name !== undefined) {
    const program = { text: word.text, literal: name, start: word.pos, end: word.end }
    const named = managerNamed(name)
    // Behind sudo and the like.
    const spelled = [syntax.name, ...syntax.args][wrappers.length]?.text ?? name
    if (named) return parseWords(named, program, spelled, args, false)
    for (const manager of packageManagers) {
      const { startedBy } = manager
      if (!startedBy?.program.test(name)) continue
      const at = startsWith(args, startedBy.words)
      const part = at === undefined ? undefined : args[at - 1]
      const invocation = [spelled, ...args.slice(0, at).map((word) => word.text)].join(' ')
      if (at !== undefined && part) return parseWords(manager, part, invocation, args.slice(at), false)
    }
    if (QUOTES_ITS_WORDS.has(name)) return undefined
  }
  for (const [index, each] of args.entries()) {
    const program = each.literal?.split('/').at(-1)
    const manager = program === undefined ? undefined : managerNamed(program)
    if (!manager || (!('lists' in manager) && name !== undefined && !RUNS_ITS_WORDS.test(name))) continue
    const found = parseWords(manager, each, each.text, args.slice(index + 1), true)
    if (found) return found
  }
  return undefined
}

/** True for a command of nothing but a package manager's name: an ENTRYPOINT that takes its subcommand from the outside. */
export function isBareProgram({ name, args }: SimpleCommand): boolean {
  return name !== undefined && args.length === 0 && managerNamed(name) !== undefined
}

/** True for the name of a package manager's program, whatever its path. */
export function isPackageProgram(text: string): boolean {
  return managerNamed(text.split('/').at(-1) ?? '') !== undefined
}

const byProgram = new Map(
  packageManagers.toReversed().flatMap((manager) => manager.programs.map((name) => [name, manager] as const)),
)
const byPattern = packageManagers.filter((manager) => manager.programNames !== undefined)

function managerNamed(name: string): PackageManager | undefined {
  return byProgram.get(name) ?? byPattern.find((manager) => manager.programNames?.test(name))
}

/** Where the words go on behind `wanted`, a path and options of one letter in front aside; undefined where they do not begin so. */
function startsWith(words: readonly ShellWord[], wanted: readonly string[]): number | undefined {
  const from = words.findIndex((word) => word.literal?.split('/').at(-1) === wanted[0])
  const before = words.slice(0, Math.max(from, 0))
  // `php -d memory_limit=-1 composer.phar`
  if (from === -1 || before.some((word) => !/^-[A-Za-z]$|^(?:-d)?[\w.]+=\S*$/.test(word.text)))
    return undefined
  return wanted.slice(1).every((each, index) => words[from + index + 1]?.literal === each)
    ? from + wanted.length
    : undefined
}

function parseWords(
  manager: PackageManager,
  program: ShellWord,
  invocation: string,
  words: readonly ShellWord[],
  indirect: boolean,
): PackageCommand | undefined {
  const options: ShellWord[] = []
  const normalOptions: string[] = []
  const rest: ShellWord[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (!word) break
    if (!/^-./.test(word.text)) {
      if (rest.length === 0 && manager.skips?.test(word.text)) continue
      rest.push(word)
      continue
    }
    options.push(word)
    const value = takesValue(manager, word.text) ? words[index + 1] : undefined
    normalOptions.push(...normalized(manager, word.literal ?? word.text, value?.literal ?? value?.text))
    if (value) {
      options.push(value)
      index += 1
    }
  }
  const found = manager.roleOf
    ? { action: '', role: manager.roleOf(normalOptions, rest.length), length: 0 }
    : actionOf(manager, rest)
  if (!found) return undefined
  return {
    manager,
    program,
    invocation,
    name: (program.literal ?? program.text).split('/').at(-1) ?? '',
    action: found.action,
    subcommand: rest[found.length - 1] ?? program,
    role: found.role,
    options,
    normalOptions: normalOptions.sort(),
    operands: rest.slice(found.length),
    indirect,
  }
}

interface Action {
  readonly action: string
  readonly role: Role
  /** How many words it takes. */
  readonly length: number
}

function actionOf({ roles, otherwise }: PackageManager, words: readonly ShellWord[]): Action | undefined {
  for (let length = Math.min(3, words.length); length >= 0; length -= 1) {
    // A call with operands has no empty subcommand.
    if (length === 0 && words.length > 0) break
    const literals = words.slice(0, length).map((word) => word.literal ?? '$')
    const action = literals.join(' ')
    const role = Object.hasOwn(roles, action) ? roles[action] : undefined
    if (role) return { action, role, length }
  }
  return otherwise === undefined || words.length === 0
    ? undefined
    : { action: '', role: otherwise, length: 0 }
}

/** True when the value of an option is the next word: `-t sid`, `-yt sid`, `--option X=y`; not `-tsid`, `-o=X=y`. */
function takesValue(manager: PackageManager, text: string): boolean {
  if (text.startsWith('--') || manager.singleDashWords) return manager.longWithValue.includes(text)
  const letters = /^-([A-Za-z]+)$/.exec(text)?.[1] ?? ''
  const at = [...letters].findIndex((letter) => manager.shortWithValue.includes(letter))
  return at !== -1 && at === letters.length - 1
}

function normalized(manager: PackageManager, text: string, value: string | undefined): readonly string[] {
  const canonical = (name: string): string => manager.synonyms.find((row) => row.includes(name))?.[0] ?? name
  const join = (name: string, own: string | undefined): string =>
    own === undefined ? canonical(name) : `${canonical(name)} ${own}`
  if (text.startsWith('--') || manager.singleDashWords) {
    const equals = text.indexOf('=')
    return equals === -1 ? [join(text, value)] : [join(text.slice(0, equals), text.slice(equals + 1))]
  }
  const found: string[] = []
  for (let index = 1; index < text.length; index += 1) {
    const letter = text.charAt(index)
    if (!manager.shortWithValue.includes(letter)) {
      // `-q=2` is a letter with a level.
      const level = /^=\d+/.exec(text.slice(index + 1))?.[0] ?? ''
      found.push(canonical(`-${letter}`) + level)
      index += level.length
      continue
    }
    const attached = text.slice(index + 1).replace(/^=/, '')
    found.push(join(`-${letter}`, attached === '' ? value : attached))
    break
  }
  return found
}

/**
 * True for an update that may leave the lists of some sources as they were or take them away, or that puts them
 * elsewhere: its sources, its directories or its configuration are its own (apt.conf(5)), or only a build knows them.
 */
export function isPartialUpdate({ role, normalOptions, operands }: PackageCommand): boolean {
  if (role !== 'update') return false
  const partial = /^-o ["']?(?:\$|dir\b)|list-cleanup|^-c(?:$| )|^--print-uris/i
  return (
    normalOptions.some((option) => partial.test(option)) ||
    operands.some((word) => word.literal === undefined)
  )
}
