// What each package manager's commands look like. One entry a manager; a transform asks the table, never a name.
import type { ShellWord, SimpleCommand } from './commands.ts'

/** What a subcommand has to do with the lists of available packages. */
export type ListRole =
  /** Fetches them. */
  | 'update'
  /** Reads them to install or upgrade packages. */
  | 'install'
  /** Reads them for something else. */
  | 'query'
  /** Takes them away. */
  | 'empty'
  /** Leaves them alone. */
  | 'other'

export interface PackageManager {
  readonly id: 'apt'
  /** Programs that work on the same lists. */
  readonly programs: readonly string[]
  /** Where the lists are; what is below it can be fetched again. */
  readonly lists: string
  /** The command that empties them. */
  readonly emptyLists: string
  readonly roles: Readonly<Record<string, ListRole>>
  /** Letters of short options that take a value. */
  readonly shortWithValue: string
  readonly longWithValue: readonly string[]
  /** Spellings of one option, the first of each row being the one to compare by. */
  readonly synonyms: readonly (readonly string[])[]
}

// Subcommands and options: apt-get(8), apt(8), apt-cache(8) of apt 2.6 and 3.0, aptitude(8).
const APT: PackageManager = {
  id: 'apt',
  programs: ['apt-get', 'apt', 'aptitude'],
  lists: '/var/lib/apt/lists',
  emptyLists: 'rm -rf /var/lib/apt/lists/*',
  roles: {
    update: 'update',
    install: 'install',
    reinstall: 'install',
    satisfy: 'install',
    upgrade: 'install',
    'dist-upgrade': 'install',
    'full-upgrade': 'install',
    'safe-upgrade': 'install',
    'dselect-upgrade': 'install',
    'build-dep': 'install',
    source: 'query',
    download: 'query',
    changelog: 'query',
    indextargets: 'query',
    list: 'query',
    search: 'query',
    show: 'query',
    policy: 'query',
    depends: 'query',
    rdepends: 'query',
    why: 'query',
    'why-not': 'query',
    distclean: 'empty',
    'dist-clean': 'empty',
    'forget-new': 'other',
    remove: 'other',
    purge: 'other',
    autoremove: 'other',
    'auto-remove': 'other',
    autopurge: 'other',
    clean: 'other',
    autoclean: 'other',
    'auto-clean': 'other',
    check: 'other',
    hold: 'other',
    unhold: 'other',
    markauto: 'other',
    unmarkauto: 'other',
  },
  shortWithValue: 'tocaP',
  longWithValue: [
    ...['--target-release', '--default-release', '--option', '--config-file', '--host-architecture'],
    ...['--build-profiles', '--solver', '--planner'],
  ],
  synonyms: [
    ['-y', '--yes', '--assume-yes'],
    ['-q', '--quiet'],
    ['-t', '--target-release', '--default-release'],
    ['-o', '--option'],
    ['-c', '--config-file'],
    ['-f', '--fix-broken'],
    ['-m', '--ignore-missing', '--fix-missing'],
    ['-d', '--download-only'],
    ['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act'],
    ['--allow-unauthenticated', '--force-yes'],
  ],
}

export const packageManagers: readonly PackageManager[] = [APT]

/** A call of a package manager. */
export interface PackageCommand {
  readonly manager: PackageManager
  readonly program: ShellWord
  /** As written: `install`. */
  readonly subcommand: ShellWord
  readonly role: ListRole
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

/** The package manager call that a command is, or that another program such as xargs or retry makes of its words. */
export function packageCommand({ name, args, syntax }: SimpleCommand): PackageCommand | undefined {
  if (!syntax.name) return undefined
  const named = packageManagers.find((manager) => name !== undefined && manager.programs.includes(name))
  if (named && name !== undefined) {
    const program = { ...syntax.name, literal: name, start: syntax.name.pos, end: syntax.name.end }
    return parseWords(named, program, args, false)
  }
  if (name !== undefined && QUOTES_ITS_WORDS.has(name)) return undefined
  for (const [index, word] of args.entries()) {
    const program = word.literal?.split('/').at(-1)
    const manager = packageManagers.find((each) => program !== undefined && each.programs.includes(program))
    const found = manager && parseWords(manager, word, args.slice(index + 1), true)
    if (found) return found
  }
  return undefined
}

function parseWords(
  manager: PackageManager,
  program: ShellWord,
  words: readonly ShellWord[],
  indirect: boolean,
): PackageCommand | undefined {
  const options: ShellWord[] = []
  const normalOptions: string[] = []
  const operands: ShellWord[] = []
  let subcommand: ShellWord | undefined
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (!word) break
    if (/^-./.test(word.text)) {
      options.push(word)
      const value = takesValue(manager, word.text) ? words[index + 1] : undefined
      normalOptions.push(...normalized(manager, word.literal ?? word.text, value?.literal ?? value?.text))
      if (value) {
        options.push(value)
        index += 1
      }
    } else if (subcommand) operands.push(word)
    else subcommand = word
  }
  const literal = subcommand?.literal
  if (!subcommand || literal === undefined || !Object.hasOwn(manager.roles, literal)) return undefined
  const role = manager.roles[literal] ?? 'other'
  return {
    manager,
    program,
    subcommand,
    role,
    options,
    normalOptions: normalOptions.sort(),
    operands,
    indirect,
  }
}

/** True when the value of an option is the next word: `-t sid`, `-yt sid`, `--option X=y`; not `-tsid`, `-o=X=y`. */
function takesValue(manager: PackageManager, text: string): boolean {
  if (text.startsWith('--')) return manager.longWithValue.includes(text)
  const letters = /^-([A-Za-z]+)$/.exec(text)?.[1] ?? ''
  const at = [...letters].findIndex((letter) => manager.shortWithValue.includes(letter))
  return at !== -1 && at === letters.length - 1
}

function normalized(manager: PackageManager, text: string, value: string | undefined): readonly string[] {
  const canonical = (name: string): string => manager.synonyms.find((row) => row.includes(name))?.[0] ?? name
  const join = (name: string, own: string | undefined): string =>
    own === undefined ? canonical(name) : `${canonical(name)} ${own}`
  if (text.startsWith('--')) {
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
