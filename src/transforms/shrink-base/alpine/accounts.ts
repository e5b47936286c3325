// Accounts: shadow's and Debian's commands as BusyBox has them. Options by the manual pages of shadow 4.13 and Debian's adduser
// 3.134 on one side, loginutils/adduser.c and addgroup.c of BusyBox on the other; in short forms alone, which every release reads.
import type { SimpleCommand } from '../../../shell/commands.ts'
import { alpineImage, isAlpineAccount, mayBeTaken } from './alpine-base.ts'

/** What stands for a command in Alpine. */
export type AccountTranslation =
  | {
      readonly commands: readonly string[]
      readonly notes: readonly string[]
      readonly makes: Account | undefined
    }
  | { readonly reason: string; readonly unblock: string }

export interface Account {
  readonly kind: 'user' | 'group'
  readonly name: string
  readonly id: string | undefined
}

/** What is known where a command stands. */
export interface AccountsThere {
  readonly image: string
  /** Made by the file before. */
  readonly made: readonly Account[]
  /** True where the file changes users with su, for which the shell of a user matters. */
  readonly usesShell: boolean
}

export const ACCOUNT_PROGRAMS =
  /^(?:useradd|groupadd|usermod|groupmod|userdel|groupdel|adduser|addgroup|deluser|delgroup|gpasswd|chsh|chfn|passwd)$/

interface Parsed {
  readonly flags: ReadonlyMap<string, string>
  readonly names: readonly string[]
}

export function translateAccount(command: SimpleCommand, there: AccountsThere): AccountTranslation {
  const words = command.args.map((word) => word.text)
  const unclear = (what: string): AccountTranslation => ({
    reason: `${command.name ?? ''} ${what}, for which BusyBox has nothing that is known to be the same`,
    unblock: 'make the account with plain options: a name, an id, a group, a home',
  })
  switch (command.name) {
    case 'useradd': {
      const parsed = parse(words, USERADD)
      return typeof parsed === 'string' ? unclear(`has ${parsed}`) : user(parsed, there, 'useradd')
    }
    case 'groupadd': {
      const parsed = parse(words, GROUPADD)
      return typeof parsed === 'string' ? unclear(`has ${parsed}`) : group(parsed, there)
    }
    case 'adduser':
    case 'addgroup': {
      const parsed = parse(words, command.name === 'adduser' ? ADDUSER : ADDGROUP)
      if (typeof parsed === 'string') return unclear(`has ${parsed}`)
      if (parsed.names.length === 2) return join(parsed.names[0] ?? '', parsed.names[1] ?? '', there)
      if (command.name === 'addgroup') return group(parsed, there)
      if (!parsed.flags.has('D') && !parsed.flags.has('S')) return unclear('asks for a password')
      return user(parsed, there, 'adduser')
    }
    case 'usermod': {
      const [option = '', groups = '', name = ''] = words
      const [added, user, ...rest] = /^(?:-aG|-a -G)$/.test(option)
        ? [groups, name, ...words.slice(3)]
        : option === '-a' && groups === '-G'
          ? [name, words[3] ?? '', ...words.slice(4)]
          : ['', '', 'more']
      if (rest.length > 0 || added === '')
        return unclear(`has ${words.filter((each) => each.startsWith('-')).join(' ')}`)
      return joinAll(user, added.split(','), there)
    }
    default:
      return unclear('is called')
  }
}

// The short form that BusyBox has for each option; + in front: it takes a value; nothing: it may go.
const USERADD: Readonly<Record<string, string>> = {
  '-r': 'S', '--system': 'S', '-u': '+u', '--uid': '+u', '-g': '+G', '--gid': '+G', '-d': '+h', '--home-dir': '+h',
  '--home': '+h', '-s': '+s', '--shell': '+s', '-c': '+g', '--comment': '+g', '-m': 'm', '--create-home': 'm', '-M': 'H',
  '--no-create-home': 'H', '-U': 'U', '--user-group': 'U', '-l': '', '--no-log-init': '', '-G': '+groups', '--groups': '+groups',
} // prettier-ignore
const GROUPADD: Readonly<Record<string, string>> = {
  '-r': 'S', '--system': 'S', '-g': '+g', '--gid': '+g',
} // prettier-ignore
const ADDUSER: Readonly<Record<string, string>> = {
  '--system': 'S', '--uid': '+u', '--ingroup': '+G', '--home': '+h', '--shell': '+s', '--gecos': '+g', '--comment': '+g',
  '--no-create-home': 'H', '--disabled-password': 'D', '--disabled-login': 'D', '--quiet': '', '-q': '', '--group': 'U',
  '--gid': '+G', '-u': '+u',
} // prettier-ignore
const ADDGROUP: Readonly<Record<string, string>> = { '--system': 'S', '--gid': '+g', '--quiet': '', '-q': '' }

/** The option that is not known, as text, or what was read. */
function parse(words: readonly string[], table: Readonly<Record<string, string>>): Parsed | string {
  const flags = new Map<string, string>()
  const names: string[] = []
  const take = (option: string, value: string | undefined): boolean => {
    const short = Object.hasOwn(table, option) ? table[option] : undefined
    if (short === undefined || (short.startsWith('+') && value === undefined)) return false
    if (short !== '') flags.set(short.replace('+', ''), short.startsWith('+') ? (value ?? '') : '')
    return true
  }
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) {
      names.push(word)
      continue
    }
    const [, long, value] = /^(--[\w-]+)=([^]*)$/.exec(word) ?? []
    if (long !== undefined) {
      if (!take(long, value)) return word
      continue
    }
    if (word.startsWith('--')) {
      const valued = table[word]?.startsWith('+') === true
      if (!take(word, valued ? words[at + 1] : undefined)) return word
      if (valued) at += 1
      continue
    }
    for (let place = 1; place < word.length; place += 1) {
      const option = `-${word.charAt(place)}`
      if (table[option]?.startsWith('+') !== true) {
        if (!take(option, undefined)) return option
        continue
      }
      const rest = word.slice(place + 1)
      if (!take(option, rest === '' ? words[at + 1] : rest)) return option
      if (rest === '') at += 1
      break
    }
  }
  return { flags, names }
}

function group({ flags, names }: Parsed, there: AccountsThere): AccountTranslation {
  const [name = ''] = names
  const id = flags.get('g')
  const taken = takenBy('group', name, id, there)
  if (names.length !== 1 || taken) return taken ?? oneName()
  const text = ['addgroup', flags.has('S') ? '-S' : '', id === undefined ? '' : `-g ${id}`, name]
  return {
    commands: [text.filter((each) => each !== '').join(' ')],
    notes: flags.has('S') && id === undefined ? [SYSTEM_IDS] : [],
    makes: { kind: 'group', name, id },
  }
}

const SYSTEM_IDS = 'system users and groups without an id of their own get another one than in Debian'

function user({ flags, names }: Parsed, there: AccountsThere, by: 'useradd' | 'adduser'): AccountTranslation {
  const [name = ''] = names
  const id = flags.get('u')
  const taken = takenBy('user', name, id, there)
  if (names.length !== 1 || taken) return taken ?? oneName()
  const system = flags.has('S')
  const commands: string[] = []
  const wanted = flags.get('G')
  let primary: string | undefined
  if (wanted !== undefined) {
    const found = groupNamed(wanted, there)
    if (found === undefined)
      return {
        reason: `the group ${wanted} is not known to be in Alpine`,
        unblock: `make it in this file, by its name: groupadd --gid ${/^\d+$/.test(wanted) ? wanted : '1000'} ${/^\d+$/.test(wanted) ? name : wanted}`,
      }
    primary = found
  } else if (by === 'adduser' && system && !flags.has('U')) primary = 'nogroup'
  else if (system || mayBeTaken(id ?? 'none', 'group')) {
    // BusyBox would put a system user into nogroup.
    const known = there.made.some((each) => each.kind === 'group' && each.name === name)
    if (known) return existing(name, 'group')
    if (id !== undefined && mayBeTaken(id, 'group')) return existing(id, 'group')
    commands.push(
      ['addgroup', system ? '-S' : '', id === undefined ? '' : `-g ${id}`, name]
        .filter((each) => each !== '')
        .join(' '),
    )
    primary = name
  }
  const home = by === 'useradd' ? flags.has('m') && !flags.has('H') : !flags.has('H')
  const shell = shellOf(flags.get('s'), system && there.usesShell)
  const parts = [
    'adduser',
    system ? '-S' : '',
    '-D',
    home ? '' : '-H',
    id === undefined ? '' : `-u ${id}`,
    primary === undefined ? '' : `-G ${primary}`,
    flags.has('h') ? `-h ${flags.get('h') ?? ''}` : '',
    shell === undefined ? '' : `-s ${shell}`,
    flags.has('g') && !/^(?:""|''|,*|"[, ]*"|'[, ]*')$/.test(flags.get('g') ?? '')
      ? `-g ${flags.get('g') ?? ''}`
      : '',
    name,
  ]
  commands.push(parts.filter((each) => each !== '').join(' '))
  const joined = flags.has('groups')
    ? joinAll(name, (flags.get('groups') ?? '').split(','), there, true)
    : undefined
  if (joined && 'reason' in joined) return joined
  const notes = system && id === undefined ? [SYSTEM_IDS] : []
  if (flags.get('s')?.endsWith('bash') === true) notes.push(`the login shell of ${name} is sh`)
  return {
    commands: [...commands, ...(joined?.commands ?? [])],
    notes,
    makes: { kind: 'user', name, id },
  }
}

function shellOf(written: string | undefined, isNeeded: boolean): string | undefined {
  if (written === undefined) return isNeeded ? '/bin/sh' : undefined
  if (/(?:^|\/)bash$/.test(written)) return '/bin/sh'
  return written.endsWith('nologin') ? '/sbin/nologin' : written
}

function join(name: string, to: string, there: AccountsThere): AccountTranslation {
  return joinAll(name, [to], there)
}

function joinAll(
  name: string,
  groups: readonly string[],
  there: AccountsThere,
  isNew = false,
): Extract<AccountTranslation, { commands: unknown }> | Extract<AccountTranslation, { reason: string }> {
  const missing = groups.find((each) => groupNamed(each, there) === undefined)
  if (missing !== undefined)
    return {
      reason: `the group ${missing} is not known to be in Alpine`,
      unblock: `make the group in this file, or leave ${name} out of it`,
    }
  if (!isNew && !isKnownUser(name, there))
    return { reason: `the user ${name} is not known to be in Alpine`, unblock: 'make the user in this file' }
  return {
    commands: groups.map((each) => `addgroup ${name} ${groupNamed(each, there) ?? each}`),
    notes: [],
    makes: undefined,
  }
}

/** A group that is there, by its name; undefined where none is known. */
function groupNamed(nameOrId: string, { made, image }: AccountsThere): string | undefined {
  const found = made.findLast(
    (each) =>
      (each.kind === 'group' || !made.some((other) => other.kind === 'group' && other.name === each.name)) &&
      (each.name === nameOrId || (each.id !== undefined && each.id === nameOrId)),
  )
  if (found) return found.name
  if (nameOrId === '0') return 'root'
  if (isAlpineAccount(nameOrId, 'group')) return nameOrId
  return alpineImage(image)?.accounts?.includes(nameOrId) ? nameOrId : undefined
}

export function isKnownUser(name: string, { made, image }: AccountsThere): boolean {
  return (
    made.some((each) => each.kind === 'user' && each.name === name) ||
    isAlpineAccount(name, 'user') ||
    (alpineImage(image)?.accounts?.includes(name) ?? false)
  )
}

export function isKnownGroup(name: string, there: AccountsThere): boolean {
  return groupNamed(name, there) !== undefined
}

function takenBy(
  kind: Account['kind'],
  name: string,
  id: string | undefined,
  there: AccountsThere,
): Extract<AccountTranslation, { reason: string }> | undefined {
  if (mayBeTaken(name, kind) || alpineImage(there.image)?.accounts?.includes(name))
    return existing(name, kind)
  // An id that only a build knows is taken for one that is free, as a build argument is meant to be.
  return id !== undefined && mayBeTaken(id.replaceAll('"', ''), kind) ? existing(id, kind) : undefined
}

function existing(name: string, kind: Account['kind']): Extract<AccountTranslation, { reason: string }> {
  return {
    reason: `Alpine has a ${kind} ${name} already`,
    unblock: `use another name or id for it`,
  }
}

function oneName(): Extract<AccountTranslation, { reason: string }> {
  return { reason: 'it does not name one account', unblock: 'name one account for each command' }
}
