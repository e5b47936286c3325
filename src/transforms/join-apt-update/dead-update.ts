import type { Document } from '../../dockerfile/document.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { defersCalls, type ListFlow, type ListRun, type Next, type Renewed } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { isPlace, placeOf } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { cutCommands } from '../../shell/cutting.ts'
import { removalOfRun, type Removal } from './removal-of-run.ts'
import { wordsOfScript } from '../../shell/script-words.ts'

/** An update whose lists nothing reads before they are fetched anew. */
export interface DeadUpdate {
  readonly run: ListRun
  readonly index: number
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
  readonly whole: boolean
  /** RUNs that fetch their own lists first of all, on the ways that lead on from here. */
  readonly renewedBy: readonly ListRun[]
}

/** The updates of a RUN that are of no use once the RUNs in `renewed` have their own. */
export function deadUpdates(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  renewed: ReadonlyMap<ListRun, Renewed>,
  isRepeated: (event: ListEvent) => boolean,
): readonly DeadUpdate[] {
  const { script } = run
  if (!script || defersCalls(run)) return []
  return run.events.flatMap((event, index) => {
    if (event.kind !== 'update' || !event.call || event.call.indirect || event.conditional) return []
    if (event.command.redirects || isRepeated(event)) return []
    const next = flow.after(run, index, renewed)
    if (!next.every(isDone) || !next.some((each) => each.kind === 'update')) return []
    // The next update of the same RUN is for the other half of this transform.
    if (next.some((each) => each.run === run)) return []
    const removal = removalOf(document, script, event)
    if (!removal) return []
    return [{ run, index, renewedBy: next.flatMap((each) => each.run ?? []), ...removal }]
  })
}

function isDone({ kind }: Next): boolean {
  return kind === 'update' || kind === 'empty' || kind === 'end'
}

function removalOf(document: Document, script: Script, event: ListEvent): Removal | undefined {
  const place = placeOf(script, event)
  if (!isPlace(place) || place.operand.type !== 'Command') return undefined
  const alone = place.operands.length === 1 && place.statements.length === 1
  if (alone && !place.nested && script.form !== 'line with heredocs') return removalOfRun(document, script)
  if (place.operands.length === 1 || script.form !== 'line') return undefined
  const edits = cutCommands(document, script, [place])
  const removes = wordsOfScript(script.text.slice(place.start, place.end))
  return edits && { edits, removes, removesComments: [], whole: false }
}
