// When two installs can be one.
import type { SimpleCommand } from '../../shell/commands.ts'
import type { PackageCommand } from '../../shell/package-command.ts'
import { changesChoices } from './alternatives.ts'
import { packageName } from './source-changes.ts'

export interface Install {
  readonly command: SimpleCommand
  readonly call: PackageCommand
}

// A package that apt finds by its plain name, a variable inside it or a version included; no file, release or pattern.
const PLAIN =
  /^[a-z0-9](?:[a-z0-9+.-]|\$\w+|\$\{\w+\})*(?::[a-z0-9]+)?(?:=(?:[\w.+:~*-]|\\\*|\$\w+|\$\{\w+\})+)?$/

/** True for an install of plain packages that does nothing else. */
export function isMergeable({ call }: Install): boolean {
  if (call.subcommand.literal !== 'install' || call.operands.length === 0) return false
  if (call.normalOptions.some((option) => /^-[ds]$|^--(?:print-uris|no-download)$/.test(option))) return false
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

/** True when one install can do what all do, with the options of each that only change what is shown or asked. */
export function fitTogether(installs: readonly Install[], next: Install): boolean {
  const [first] = installs
  if (!first || meaningful(first.call).join() !== meaningful(next.call).join()) return false
  if (!samePrograms(first.call, next.call) || prefix(first.command) !== prefix(next.command)) return false
  const frontends = new Set([...installs, next].flatMap((each) => frontendOf(each) ?? []))
  if (frontends.size === 0) return true
  // Behind sudo it is an argument, whose place is not that of an assignment.
  const addable = [first, next].every(({ command }) => command.wrappers.length === 0)
  return frontends.size === 1 && (frontendOf(first) !== undefined || addable)
}

/** What the one install needs that the first of several lacks. */
export interface Missing {
  /** The assignment of DEBIAN_FRONTEND. */
  readonly frontend: string | undefined
  /** True where one of the others answers yes to every question. */
  readonly yes: boolean
}

export function missingFrom([first, ...rest]: readonly Install[]): Missing {
  const frontend = rest.flatMap((each) => frontendOf(each) ?? [])[0]
  return {
    frontend: first && frontendOf(first) === undefined ? frontend : undefined,
    yes: first !== undefined && !saysYes(first.call) && rest.some(({ call }) => saysYes(call)),
  }
}

// apt-get(8): -qq implies -y; -f mends what is broken, and behind an install that went well nothing is; apt suggests
// nothing unless it is told to.
const HARMLESS = /^(?:-[yqf](?:=\d)?|--no-install-suggests|-o ["']?dpkg::use-pty=.*)$/i

function meaningful({ normalOptions }: PackageCommand): readonly string[] {
  return normalOptions.filter((option) => !HARMLESS.test(option))
}

function saysYes({ normalOptions }: PackageCommand): boolean {
  const quiet = normalOptions.filter((option) => option === '-q').length
  return normalOptions.includes('-y') || quiet > 1 || normalOptions.includes('-q=2')
}

function samePrograms(left: PackageCommand, right: PackageCommand): boolean {
  const name = ({ program }: PackageCommand): string =>
    (program.literal ?? program.text).replace(/^apt$/, 'apt-get')
  return name(left) === name(right)
}

/** What stands in front of the program, but for DEBIAN_FRONTEND. */
function prefix({ syntax, wrappers }: SimpleCommand): string {
  return [
    ...syntax.prefix.flatMap((each) => ('text' in each && !isFrontend(each.text) ? each.text : [])),
    ...wrappers.flatMap((each) => (isFrontend(each.text) ? [] : each.text)),
  ].join(' ')
}

function frontendOf({ command: { syntax, wrappers } }: Install): string | undefined {
  return [
    ...syntax.prefix.flatMap((each) => ('text' in each ? each.text : [])),
    ...wrappers.map((each) => each.text),
  ].find(isFrontend)
}

function isFrontend(text: string): boolean {
  return text.startsWith('DEBIAN_FRONTEND=')
}

/** True when a package is asked for in two versions, or when apt may choose another one for the two together. */
export function staysApart(installs: readonly Install[], next: Install): boolean {
  const known = installs.flatMap((each) => each.call.operands.map((word) => word.text))
  const wanted = next.call.operands.map((word) => word.text)
  const clash = wanted.some(
    (text) => !known.includes(text) && known.some((each) => packageName(each) === packageName(text)),
  )
  return clash || changesChoices(known.map(packageName), wanted.map(packageName))
}
