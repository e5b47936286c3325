// Ids, supplementary groups and HOME of a process are read from /etc/passwd and /etc/group when its container starts: what
// a RUN changes there about its own user holds from the next RUN on. The login shell is not read.
import type { State } from '../dockerfile/state.ts'
import { changedPaths, operandsOf, valueOf, type PathChange } from './changed-paths.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import type { Script } from './script.ts'

/** The command or file that changes what the user of the next RUN starts with; undefined where it is nothing known. */
export function accountChangedAfter(
  script: Script,
  state: () => Pick<State, 'user' | 'variables'>,
): string | undefined {
  if (!/\b(?:user|group|passwd|gpasswd|adduser|addgroup|del)|\/etc\/group/.test(script.text)) return undefined
  const commands = commandsOf(script)
  for (const command of commands) {
    const members = membersChangedBy(command)
    if (members && concerns(members, command, state)) return command.name
  }
  if (!/\/etc\b[^]*(?:passwd|group)/.test(script.text)) return undefined
  const edited = changedPaths(script).find(
    (change) =>
      /^\/etc\/(?:passwd|group)$/.test(change.path) &&
      change.kind !== 'attributes' &&
      (!isRoot(state().user, false) || !leavesRootAlone(change, commands)),
  )
  return edited?.path
}

const ACCOUNT_COMMANDS = new Set(
  'usermod gpasswd groupmems groupmod groupdel adduser addgroup deluser delgroup'.split(' '),
)

/** The users, and `%group` for all of a group, whose ids, groups or home a command changes. */
function membersChangedBy(command: SimpleCommand): readonly string[] | undefined {
  const { name = '' } = command
  if (!ACCOUNT_COMMANDS.has(name)) return undefined
  const words = command.args.map(valueOf)
  switch (name) {
    case 'usermod':
      return words.some((word) =>
        /^-[a-zA-Z]*[aGgudmlor]|^--(?:append|groups|gid|uid|home|move-home|login|remove)/.test(word),
      )
        ? parse(words, 'cdefgGlpRPsuvVwWZ')
        : undefined
    case 'gpasswd': {
      const at = words.findIndex((word) => /^(?:-[aMd]|--(?:add|members|delete))$/.test(word))
      return at === -1 ? undefined : (words[at + 1] ?? '').split(',')
    }
    case 'groupmems': {
      const at = words.findIndex((word) => /^(?:-[ad]|--(?:add|delete))$/.test(word))
      return at === -1 ? undefined : [words[at + 1] ?? '']
    }
    case 'groupmod':
      return words.some((word) => /^(?:-[a-z]*[gU]|--(?:gid|users))/.test(word))
        ? parse(words, 'gnpRPU').map((group) => `%${group}`)
        : undefined
    case 'groupdel':
      return operandsOf(command).map((group) => `%${group}`)
    case 'adduser':
    case 'addgroup':
    case 'deluser':
    case 'delgroup': {
      // With two names the first, a user, is put into the second, or taken out.
      const names = parse(words, 'hgsGuk')
      if (names.length === 2) return names.slice(0, 1)
      return name === 'delgroup' ? names.map((group) => `%${group}`) : undefined
    }
    default:
      return undefined
  }
}

// Debian's adduser and shadow's long options that take a word.
const LONG_WITH_VALUE =
  /^--(?:home|shell|uid|gid|firstuid|lastuid|firstgid|lastgid|gecos|comment|ingroup|conf|groups|login|password|expiredate|inactive|root|prefix|new-name|users)$/

function parse(words: readonly string[], shortWithValue: string): readonly string[] {
  const names: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!/^-./.test(word)) names.push(word)
    else if (
      LONG_WITH_VALUE.test(word) ||
      (/^-[a-zA-Z]+$/.test(word) && shortWithValue.includes(word.at(-1) ?? ''))
    )
      at += 1
  }
  return names
}

// Root belongs to these in Alpine's /etc/group; in Debian's and Red Hat's to none but its own.
const GROUPS_OF_ROOT = /^%(?:root|bin|daemon|sys|adm|disk|wheel|floppy|dialout|tape|video)$/

function concerns(
  members: readonly string[],
  { wrappers }: SimpleCommand,
  state: () => Pick<State, 'user' | 'variables'>,
): boolean {
  if (!isRoot(state().user, wrappers.length > 0)) return true
  return members.some((member) => {
    const variable = /^\$\{?(\w+)\}?$/.exec(member)?.[1]
    const name = (variable === undefined ? undefined : state().variables.get(variable)?.text) ?? member
    return name === 'root' || GROUPS_OF_ROOT.test(name) || /\$\(|`/.test(name)
  })
}

/** Where no USER is named, the image's own is taken to be root unless a command needs sudo. */
function isRoot(user: string | undefined, raised: boolean): boolean {
  return user === undefined || user === '' ? !raised : /^(?:0|root)$/.test(user.split(':')[0] ?? '')
}

function leavesRootAlone(change: PathChange, commands: readonly SimpleCommand[]): boolean {
  const { command, appends, path } = change
  // The first line of a uid counts, so that a line at the end cannot change root's.
  if (appends && path === '/etc/passwd') return true
  if (appends) return !namesRootAsMember(commands)
  if (command?.name !== 'sed') return false
  const scripts = command.args.map(valueOf).filter((word) => !word.startsWith('-') && word !== path)
  return scripts.every(
    (text) => isAboutShells(text) || isAboutOthers(text) || (path === '/etc/passwd' && KEEPS_ROOT.test(text)),
  )
}

/** Unless every line that is printed ends in members that are known. */
function namesRootAsMember(commands: readonly SimpleCommand[]): boolean {
  const printed = commands
    .filter(({ name = '' }) => /^(?:echo|printf)$/.test(name))
    .flatMap(({ args }) => args.map(valueOf))
    .filter((text) => text.includes(':'))
  return printed.length === 0 || printed.some((text) => /root|\$[^:]*$|`[^:]*$/.test(text))
}

// `/^(app|root|nobody)/!d`
const KEEPS_ROOT = /^\/\^\((?:[^()]*\|)?root(?:\|[^()]*)?\)\/!d$/

/** `s/bin\/ash/bin\/bash/`, `s#^(.*):[^:]*$#\1:/sbin/nologin#`: the last field, or the path of a program. */
function isAboutShells(text: string): boolean {
  const [, , from, to] =
    /^(?:\/[^/]*\/!?\s*)?s(\W)((?:\\.|(?!\1).)*)\1((?:\\.|(?!\1).)*)\1[gi]*$/.exec(text) ?? []
  if (from === undefined || to === undefined) return false
  if (/^\^\\?\(\.[*+]\\?\):\[\^:\][*+]\$$/.test(from) && /^\\1:[^:]*$/.test(to)) return true
  const program = /(?:\\?\/)?(?:usr\\?\/)?s?bin\\?\/\w+\$?$/
  return program.test(from) && program.test(to) && from.replace(program, '') === to.replace(program, '')
}

/** `s/^app:…/…/`: lines that begin with the name of somebody else. */
function isAboutOthers(text: string): boolean {
  return /^s\W\^?[a-z_][\w-]*:/.test(text) && !/root|:0:/.test(text)
}
