import type { Document } from '../../dockerfile/document.ts'
import type { Proposal } from '../../engine/transform.ts'
import { defersCalls, type ListFlow, type ListRun } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { isPartialUpdate } from '../../shell/package-command.ts'
import { failsScript, isPlace, placeOf, type Place } from '../../shell/places.ts'
import type { SyntaxNode } from '../../shell/parser.ts'
import type { Script } from '../../shell/script.ts'
import { cutCommands } from '../../shell/cutting.ts'
import { readsPlainSources } from './plain-sources.ts'
import { keepsSources } from './source-changes.ts'
import { wordsOfScript } from '../../shell/script-words.ts'

/** An update that fetches what an update before it in the same RUN fetched. */
export interface RepeatedUpdate {
  readonly event: ListEvent
  /** What goes: the update, and in front of it what emptied the lists in between. */
  readonly goes: readonly ListEvent[]
  readonly places: readonly Place[]
}

/** What fetches lists for a RUN before everything else does. */
export interface Fetched {
  readonly start: number
  readonly options: readonly string[]
}

/** The repeated updates of a RUN. `given`: an update that the RUN is going to get, in front of what stands at `start`. */
export function repeatedUpdates(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  given: Fetched | undefined,
): readonly RepeatedUpdate[] {
  const { script, events } = run
  if (!script || script.form === 'line with heredocs' || defersCalls(run)) return []
  const found: RepeatedUpdate[] = []
  let last: Fetched | undefined
  let emptied: ListEvent[] = []
  let waiting = given
  // A script that fetches lists: the update that the file itself puts behind it stays.
  let byOther = false
  for (const event of events) {
    if (waiting && event.start >= waiting.start) {
      last = waiting
      waiting = undefined
    }
    if (event.kind === 'need') byOther = false
    if (event.kind === 'empty') emptied.push(event)
    if (/^(?:may update|partial update|sources|may empty)$/.test(event.kind)) last = undefined
    if (event.kind !== 'update') continue
    const options = event.call?.normalOptions ?? []
    const repeats =
      last !== undefined &&
      !byOther &&
      sameOptions(last.options, options) &&
      keepSources(document, flow, run, [last.start, endOf(events, last.start), event.start])
    const goes = [...emptied, event]
    const places = repeats ? placesOf(script, goes, events) : undefined
    const all = places && [...found.flatMap((each) => each.places), ...places]
    const bare = all?.map((each) => withoutCleanup(each, events))
    if (all && bare && cutCommands(document, script, bare) && cutCommands(document, script, all))
      found.push({ event, goes, places })
    else {
      const sure = !event.conditional && event.command.end === event.end && failsScript(script, event)
      last = sure ? { start: event.start, options } : undefined
      byOther = event.call === undefined
    }
    emptied = []
  }
  return found
}

/** The edits that take repeated updates out, and the words that go. */
export function withoutUpdates(
  document: Document,
  script: Script,
  updates: readonly RepeatedUpdate[],
): Pick<Proposal, 'edits' | 'removes'> {
  const places = updates.flatMap((each) => each.places)
  return {
    edits: cutCommands(document, script, places) ?? [],
    removes: places.flatMap(({ start, end }) => wordsOfScript(script.text.slice(start, end))),
  }
}

/** True when all between two updates leaves alone what they read. */
function keepSources(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  [first, behind, second]: readonly [number, number, number],
): boolean {
  const { script } = run
  if (!script) return false
  return (
    keepsSources(script, behind, second, false) ||
    (keepsSources(script, behind, second, true) && readsPlainSources(document, flow, run, first))
  )
}

/** Where the command ends that begins at `start`; there, where none does. */
function endOf(events: readonly ListEvent[], start: number): number {
  return events.find((event) => event.start === start && event.kind === 'update')?.end ?? start
}

function sameOptions(left: readonly string[], right: readonly string[]): boolean {
  return meaningful(left).join() === meaningful(right).join()
}

/** Without the options that only change what is shown or asked, or what an install does. */
function meaningful(options: readonly string[]): readonly string[] {
  return options.filter((option) => !/^-(?:[qym]\b|o Dpkg::)/i.test(option))
}

/**
 * A place as it is without the cleanup that ends its chain, which may be dfopt's own: what can be cut only because of
 * that would take a second run.
 */
export function withoutCleanup(place: Place, all: readonly ListEvent[]): Place {
  const { operands, operandIndex } = place
  const empties = ({ pos, end }: SyntaxNode): boolean =>
    all.some((each) => each.kind === 'empty' && each.start === pos && each.end === end)
  const own = operands.slice(0, operandIndex + 1)
  return operands.slice(operandIndex + 1).every(empties) ? { ...place, operands: own } : place
}

// Nothing but the lists: what else a command removes has to stay removed.
const EMPTIES_LISTS_ONLY = /^(?:sudo )?rm (?:-[rf]+ )+\/var\/lib\/apt\/lists(?:\/\*?)?$/

function placesOf(
  script: Script,
  goes: readonly ListEvent[],
  all: readonly ListEvent[],
): readonly Place[] | undefined {
  const textOf = ({ start, end }: ListEvent): string => script.text.slice(start, end).replace(/\s+/g, ' ')
  const places = goes.map((event) => {
    const text = textOf(event)
    if (event.conditional || />(?!\s*\/dev\/null|&[12])|</.test(text)) return undefined
    if (event.kind === 'update') {
      if (!event.call || event.call.indirect || isPartialUpdate(event.call)) return undefined
    } else if (!EMPTIES_LISTS_ONLY.test(text)) {
      const again = all.slice(all.indexOf(event) + 1).filter((each) => textOf(each) === text)
      if (!again.some((each) => !each.conditional && failsScript(script, each))) return undefined
    }
    const place = placeOf(script, event)
    return isPlace(place) && place.operand.type === 'Command' ? place : undefined
  })
  return places.every((each) => each !== undefined) ? places : undefined
}
