// What each call of apt in a RUN becomes.
import type { Range } from '../../../dockerfile/text.ts'
import type { ShellWord, SimpleCommand } from '../../../shell/commands.ts'
import { packageCommand, type PackageCommand } from '../../../shell/package-command.ts'
import { rangeOf, type RunScript } from '../../../shell/run-scripts.ts'
import { evidenceOf } from '../../recommended/evidence.ts'
import { packagesOf, wishOf } from '../../recommended/installs.ts'
import { judge } from '../../recommended/judge.ts'
import type { StageState } from '../../recommended/stage-state.ts'
import { addPresent } from '../../recommended/stage-state.ts'
import { apkNamesFor } from './apt-names.ts'
import { isAptSetting } from './apt-settings.ts'
import { leftBehind } from './left-behind.ts'
import { listVariable, type ListVariable } from './list-variable.ts'
import { refuse, type Draft } from './translation.ts'

/** An install, with Alpine's names for each of its words. */
export interface Site {
  readonly run: RunScript
  readonly command: SimpleCommand
  readonly call: PackageCommand
  readonly words: readonly { readonly word: ShellWord; readonly names: readonly string[] }[]
  /** The lists in variables that it installs. */
  readonly lists: readonly ListVariable[]
  /** Names that are added to it. */
  readonly extra: string[]
  /** The name under which all of it is removed again in the same RUN. */
  virtual: string | undefined
}

export interface RunPlan {
  readonly run: RunScript
  /** Commands that go. */
  readonly cuts: SimpleCommand[]
  readonly sites: Site[]
  readonly removals: {
    readonly command: SimpleCommand
    readonly call: PackageCommand
    readonly text: string | undefined
  }[]
}

/** What is there while the RUNs of a stage go by. */
export interface Installed {
  /** Alpine's packages. */
  readonly names: Set<string>
  /** Those of the base, which no command of the file brought. */
  readonly base: ReadonlySet<string>
  readonly state: StageState
}

export function planApt(draft: Draft, run: RunScript, installed: Installed): RunPlan {
  const plan: RunPlan = { run, cuts: [], sites: [], removals: [] }
  for (const command of run.commands) {
    const call = packageCommand(command)
    if (call?.manager.id === 'apt') planCall(draft, plan, command, call, installed)
    else if (isFrontend(command) || isAptSetting(command)) plan.cuts.push(command)
  }
  return plan
}

/** `export DEBIAN_FRONTEND=noninteractive` */
function isFrontend({ name, args }: SimpleCommand): boolean {
  return (
    name === 'export' && args.length === 1 && /^(?:DEBIAN_FRONTEND|DEBCONF_\w+)=/.test(args[0]?.text ?? '')
  )
}

const UNHEARD = /^(?:DEBIAN_FRONTEND|DEBCONF_\w+|LC_ALL|LANG|TERM|APT_LISTCHANGES_FRONTEND)$/

function planCall(
  draft: Draft,
  plan: RunPlan,
  command: SimpleCommand,
  call: PackageCommand,
  installed: Installed,
): void {
  const at = rangeOf(plan.run, command)
  const no = (reason: string, unblock: string): void => {
    refuse(draft, at, reason, unblock)
  }
  const subcommand = call.subcommand.text
  if (call.indirect || command.wrappers.length > 0) {
    no(`${call.program.text} is run by another program`, `call ${call.program.text} itself`)
    return
  }
  const setting = command.assignments.find((each) => !UNHEARD.test(each))
  if (setting !== undefined) {
    no(`${setting} is set for ${call.program.text}`, `leave ${setting} out, or keep a Debian base`)
    return
  }
  if (/^(?:update|clean|autoclean|auto-clean|autoremove|auto-remove|distclean|check)$/.test(subcommand))
    plan.cuts.push(command)
  else if (/^(?:upgrade|dist-upgrade|full-upgrade|safe-upgrade)$/.test(subcommand))
    plan.removals.push({ command, call, text: 'apk upgrade --no-cache' })
  else if (subcommand === 'install') planInstall(draft, plan, command, call, installed)
  else if (/^(?:remove|purge|autopurge)$/.test(subcommand)) planRemoval(draft, plan, command, call, installed)
  else
    no(
      `${call.program.text} ${subcommand} has nothing like it in apk`,
      `do without ${call.program.text} ${subcommand}`,
    )
}

const PLAIN_OPTION =
  /^(?:-y|-q(?:=\d)?|-f|-m|-u|-V|--no-install-recommends|--no-install-suggests|--no-upgrade|--allow-unauthenticated|--allow-downgrades|--allow-change-held-packages|--show-progress|--purge|--auto-remove|--autoremove|-o .*(?:Dpkg::|Acquire::|Debug::|quiet|Install-(?:Recommends|Suggests)=["']?(?:0|false|no)).*)$/i

/** What an install or a removal names: a package, or a list of them in a variable. */
interface Operand {
  readonly word: ShellWord
  readonly debian?: string
  readonly list?: ListVariable
}

/** Without those of which only a build knows what they stand for. */
function operandsOf(draft: Draft, run: RunScript, at: Range, call: PackageCommand): readonly Operand[] {
  return call.operands.flatMap((word): readonly Operand[] => {
    if (word.literal !== undefined) return [{ word, debian: word.literal }]
    const list = listVariable(run, word)
    if (list) return [{ word, list }]
    refuseUnknown(draft, at, word)
    return []
  })
}

function refuseUnknown(draft: Draft, at: Range, { text }: ShellWord): void {
  refuse(draft, at, `what ${text} stands for, only a build knows`, 'name the packages one by one')
}

function planInstall(
  draft: Draft,
  plan: RunPlan,
  command: SimpleCommand,
  call: PackageCommand,
  installed: Installed,
): void {
  const { run } = plan
  const { release } = draft.swap
  const at = rangeOf(run, command)
  const odd = call.normalOptions.find((each) => !PLAIN_OPTION.test(each))
  if (odd !== undefined || call.operands.length === 0) {
    const what = odd === undefined ? 'install without packages' : `install ${odd}`
    refuse(
      draft,
      at,
      `${call.program.text} ${what} has nothing like it in apk`,
      'install packages by their names alone',
    )
    return
  }
  const words: { word: ShellWord; names: readonly string[] }[] = []
  const lists: ListVariable[] = []
  const seen = new Set(installed.names)
  const translate = (debian: string, place: ShellWord): readonly string[] | undefined => {
    const pinned = /[=/:]|\.deb$|[*]/.test(debian)
    if (pinned) {
      refuse(
        draft,
        at,
        `${debian} asks for a version or a file of Debian`,
        `install ${debian.replace(/[=/:].*$/, '')} without a version`,
      )
      return undefined
    }
    const found = apkNamesFor([debian], release)
    if ('reason' in found) {
      refuse(draft, at, found.reason, found.unblock)
      return undefined
    }
    const names = found.names.filter((name) => !seen.has(name))
    for (const name of names) seen.add(name)
    return place.text === '' ? [] : names
  }
  for (const { word, list, debian } of operandsOf(draft, run, at, call)) {
    if (list) {
      lists.push(list)
      list.items.forEach((item) => (item.names = translate(item.text, word) ?? []))
    }
    const names = debian === undefined ? undefined : translate(debian, word)
    if (names) words.push({ word, names })
  }
  const extra = recommended(draft, run, call, installed).filter((name) => !seen.has(name))
  const conditional = command.surroundings.length > 0
  if (!conditional) for (const name of [...seen, ...extra]) installed.names.add(name)
  plan.sites.push({ run, command, call, words, lists, extra: [...new Set(extra)], virtual: undefined })
}

/** What an install brought in Debian because it is recommended, where the file is seen to use it. */
function recommended(
  draft: Draft,
  run: RunScript,
  call: PackageCommand,
  { state }: Installed,
): readonly string[] {
  const { document, release, image } = draft.swap
  const listed = packagesOf(document, run.stage, run.script, call)
  const { present, releases } = state
  addPresent(state, listed.names)
  if (wishOf(call) === 'without' || listed.unclear !== undefined) return []
  const verdict = judge(
    { names: listed.names, spelled: listed.spelled, present, releases },
    evidenceOf(document, run.stage, run.instruction),
  )
  if ('reason' in verdict) {
    refuse(
      draft,
      call.operands[0] ? rangeOf(run, call.operands[0]) : run.instruction.range,
      verdict.reason,
      verdict.unblock,
    )
    return []
  }
  const found = apkNamesFor(
    // The image has a Python of its own.
    verdict.adds.flatMap(({ name }) => (image === 'python' && name.startsWith('python3-') ? [] : [name])),
    release,
  )
  if (!('reason' in found)) return found.names
  refuse(
    draft,
    rangeOf(run, call.program),
    `${found.reason}, and what is installed recommends it`,
    found.unblock,
  )
  return []
}

function planRemoval(
  draft: Draft,
  plan: RunPlan,
  command: SimpleCommand,
  call: PackageCommand,
  installed: Installed,
): void {
  const at = rangeOf(plan.run, command)
  const { release } = draft.swap
  const operands = operandsOf(draft, plan.run, at, call)
  const pattern = operands.find((each) => /[*^=:]/.test(each.debian ?? ''))
  if (pattern) refuseUnknown(draft, at, pattern.word)
  if (pattern || operands.length < call.operands.length) return
  const lists = operands.flatMap(({ list }) => list ?? [])
  const debian = operands.flatMap((each) => each.debian ?? [])
  if (debian.length + lists.length === 0) {
    plan.cuts.push(command)
    return
  }
  const whole = plan.sites.find((site) => isAllOf(site, debian, lists))
  if (whole) {
    const others = plan.sites.filter(({ virtual }) => virtual !== undefined).length
    whole.virtual = others === 0 ? '.build-deps' : `.build-deps-${String(others + 1)}`
    const names = [
      ...[...whole.words, ...whole.lists.flatMap(({ items }) => items)].flatMap((each) => each.names),
      ...whole.extra,
    ]
    for (const name of names) installed.names.delete(name)
    leftBehind(draft, plan.run, at, names, installed.names)
    plan.removals.push({ command, call, text: `apk del ${whole.virtual}` })
    return
  }
  if (lists.length > 0) {
    refuse(
      draft,
      at,
      'what is removed again is not what one command installed',
      'remove what was installed for the build alone',
    )
    return
  }
  const found = apkNamesFor(debian, release)
  if ('reason' in found) {
    refuse(draft, at, found.reason, found.unblock)
    return
  }
  const own = found.names.filter((name) => !installed.base.has(name))
  const stranger = own.find((name) => !installed.names.has(name))
  if (stranger !== undefined) {
    refuse(
      draft,
      at,
      `${stranger} is removed, and Alpine's image does not have it`,
      `do not remove ${stranger}`,
    )
    return
  }
  for (const name of own) installed.names.delete(name)
  leftBehind(draft, plan.run, at, own, installed.names)
  if (own.length === 0) plan.cuts.push(command)
  else plan.removals.push({ command, call, text: `apk del ${own.join(' ')}` })
}

function isAllOf(site: Site, debian: readonly string[], lists: readonly ListVariable[]): boolean {
  const own = site.words.map(({ word }) => word.literal ?? word.text)
  if (site.virtual !== undefined || site.command.surroundings.length > 0) return false
  return (
    own.length === debian.length &&
    own.every((each) => debian.includes(each)) &&
    site.lists.length === lists.length &&
    site.lists.every((each) => lists.some((other) => other.name === each.name))
  )
}
