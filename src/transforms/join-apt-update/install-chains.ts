import { toSource } from '../../dockerfile/mapped-text.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { isPartialUpdate, packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import type { AndOr } from '../../shell/parser.ts'
import type { Script } from '../../shell/script.ts'
import { changesChoices } from './alternatives.ts'

export interface Install {
  readonly command: SimpleCommand
  readonly call: PackageCommand
}

/** Installs that can be one. */
export interface InstallChain {
  readonly installs: readonly Install[]
  /** What stands between them and goes: updates, and cleanups that stand behind the last install too. */
  readonly between: readonly SimpleCommand[]
}

/**
 * The options of the update that is sure to have run before the command at an offset of the script; undefined where none
 * is sure.
 */
export type UpdateBefore = (offset: number) => readonly string[] | undefined

type Step =
  | { readonly kind: 'install' | 'update'; readonly command: SimpleCommand; readonly call: PackageCommand }
  | {
      readonly kind: 'cleanup'
      readonly command: SimpleCommand
      readonly text: string
      readonly empties: boolean
    }

/** The chains of installs among the operands of one `&&` list. */
export function installChains(
  { commands: operands }: AndOr,
  script: Script,
  commands: ReadonlyMap<unknown, SimpleCommand>,
  updateBefore: UpdateBefore,
): readonly InstallChain[] {
  const steps = operands.map((operand) => {
    const command = commands.get(operand)
    return command && stepOf(command, script)
  })
  const commented = operands.map((operand, index) => {
    const before = operands[index - 1]
    return before !== undefined && isCommented(script, before.end, operand.pos)
  })
  // A comment above an install is about what follows up to the next comment; where that is more, it has to stay.
  const headsMore = (from: number, to: number): boolean => {
    if (!commented.slice(from, to + 1).includes(true)) return false
    const next = steps.findIndex((step, index) => index > to && step?.kind !== 'cleanup')
    return next !== -1 && commented[next] === false && steps[next] === undefined
  }
  const chains: InstallChain[] = []
  for (let at = 0; at < steps.length; at += 1) {
    const first = steps[at]
    if (first?.kind !== 'install' || !isMergeable(first)) continue
    const installs: Install[] = [first]
    const between: SimpleCommand[] = []
    for (;;) {
      const next = nextInstall(steps, at, first, updateBefore)
      if (!next || staysApart(installs, next.install) || headsMore(at + 1, next.at)) break
      installs.push(next.install)
      between.push(...next.between)
      at = next.at
    }
    if (installs.length > 1) chains.push({ installs, between })
  }
  return chains
}

function stepOf(command: SimpleCommand, script: Script): Step | undefined {
  if (command.redirects) return undefined
  const text = script.text.slice(command.start, command.end).replace(/\s+/g, ' ')
  const call = packageCommand(command)
  if (!call) {
    const empties = command.name === 'rm' && text.includes('/var/lib/apt/lists')
    return empties ? { kind: 'cleanup', command, text, empties } : undefined
  }
  if (call.indirect) return undefined
  if (/^(?:auto-?)?(?:clean|remove)$/.test(call.subcommand.text) && call.operands.length === 0)
    return { kind: 'cleanup', command, text, empties: false }
  if (call.role === 'install') return { kind: 'install', command, call }
  return call.role === 'update' && call.operands.length === 0 && !isPartialUpdate(call)
    ? { kind: 'update', command, call }
    : undefined
}

function isCommented({ instruction, mapped }: Script, start: number, end: number): boolean {
  const from = toSource(mapped, start - 1)
  const to = toSource(mapped, end)
  return instruction.comments.some((comment) => comment.range.start > from && comment.range.end < to)
}

interface NextInstall {
  readonly install: Install
  readonly between: readonly SimpleCommand[]
  readonly at: number
}

/** The install that follows the one at `at`, when nothing else stands between than what is not needed there. */
function nextInstall(
  steps: readonly (Step | undefined)[],
  at: number,
  first: Install,
  updateBefore: UpdateBefore,
): NextInstall | undefined {
  const between: Step[] = []
  for (let index = at + 1; index < steps.length; index += 1) {
    const step = steps[index]
    if (!step) return undefined
    if (step.kind !== 'install') {
      between.push(step)
      continue
    }
    if (!sameSurroundings(first, step) || !isMergeable(step)) return undefined
    if (step.call.normalOptions.join() !== first.call.normalOptions.join()) return undefined
    const last = steps[at]
    if (
      last?.kind !== 'install' ||
      !areNeedless(between, cleanupsBehind(steps, index), first, last, updateBefore)
    )
      return undefined
    return { install: step, between: between.map((each) => each.command), at: index }
  }
  return undefined
}

function cleanupsBehind(steps: readonly (Step | undefined)[], index: number): readonly string[] {
  const behind: string[] = []
  for (const step of steps.slice(index + 1)) {
    if (step?.kind === 'cleanup') behind.push(step.text)
    // The next of several installs brings its own.
    else if (!step || behind.length > 0) break
    else if (step.kind === 'update') break
  }
  return behind
}

/**
 * An update that fetches what the one before it fetched, with what emptied the lists in front of it, and cleanups that
 * are repeated behind the next install.
 */
function areNeedless(
  between: readonly Step[],
  behind: readonly string[],
  first: Install,
  last: Install,
  updateBefore: UpdateBefore,
): boolean {
  if (between.length === 0) return true
  const updates = between.flatMap((step) => (step.kind === 'update' ? [step] : []))
  const cleanups = between.flatMap((step) => (step.kind === 'cleanup' ? [step] : []))
  if (cleanups.some((step) => !step.empties && !behind.includes(step.text))) return false
  if (updates.length === 0) return cleanups.every((step) => !step.empties)
  const before = updateBefore(first.command.start)
  if (!before || mayAddSources(last)) return false
  return updates.every(
    (step) =>
      sameSurroundings(first, step) &&
      meaningful(step.call.normalOptions).join() === meaningful(before).join(),
  )
}

/** Without the options that only change what is shown or asked. */
function meaningful(options: readonly string[]): readonly string[] {
  return options.filter((option) => !/^-[qy]/.test(option))
}

function sameSurroundings(left: Install, right: Install): boolean {
  const key = ({ command, call }: Install): string =>
    [
      ...command.syntax.prefix.map((each) => ('text' in each ? each.text : '')),
      ...command.wrappers.map((each) => each.text),
      call.program.text,
    ].join(' ')
  return key(left) === key(right)
}

// A package that apt finds by its plain name, a variable inside it or a version included; no file, release or pattern.
const PLAIN =
  /^[a-z0-9](?:[a-z0-9+.-]|\$\w+|\$\{\w+\})*(?::[a-z0-9]+)?(?:=(?:[\w.+:~*-]|\\\*|\$\w+|\$\{\w+\})+)?$/

function isMergeable({ call }: Install): boolean {
  if (call.subcommand.literal !== 'install' || call.operands.length === 0) return false
  if (call.normalOptions.some((option) => /^-[fds]$|^--(?:print-uris|no-download)$/.test(option)))
    return false
  const plain = call.operands.every(({ text }) => PLAIN.test(text) && !/-$|(?<!\+)\+$/.test(text))
  return plain && optionsOutside(call)
}

/** True when no option stands among the packages. */
function optionsOutside({ operands, options }: PackageCommand): boolean {
  const first = operands[0]
  const last = operands.at(-1)
  if (!first || !last) return false
  return options.every((each) => each.end <= first.start || each.start >= last.end)
}

/** True when a package is asked for in two versions, or when apt may choose another one for the two together. */
function staysApart(installs: readonly Install[], next: Install): boolean {
  const known = installs.flatMap((each) => each.call.operands.map((word) => word.text))
  const wanted = next.call.operands.map((word) => word.text)
  const clash = wanted.some(
    (text) => !known.includes(text) && known.some((each) => nameOf(each) === nameOf(text)),
  )
  return clash || changesChoices(known.map(nameOf), wanted.map(nameOf))
}

/** A package without version and architecture; a variable in it is taken for a number. */
function nameOf(text: string): string {
  return text.replace(/[:=].*$/, '').replace(/\$(?:\w+|\{\w+\})/g, '1')
}

// With these an update may read sources that it could not read before, or new ones.
const ENABLES_SOURCES =
  /^(?:apt|apt-transport-.*|ca-certificates.*|gnupg\d?|gpg|dirmngr|(?:software|python)-.*properties.*|lsb-release|extrepo|.*-(?:keyring|release|repo|repository|config|apt-source))$/

function mayAddSources({ call }: Install): boolean {
  return call.operands.some((word) => ENABLES_SOURCES.test(nameOf(word.text)))
}
