import type { Document } from '../../dockerfile/document.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { defersCalls, type ListFlow, type ListRun, type Next, type Renewed } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { isPlace, placeOf, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { cutCommands, withEmptied } from '../../shell/cutting.ts'
import { withoutCleanup, type RepeatedUpdate } from './repeated-update.ts'
import { removalOfRun, type Removal } from '../removal-of-run.ts'
import { wordsOfScript } from '../../shell/script-words.ts'

/** Updates whose lists nothing reads before they are fetched anew. */
export interface DeadUpdate {
  readonly run: ListRun
  /** They, and the updates of the RUN that would have gone in any case. */
  readonly goes: readonly ListEvent[]
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
  readonly whole: boolean
  readonly ahead: readonly Next[]
  /** RUNs that fetch their own lists first of all, on the ways that lead on from here. */
  readonly renewedBy: readonly ListRun[]
}

/** The updates of a RUN that are of no use once the RUNs in `renewed` have their own. */
export function deadUpdates(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  renewed: ReadonlyMap<ListRun, Renewed>,
  repeated: readonly RepeatedUpdate[],
): DeadUpdate | undefined {
  const { script } = run
  if (!script || defersCalls(run)) return undefined
  const gone = new Set(repeated.flatMap((each) => each.goes))
  const dead: { readonly event: ListEvent; readonly ahead: readonly Next[] }[] = []
  // From the end: what an update leads to may be one that goes itself.
  for (const [index, event] of [...run.events.entries()].reverse()) {
    if (event.kind !== 'update' || !event.call || event.call.indirect || event.conditional) continue
    if (event.command.redirects || gone.has(event)) continue
    const ahead = flow.after(run, index, renewed, gone)
    if (!ahead.every(isDone) || !ahead.some((each) => each.kind === 'update')) continue
    // The next update of the same RUN is for the other half of this transform.
    if (ahead.some((each) => each.run === run)) continue
    if (!removalOf(document, run, [event, ...dead.map((each) => each.event)], repeated)) continue
    dead.push({ event, ahead })
    gone.add(event)
  }
  const events = dead.map((each) => each.event)
  const removal = dead.length > 0 ? removalOf(document, run, events, repeated) : undefined
  if (!removal) return undefined
  const ahead = dead.flatMap((each) => each.ahead)
  const renewedBy = ahead.flatMap((each) => (each.kind === 'script' ? [] : (each.run ?? [])))
  return { run, goes: [...gone], ahead, renewedBy, ...removal }
}

function isDone({ kind }: Next): boolean {
  return kind === 'update' || kind === 'empty' || kind === 'end' || kind === 'script'
}

function removalOf(
  document: Document,
  { script, events }: ListRun,
  dead: readonly ListEvent[],
  repeated: readonly RepeatedUpdate[],
): Removal | undefined {
  if (!script) return undefined
  const own = dead.flatMap((event) => {
    const place = placeOf(script, event)
    return isPlace(place) && place.operand.type === 'Command' ? [place] : []
  })
  if (own.length < dead.length) return undefined
  const places = [...repeated.flatMap((each) => each.places), ...own].sort(
    (left, right) => left.start - right.start,
  )
  if (script.form !== 'line with heredocs' && areAll(script, places)) return removalOfRun(document, script)
  if (own.some((place) => place.operands.length === 1 && !place.group)) return undefined
  if (script.form !== 'line') return undefined
  const bare = places.map((place) => withoutCleanup(place, events))
  const edits = cutCommands(document, script, bare) && cutCommands(document, script, places)
  const removes = places.flatMap(({ start, end }) => wordsOfScript(script.text.slice(start, end)))
  return edits && { edits, removes, removesComments: [], whole: false }
}

/** True when a script does nothing else. */
function areAll({ syntax }: Script, places: readonly Place[]): boolean {
  const left = withEmptied(places)
  return syntax.commands.every(
    ({ command, background }) =>
      !background && left.some((place) => place.start === command.pos && place.end === command.end),
  )
}
