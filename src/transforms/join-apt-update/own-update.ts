import { flagValue } from '../../dockerfile/instruction.ts'
import { defersCalls, type ListFlow, type ListRun } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { callerObstacle, failsScript, isPlace, placeOf, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'

/** An install that works today only because an earlier RUN fetched the lists. */
export interface Borrowed {
  readonly run: ListRun
  /** Number of the install among the RUN's events. */
  readonly index: number
  readonly event: ListEvent
  readonly lender: Lender
}

/** What fetched the lists that a borrowed install reads. */
export interface Lender {
  readonly run: ListRun
  readonly index: number
  readonly event: ListEvent
}

/** The first install of a RUN that no update of its own stands before, where an earlier RUN has one. */
export function borrowedInstall(flow: ListFlow, run: ListRun): Borrowed | undefined {
  if (defersCalls(run)) return undefined
  let covered = false
  for (const [index, event] of run.events.entries()) {
    if (event.kind === 'update' && coversInstall(event, run.events[index + 1])) covered = true
    if (event.kind === 'empty' && !event.conditional) covered = false
    if (covered || event.kind !== 'need' || event.call?.role !== 'install') continue
    const lender = lenderOf(flow, run)
    return lender && { run, index, event, lender }
  }
  return undefined
}

/** An update that may be left out counts for what follows it in its branch. */
function coversInstall(update: ListEvent, next: ListEvent | undefined): boolean {
  return !update.conditional || next?.conditional === true
}

function lenderOf(flow: ListFlow, run: ListRun): Lender | undefined {
  for (const earlier of flow.before(run)) {
    if (defersCalls(earlier)) return undefined
    for (let index = earlier.events.length - 1; index >= 0; index -= 1) {
      const event = earlier.events[index]
      if (event?.kind.endsWith('update')) return { run: earlier, index, event }
      if (event?.kind === 'empty' && !event.conditional) return undefined
    }
  }
  return undefined
}

export interface Obstacle {
  readonly reason: string
  readonly unblock: string
}

/** Where the RUN's own update goes, or why it can have none. */
export function placeForUpdate(flow: ListFlow, { run, index, event, lender }: Borrowed): Place | Obstacle {
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
  if (sourcesChange(flow, run, index, lender)) {
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
    return {
      reason: `${needs}, whose update may fail without ending the build; one in front of it would not`,
      unblock: 'put an update in front of it by hand, once every source is known to answer',
    }
  }
  const place = callerObstacle(event.command) ?? placeOf(script, event)
  if (!isPlace(place)) {
    const { reason, unblock } = place
    return {
      reason: `${needs}, and ${reason}`,
      unblock: `put apt-get update in front of it by hand, or ${unblock}`,
    }
  }
  const lastOfChain = place.operands.length > 1 && place.operandIndex === place.operands.length - 1
  if (place.errexit && lastOfChain && place.statementIndex < place.statements.length - 1) {
    return {
      reason: `${needs}, and && in front of it would hide a failed update from errexit`,
      unblock: 'write the commands of the RUN as statements of their own',
    }
  }
  return place
}

/** True when the build ends where the update of a lender fails. */
function endsBuild({ run: { script }, event }: Lender): boolean {
  // What stands in a string has places of another script.
  return script !== undefined && event.command.end === event.end && failsScript(script, event)
}

function updatesInPart(run: ListRun, index: number): boolean {
  return run.events.slice(0, index).some((event) => event.kind === 'partial update')
}

function sourcesChange(flow: ListFlow, run: ListRun, index: number, lender: Lender): boolean {
  if (run.events.slice(0, index).some((event) => event.kind === 'sources')) return true
  for (const earlier of flow.before(run)) {
    const events = earlier === lender.run ? earlier.events.slice(lender.index + 1) : earlier.events
    if (events.some((event) => event.kind === 'sources')) return true
    if (earlier === lender.run) break
  }
  // COPY and ADD of the stage between the two, or from its start where the lender is in a parent.
  const own = run.stage.instructions
  const from = own.indexOf(lender.run.instruction)
  return own
    .slice(from + 1, own.indexOf(run.instruction))
    .some((each) => /^(?:COPY|ADD)$/.test(each.keyword) && /\/etc\/apt\b/.test(each.args.text))
}

/** The update command for an install: the lender's options, the program and the sudo of the install. */
export function updateCommand(script: Script, { event, lender }: Borrowed): string {
  const { wrappers } = event.command
  const first = wrappers[0]?.literal?.split('/').at(-1)
  const sudo = first === 'sudo' ? `${script.text.slice(wrappers[0]?.start, wrappers.at(-1)?.end)} ` : ''
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
