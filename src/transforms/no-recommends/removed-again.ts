// What an install names only because something recommends it, where what brings that is removed again.
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import type { Script } from '../../shell/script.ts'
import { hidesInstalls, removalOf } from '../recommended/evidence.ts'
import { isConditional, packagesOf } from '../recommended/installs.ts'
import type { Addition } from '../recommended/judge.ts'
import { knownPackage, properName } from '../recommended/known-packages.ts'
import type { StageState } from '../recommended/stage-state.ts'

export interface Install {
  readonly document: Document
  readonly stage: Stage
  readonly script: Script
  readonly command: SimpleCommand
  readonly call: PackageCommand
}

/** A package that is to be removed with what brings it. */
export interface Joined {
  readonly removal: PackageCommand
  readonly name: string
}

export interface Stays {
  /** A word of the list that is removed again. */
  readonly removed: string
  /** What nothing would remove. */
  readonly stays: string
}

/**
 * What else has to be removed, so that nothing stays that would not have stayed: apt keeps what is named in a list, and removes
 * what came by itself as soon as nothing that is left depends on it or recommends it (apt-get(8), autoremove).
 * @param later calls in later RUNs that remove packages
 */
export function removedAgain(
  install: Install,
  adds: readonly Addition[],
  later: readonly PackageCommand[],
  state: StageState,
): readonly Joined[] | Stays {
  const commands = commandsOf(install.script)
  const own = commands.flatMap((command) => {
    const call = command.start > install.command.start ? removalOf(command) : undefined
    return call ? [{ command, call }] : []
  })
  const calls = [...own.map(({ call }) => call), ...later]
  if (!calls.some(removesUnneeded)) return []
  const words = new Set(calls.flatMap(({ operands }) => operands.map((word) => word.literal ?? word.text)))
  const gone = new Set([...words].map(properName))
  for (const word of install.call.operands) {
    if (words.has(word.literal ?? word.text)) for (const name of namesOf(install, [word])) gone.add(name)
  }
  const joined: Joined[] = []
  for (const { name, via } of adds) {
    if (gone.has(name) || staysAnyway(name, state) || !via.every((each) => gone.has(each))) continue
    const place = own.find(
      ({ command, call }) =>
        !isConditional(command) &&
        !call.indirect &&
        namesOf(install, call.operands).some((each) => via.includes(each)),
    )
    const known = state.isPlain && !commands.some((each) => hidesInstalls(each, commands))
    if (
      !place ||
      !known ||
      isConditional(install.command) ||
      !othersCanDoWithout(install, gone, name, state)
    ) {
      const removed = install.call.operands.find((word) =>
        namesOf(install, [word]).some((each) => gone.has(each)),
      )
      return { removed: removed?.text ?? via[0] ?? '', stays: name }
    }
    joined.push({ removal: place.call, name })
    gone.add(name)
  }
  return joined
}

/** True for what something that is there recommends. apt itself does so from Debian 10 and Ubuntu 18.04 on. */
function staysAnyway(name: string, { present, releases }: StageState): boolean {
  if (name === 'ca-certificates' && releases !== undefined && releases.to >= 10) return true
  return [...present].some((each) => knownPackage(each, releases)?.lost.includes(name) === true)
}

function removesUnneeded({ program, subcommand, options }: PackageCommand): boolean {
  return (
    program.literal === 'aptitude' ||
    subcommand.text.startsWith('auto') ||
    options.some(({ text }) => /^--auto-?remove$/.test(text))
  )
}

function namesOf(
  { document, stage, script, call }: Install,
  operands: PackageCommand['operands'],
): readonly string[] {
  return packagesOf(document, stage, script, { ...call, operands }).names
}

/** True where nothing else that the script installs and keeps depends on a package or recommends it. */
function othersCanDoWithout(
  install: Install,
  gone: ReadonlySet<string>,
  name: string,
  { releases }: StageState,
): boolean {
  const { document, stage, script } = install
  return commandsOf(script).every((command) => {
    const call = packageCommand(command)
    if (call?.manager.id !== 'apt' || call.subcommand.text !== 'install' || command === install.command)
      return true
    const { names, unclear } = packagesOf(document, stage, script, call)
    if (unclear !== undefined || call.indirect) return false
    return names.every((each) => {
      const known = knownPackage(each, releases)
      return (
        gone.has(each) ||
        (known !== undefined && each !== name && ![...known.lost, ...known.brings].includes(name))
      )
    })
  })
}
