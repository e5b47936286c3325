// What a script does to the lists of available packages that a package manager keeps in the image.
import type { Range } from '../dockerfile/text.ts'
import { coversPath } from './covered-path.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import { innerScript } from './inner-script.ts'
import { installerOf, unknownScript } from './install-scripts.ts'
import { isPartialUpdate, packageCommand, type PackageCommand } from './package-command.ts'
import type { ListManager } from './package-managers/package-manager.ts'
import { unclearCall, type MayHoldCall } from './unclear-calls.ts'
import type { Script } from './script.ts'

export type ListEventKind =
  | 'update'
  | 'may update'
  /** Fetches the lists of some sources, or elsewhere. */
  | 'partial update'
  | 'need'
  | 'may need'
  | 'empty'
  /** May empty them: a variable, a script for cleaning up. */
  | 'may empty'
  /** Changes where packages come from. */
  | 'sources'
  /** A script of which nothing is known. */
  | 'script'
  /** Another call of the package manager. */
  | 'other'

export interface ListEvent extends Range {
  readonly kind: ListEventKind
  /** The command as a reader would name it: `apt-get install`. */
  readonly text: string
  readonly command: SimpleCommand
  /** Absent for what another program does, and for what stands in a string that another shell gets. */
  readonly call: PackageCommand | undefined
  /** True when it may be left out: in the branch of an if, behind ||, in a function. */
  readonly conditional: boolean
  /** True when it runs where something calls it, not where it stands: in a function, an alias or a trap. */
  readonly deferred: boolean
}

/** The events of a script in the order of its text. */
export function listEvents(
  script: Pick<Script, 'syntax' | 'text'>,
  manager: ListManager,
  mayHoldCall: MayHoldCall,
): readonly ListEvent[] {
  const commands = commandsOf(script)
  return commands.flatMap((command) => eventsOf(command, commands, script, manager, mayHoldCall))
}

const CONDITIONAL = new Set(['if', 'case', 'function', 'after ||', 'substitution', 'background', 'coproc'])

function eventsOf(
  command: SimpleCommand,
  all: readonly SimpleCommand[],
  script: Pick<Script, 'syntax' | 'text'>,
  manager: ListManager,
  mayHoldCall: MayHoldCall,
): readonly ListEvent[] {
  if (!command.syntax.name) return []
  const conditional = command.surroundings.some((each) => CONDITIONAL.has(each))
  const inFunction = command.surroundings.includes('function')
  const event = (kind: ListEventKind, text: string, call?: PackageCommand): ListEvent => {
    const deferred = inFunction && /(?:update|need)$/.test(kind)
    return { kind, text, call, command, conditional, deferred, start: command.start, end: command.end }
  }
  const call = packageCommand(command)
  if (call) {
    if (call.manager !== manager) return []
    const text = `${call.program.literal ?? ''} ${call.subcommand.text}`
    return [event(isPartialUpdate(call) ? 'partial update' : KINDS[call.role], text, call)]
  }
  const inner = innerScript(command)
  if (inner) {
    // Its words are not those of this script, so its events take the place of the whole command.
    const { start, end } = command
    return listEvents(inner, manager, mayHoldCall).map((each) => ({
      ...each,
      call: undefined,
      conditional: conditional || each.conditional,
      deferred: each.deferred || (inFunction && /(?:update|need)$/.test(each.kind)),
      start,
      end,
    }))
  }
  const shown = script.text.slice(command.start, command.end)
  const unclear = unclearCall(command, script, manager, mayHoldCall)
  const emptied = emptying(command, all, shown, manager)
  if (unclear) {
    const named = event(unclear.kind, unclearName(shown))
    const may = { ...named, deferred: named.deferred || unclear.deferred }
    return emptied ? [may, event('may empty', shown)] : [may]
  }
  if (emptied) return [event(emptied, shown)]
  const text = readableName(command)
  const events: ListEvent[] = []
  if (changesSources(command, shown)) events.push(event('sources', text))
  const installer = installerOf(command, all)
  if (installer) events.push(event(INSTALLER_KINDS[installer], text))
  const started = unknownScript(command, all)
  if (started !== undefined) events.push(event('script', started))
  return events
}

/** The first words of a command: `$INSTALL curl`, `apt-get $OPTIONS install`. */
function unclearName(shown: string): string {
  const words = shown.split(/\s+/)
  return words.length > 3 ? `${words.slice(0, 3).join(' ')} …` : words.join(' ')
}

/** `./install.sh`, `bash install.sh`, `rosdep install`. */
function readableName({ name = '', syntax, args, wrappers }: SimpleCommand): string {
  const shown = wrappers.length === 0 ? (syntax.name?.text ?? name) : name
  const operand = args.find((word) => !word.text.startsWith('-'))
  const isShell = /(?:^|\/)(?:sh|bash|dash|ash|ksh|zsh)$/.test(shown)
  if (isShell && operand === undefined) return `what is piped into ${shown}`
  return operand === undefined || (shown.includes('/') && !isShell) ? shown : `${shown} ${operand.text}`
}

const KINDS = {
  update: 'update',
  install: 'need',
  query: 'need',
  empty: 'empty',
  clean: 'other',
  other: 'other',
} as const
const INSTALLER_KINDS = {
  'needs lists': 'need',
  'may need lists': 'may need',
  updates: 'update',
  'may update': 'may update',
} as const

function changesSources({ name = '', args }: SimpleCommand, shown: string): boolean {
  if (/^(?:apt-key|add-apt-repository|apt-add-repository|extrepo)$/.test(name)) return true
  if (name === 'dpkg') return args.some((word) => /^--(?:add|remove)-architecture$/.test(word.text))
  return shown.includes('/etc/apt/') && !/^(?:cat|ls|grep|test|\[|chmod)$/.test(name)
}

const LOOKS_ONLY = /^(?:mkdir|ls|du|chmod|chown|echo|printf|test|\[|stat|df|cat)$/

/** Whether a command empties the lists, or may. */
function emptying(
  { name, args }: SimpleCommand,
  all: readonly SimpleCommand[],
  shown: string,
  { lists, directory }: ListManager,
): 'empty' | 'may empty' | undefined {
  if (name === undefined) return /clean/i.test(shown) ? 'may empty' : undefined
  if (LOOKS_ONLY.test(name)) return undefined
  if (shown.includes(directory)) return 'empty'
  if (/^(?:rm|find)$/.test(name)) {
    if (args.some((word) => coversPath(word.text, lists))) return 'empty'
    if (args.some((word) => mayStandForLists(word.text, all))) return 'may empty'
  }
  return /clean/i.test(name) && !/^(?:docker-php|make)/.test(name) ? 'may empty' : undefined
}

/** True for a variable that may hold the path: not one that this script sets to something else. */
function mayStandForLists(text: string, all: readonly SimpleCommand[]): boolean {
  const name = /^"?\$\{?([A-Za-z_]\w*)\}?"?$/.exec(text)?.[1]
  if (name === undefined || /home|root|tmp|temp|dir|src|build|download|archive/i.test(name)) return false
  return !all.some(
    (each) => each.assignments.includes(name) || each.args.some((word) => word.text.startsWith(`${name}=`)),
  )
}
