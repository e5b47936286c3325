import type { Document } from '../../dockerfile/document.ts'
import type { TransformContext } from '../../engine/transform.ts'
import { defersCalls, listFlow, type ListFlow, type ListRun } from '../../shell/list-flow.ts'
import { laterReader, trustIn } from '../../shell/list-readers.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { indexManagers } from '../../shell/package-managers.ts'
import type { IndexManager } from '../../shell/package-managers/package-manager.ts'
import { callerObstacle, isPlace, placeOf } from '../../shell/places.ts'
import {
  canKeepNothing,
  fetchesAndKeeps,
  fetchesFirst,
  independentEvents,
  keepsNothing,
  listPaths,
  strictCleanup,
  unkeptEdits,
  unkeptObstacle,
} from '../../shell/unkept-lists.ts'
import { removalOfRun } from '../removal-of-run.ts'

/** Removes RUNs that only fetch an index, and has the installs below them fetch it: `RUN apk update`. */
export function removeNeedlessIndexes(document: Document, context: TransformContext): void {
  for (const manager of indexManagers) {
    const flow = listFlow(document, manager)
    if (!flow) continue
    const groups: Needless[] = []
    for (const run of flow.runs) {
      if (!run.stage.ships || !isSoleUpdate(manager, run)) continue
      const below = callsBelow(document, manager, flow, run, context)
      if (!below) continue
      // Two that have an install in common go together.
      const group = groups.find((each) => below.some((call) => each.calls.has(call)))
      if (group) group.runs.push(run)
      else groups.push({ runs: [run], calls: new Set() })
      for (const call of below) (group ?? groups.at(-1))?.calls.add(call)
    }
    for (const group of groups) remove(document, manager, flow, group, context)
  }
}

interface Needless {
  readonly runs: ListRun[]
  /** What gets the option. */
  readonly calls: Set<ListEvent>
}

/** True for a RUN that is an update and nothing else. */
function isSoleUpdate(manager: IndexManager, { script, events }: ListRun): boolean {
  const [update] = events
  if (!script || !update || events.length > 1 || update.kind !== 'update') return false
  const { call, command, conditional } = update
  if (!call || call.indirect || conditional || command.redirects || keepsNothing(manager, update))
    return false
  if (script.form === 'line with heredocs' || callerObstacle(command)) return false
  const place = placeOf(script, update)
  const alone = isPlace(place) && place.operands.length === 1 && place.statements.length === 1
  return alone && !place.nested && place.operand.type === 'Command'
}

/** The calls that have to fetch the index for themselves once a RUN is gone; undefined where it has to stay. */
function callsBelow(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  run: ListRun,
  context: TransformContext,
): readonly ListEvent[] | undefined {
  const { instruction, stage } = run
  const below = flow.runs.filter((each) => flow.before(each).includes(run))
  const able = below.filter((each) => each.script && !defersCalls(each))
  const all = able.flatMap((each) => each.events.filter((event) => canKeepNothing(manager, event)))
  const calls = able.flatMap((each) => all.filter((event) => readsEarlier(manager, each, event)))
  const obstacle =
    unkeptObstacle(document, stage, manager) ??
    strictCleanup(manager, flow, run) ??
    laterReader(document, flow, run, 0, independentEvents(manager, flow.runs, new Set(all))) ??
    (below.some((each) => each.events.some((event) => event.call?.role === 'install'))
      ? undefined
      : {
          reason: `no command below reads the ${manager.id} index that it fetches, so it may be meant for something outside`,
          unblock: 'delete it if nothing needs it',
        })
  if (!obstacle) return calls
  context.refuse({ at: instruction.range, reason: obstacle.reason, unblock: obstacle.unblock })
  return undefined
}

/** True for a call of a RUN that nothing in the RUN fetches an index for. */
function readsEarlier(manager: IndexManager, { events }: ListRun, event: ListEvent): boolean {
  const before = events.slice(0, events.indexOf(event) + 1)
  const own = before.some((each) => !each.conditional && fetchesAndKeeps(manager, each))
  return events.includes(event) && !own && !fetchesFirst(manager, event)
}

function remove(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  { runs, calls }: Needless,
  context: TransformContext,
): void {
  const { option } = manager.unkept
  const edited = flow.runs.filter((run) => run.events.some((event) => calls.has(event)))
  const [first] = runs
  if (!first || [...runs, ...edited].some((run) => context.isSuppressed(run.instruction))) return
  const options = edited.flatMap(({ script, events }) =>
    events.flatMap((event) =>
      script && event.call && calls.has(event)
        ? unkeptEdits(document, script, manager.unkept, event.call)
        : [],
    ),
  )
  const removals = runs.flatMap(({ script }) => (script ? removalOfRun(document, script) : []))
  const changes = [...removals, ...options]
  const independent = independentEvents(manager, flow.runs, calls)
  const ahead = runs.flatMap((run) => flow.after(run, 0, undefined, independent))
  context.change({
    at: first.instruction.range,
    edits: changes.flatMap((each) => each.edits),
    ...trustIn(
      document,
      first,
      ahead,
      'an index from an earlier RUN comes out of the build cache, may be out of date, and stays in its layer',
    ),
    message:
      options.length === 0
        ? `Remove an index that nothing reads: every ${manager.id} call below has ${option}`
        : `Fetch the ${manager.id} index where packages are installed, with ${option}`,
    removes: changes.flatMap((each) => each.removes),
    removesComments: removals.flatMap((each) => each.removesComments),
    effects: [{ kind: 'removes', paths: listPaths(manager, calls) }],
  })
}
