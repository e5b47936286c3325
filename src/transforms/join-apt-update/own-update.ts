import type { Document } from '../../dockerfile/document.ts'
import { flagValue, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'
import { commandsOf, runsBySudo, type SimpleCommand } from '../../shell/commands.ts'
import { frontPlaces, scopeOf, type FrontPlace } from '../../shell/front-places.ts'
import { defersCalls, type ListFlow, type ListRun } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { callerObstacle, failsScript } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { addsSource, packageName } from './source-changes.ts'

/** An install that works today only because an earlier RUN fetched the lists. */
export interface Borrowed {
  readonly run: ListRun
  /** Number of the install among the RUN's events. */
  readonly index: number
  readonly event: ListEvent
  /** It and what else in the RUN reads the same lists. */
  readonly needed: readonly ListEvent[]
  readonly lender: Lender
}

/** What fetched the lists that a borrowed install reads. */
export interface Lender {
  readonly run: ListRun
  readonly index: number
  readonly event: ListEvent
  /** Between it and the install, what leads up to updates in branches. */
  readonly passed: readonly { readonly run: ListRun; readonly scope: Range }[]
}

/**
 * The first install of a RUN that no update of its own stands before, where an earlier RUN has one.
 * @param gone what is going to be taken out of the file
 */
export function borrowedInstall(
  flow: ListFlow,
  run: ListRun,
  gone: ReadonlySet<ListEvent>,
): Borrowed | undefined {
  if (defersCalls(run)) return undefined
  const needs = uncovered(run)
  const event = needs.find(isInstall)
  const lender = event && lenderOf(flow, run, gone)
  if (!lender) return undefined
  const needed = needs.filter((each) => each.start >= event.start)
  return { run, index: run.events.indexOf(event), event, needed, lender }
}

/** What reads lists that the RUN has not fetched before, up to an update that nothing leaves out. */
function uncovered({ script, events }: ListRun): readonly ListEvent[] {
  const found: ListEvent[] = []
  const covered: Range[] = []
  for (const event of events) {
    // What comes behind it reads nothing that an earlier RUN has fetched.
    if (event.kind === 'empty' && !event.conditional) break
    if (event.kind === 'update') {
      const own = script && isDirect(event)
      const branch = own ? scopeOf(script, event) : { start: event.start, end: event.end }
      covered.push(
        event.conditional ? { start: event.start, end: branch.end } : { start: event.start, end: Infinity },
      )
    }
    const read = covered.some((scope) => scope.start <= event.start && event.end <= scope.end)
    if (event.kind.endsWith('need') && !read) found.push(event)
  }
  return found
}

/** False for what stands in a string that another shell gets: its words are not those of the script. */
function isDirect({ command, start, end }: ListEvent): boolean {
  return command.start === start && command.end === end
}

// Programs that install packages from the lists.
const INSTALLERS = /^(?:gdebi|mk-build-deps|tasksel|rosdep|unattended-upgrades?|nala|apt-fast)$/

function isInstall({ kind, call, command }: ListEvent): boolean {
  if (kind !== 'need') return false
  const made = call ?? packageCommand(command)
  return made ? made.role === 'install' : INSTALLERS.test(command.name ?? '')
}

/** The update that fetched the lists: the last that nothing leaves out, else the last at all. */
function lenderOf(flow: ListFlow, run: ListRun, gone: ReadonlySet<ListEvent>): Lender | undefined {
  const passed: Lender['passed'][number][] = []
  let fallback: Lender | undefined
  for (const earlier of flow.before(run)) {
    if (defersCalls(earlier)) return fallback
    for (let index = earlier.events.length - 1; index >= 0; index -= 1) {
      const event = earlier.events[index]
      if (event && gone.has(event)) continue
      if (event?.kind === 'empty' && !event.conditional) return fallback
      if (!event?.kind.endsWith('update')) continue
      const lender = { run: earlier, index, event, passed: [...passed] }
      if (!event.conditional || !earlier.script || !isDirect(event))
        return fallback && event.conditional ? fallback : lender
      fallback ??= lender
      passed.push({ run: earlier, scope: { start: scopeOf(earlier.script, event).start, end: event.start } })
    }
  }
  return fallback
}

export interface Obstacle {
  readonly reason: string
  readonly unblock: string
}

/** Where the RUN's own update goes, or why it can have none. */
export function placeForUpdate(
  document: Document,
  flow: ListFlow,
  borrowed: Borrowed,
): FrontPlace | Obstacle {
  const { run, index, event, needed, lender } = borrowed
  const { script, instruction } = run
  const needs = `${event.text} reads the package lists of an earlier RUN`
  if (!script || script.form === 'line with heredocs') {
    return {
      reason: `${needs}, and its RUN has heredocs in it`,
      unblock: 'move it into a RUN without heredocs',
    }
  }
  if (flagValue(instruction, 'network') === 'none') {
    return {
      reason: `${needs}, and it has no network`,
      unblock: 'drop --network=none, or install in the earlier RUN',
    }
  }
  if (sourcesChange(document, flow, borrowed)) {
    return {
      reason: `${needs}, and the package sources change in between, so an update here would read new ones`,
      unblock: 'run apt-get update behind the change of the sources, in the RUN that installs',
    }
  }
  if (lender.event.kind === 'partial update' || updatesInPart(run, index)) {
    return {
      reason: `${needs}, and the update before it fetches the lists of some sources only`,
      unblock: 'run a plain apt-get update in front of it, in the same RUN',
    }
  }
  if (!endsBuild(lender)) {
    if (lender.event.conditional) {
      return {
        reason: `${needs}, whose update may be left out`,
        unblock: 'put an update in front of it by hand',
      }
    }
    return {
      reason: `${needs}, whose update may fail without ending the build; one in front of it would not`,
      unblock: 'put an update in front of it by hand, once every source is known to answer',
    }
  }
  const places = outerObstacle(script, event) ?? callerObstacle(event.command) ?? frontPlaces(script, event)
  if ('reason' in places) {
    const { reason, unblock } = places
    return {
      reason: `${needs}, and ${reason}`,
      unblock: `put apt-get update in front of it by hand, or ${unblock}`,
    }
  }
  // In front of all that reads its lists, and in the branch where all of that is in one.
  const place = places.find(({ scope }) =>
    needed.every((each) => scope.start <= each.start && each.end <= scope.end),
  )
  return (
    place ?? {
      reason: `${needs}, and so does what stands behind its list with ||`,
      unblock: 'put apt-get update in front of both by hand',
    }
  )
}

/** Why nothing can be put in front of the command that has the install in a string. */
function outerObstacle(script: Script, event: ListEvent): Obstacle | undefined {
  const outer = outerOf(script, event)
  if (!outer) return undefined
  if (!/^(?:su|runuser|chroot|gosu)$/.test(outer.name ?? '')) return callerObstacle(outer)
  return {
    reason: `${outer.name ?? ''} in front of it may run it as another user or elsewhere`,
    unblock: 'run it without',
  }
}

/** `bash -c "…"` for what stands in its string. */
function outerOf(script: Script, event: ListEvent): SimpleCommand | undefined {
  if (isDirect(event)) return undefined
  return commandsOf(script).find(({ start, end }) => start === event.start && end === event.end)
}

/** True when the build ends where the update of a lender fails. */
function endsBuild({ run: { script }, event }: Lender): boolean {
  // What stands in a string has places of another script.
  return script !== undefined && isDirect(event) && failsScript(script, event)
}

function updatesInPart(run: ListRun, index: number): boolean {
  return run.events.slice(0, index).some((event) => event.kind === 'partial update')
}

function sourcesChange(document: Document, flow: ListFlow, { run, index, lender }: Borrowed): boolean {
  if (run.events.slice(0, index).some(changesSources)) return true
  for (const earlier of flow.before(run)) {
    const events = earlier === lender.run ? earlier.events.slice(lender.index + 1) : earlier.events
    // What a branch changes and fetches is what an update behind it reads, whether the branch was taken or not.
    const scopes = lender.passed.filter((each) => each.run === earlier).map((each) => each.scope)
    const changed = events.filter(
      (event) =>
        changesSources(event) &&
        !scopes.some((scope) => scope.start <= event.start && event.end <= scope.end),
    )
    if (changed.length > 0) return true
    if (earlier === lender.run) break
  }
  return between(document, run, lender.run).some(
    (each) => /^(?:COPY|ADD)$/.test(each.keyword) && /\/etc\/apt\b/.test(each.args.text),
  )
}

function changesSources({ kind, call }: ListEvent): boolean {
  const packages = call?.role === 'install' ? call.operands : []
  return kind === 'sources' || packages.some((word) => addsSource(packageName(word.text)))
}

/** The instructions between two RUNs, the later one in the same stage or in one that is built on it. */
function between(document: Document, later: ListRun, earlier: ListRun): readonly Instruction[] {
  const found: Instruction[] = []
  let end: Instruction | undefined = later.instruction
  for (let stage: Stage | undefined = later.stage; stage;) {
    const own = stage.instructions
    const from = stage === earlier.stage ? own.indexOf(earlier.instruction) + 1 : 0
    found.push(...own.slice(from, end ? own.indexOf(end) : undefined))
    if (stage === earlier.stage) break
    end = undefined
    stage = stage.parent === undefined ? undefined : document.stages[stage.parent]
  }
  return found
}

/** The update command for an install: the lender's options, the program and the sudo of the install. */
export function updateCommand(script: Script, { event, lender }: Borrowed): string {
  const outer = outerOf(script, event)?.wrappers ?? []
  const wrappers = outer.length > 0 ? outer : event.command.wrappers
  const sudo = runsBySudo({ wrappers }) ? `${wrappers.map((word) => word.text).join(' ')} ` : ''
  const program = event.call && !event.call.indirect ? (event.call.program.literal ?? 'apt-get') : 'apt-get'
  const call = lender.event.call
  if (!call || lender.event.kind !== 'update' || call.indirect) return `${sudo}${program} update`
  const words = [...call.options, call.subcommand].sort((left, right) => left.start - right.start)
  // An option of another program, or a variable of another shell, may mean nothing here.
  const known = words.every((word) => word.literal !== undefined)
  const same = call.program.literal === program || call.program.literal !== 'aptitude'
  return known && same && program !== 'aptitude'
    ? `${sudo}${program} ${words.map((word) => word.text).join(' ')}`
    : `${sudo}${program} update`
}
