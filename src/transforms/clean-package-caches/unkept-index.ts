import type { Document } from '../../dockerfile/document.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { concerning, type TransformContext } from '../../engine/transform.ts'
import type { ShellWord } from '../../shell/commands.ts'
import { cutCommands, cutWord } from '../../shell/cutting.ts'
import { defersCalls, listFlow, type ListFlow, type ListRun } from '../../shell/list-flow.ts'
import { laterReader, trustIn } from '../../shell/list-readers.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { indexManagers } from '../../shell/package-managers.ts'
import type { IndexManager } from '../../shell/package-managers/package-manager.ts'
import { callerObstacle, isPlace, placeOf, type NoPlace, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { wordsOfScript } from '../../shell/script-words.ts'
import {
  canKeepNothing,
  fetchesAndKeeps,
  independentEvents,
  keepsNothing,
  listPaths,
  strictCleanup,
  unkeptEdits,
  unkeptObstacle,
} from '../../shell/unkept-lists.ts'

/** Has installs fetch the index for themselves and keep nothing of it, with a package manager that can. */
export function cleanIndexes(document: Document, context: TransformContext): void {
  for (const manager of indexManagers) {
    const flow = listFlow(document, manager)
    if (!flow) continue
    const own = concerning(context, manager.rules ?? [])
    const wanted = flow.runs.flatMap((run) => planFor(document, manager, flow, run, own) ?? [])
    for (const plan of possible(document, manager, flow, wanted, own))
      change(document, manager, flow, plan, own)
  }
}

/** What one RUN fetches another may read: a plan holds only together with the others that are carried out. */
function possible(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  plans: readonly Plan[],
  context: TransformContext,
): readonly Plan[] {
  const changed = new Set(plans.flatMap((plan) => plan.calls))
  const independent = independentEvents(manager, flow.runs, changed)
  const obstacles = plans.map((plan) => obstacleOf(document, manager, flow, plan, plans, independent))
  const left = plans.filter((_, index) => obstacles[index] === undefined)
  if (left.length < plans.length) {
    plans.forEach(({ run, cleanup }, index) => {
      const obstacle = obstacles[index]
      // A RUN that cleans up by itself has done what was to be done.
      if (obstacle && !cleanup) context.refuse({ at: run.instruction.range, ...obstacle })
    })
    return possible(document, manager, flow, left, context)
  }
  const allowed = plans.filter(({ run }) => !context.isSuppressed(run.instruction))
  return allowed.length < plans.length ? possible(document, manager, flow, allowed, context) : plans
}

/** What is to be done about a RUN. */
interface Plan {
  readonly run: ListRun
  readonly script: Script
  /** Calls that get the option. */
  readonly calls: readonly ListEvent[]
  readonly updates: readonly ListEvent[]
  /** The cleanup by hand that is of no more use then. */
  readonly cleanup: ListEvent | undefined
}

/** More fetches of the index than this are not worth a shorter RUN. */
const MAX_FETCHES = 3

function planFor(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  run: ListRun,
  context: TransformContext,
): Plan | undefined {
  const { script, instruction, events } = run
  if (!script) return undefined
  const calls = events.filter((event) => canKeepNothing(manager, event))
  const updates = events.filter(
    (event) => event.kind === 'update' && event.call && !keepsNothing(manager, event),
  )
  if (calls.length === 0 && updates.length === 0) return undefined
  // An update that is all of its RUN is for join-apt-update.
  if (calls.length === 0 && script.syntax.commands.length === 1 && isWhole(script, updates[0]))
    return undefined
  const last = Math.max(...[...calls, ...updates].map((event) => events.indexOf(event)))
  const cleaned = events.slice(last + 1).find((event) => event.kind.endsWith('empty'))
  if (cleaned && !isReplaceable(manager, run, cleaned, calls)) return undefined
  const refuse = (reason: string, unblock: string, quiet?: true): undefined => {
    context.refuse({ at: instruction.range, reason, unblock, ...(quiet && { quiet }) })
  }
  if (!run.stage.ships) {
    refuse(
      `this stage is not part of the image, so keeping the ${manager.id} index out of it saves nothing`,
      'nothing to do; name the stage with --target if it is built and shipped on its own',
      true,
    )
    return
  }
  const obstacle = unkeptObstacle(document, run.stage, manager) ?? strictCleanup(manager, flow, run, cleaned)
  if (obstacle) {
    refuse(obstacle.reason, obstacle.unblock, cleaned && true)
    return
  }
  return { run, script, calls, updates, cleanup: cleaned }
}

function isWhole({ syntax }: Script, event: ListEvent | undefined): boolean {
  const [only] = syntax.commands
  return event !== undefined && only?.pos === event.start && only.end === event.end
}

/** True for a plain rm of the index alone, which a RUN can do without once its calls keep nothing. */
function isReplaceable(
  manager: IndexManager,
  run: ListRun,
  { kind, call, command }: ListEvent,
  calls: readonly ListEvent[],
): boolean {
  if (kind !== 'empty' || call || command.name !== 'rm' || command.redirects) return false
  if (calls.length > MAX_FETCHES || command.wrappers.length > 0) return false
  const emptied = run.events.filter((event) => event.kind.endsWith('empty'))
  return emptied.length === 1 && command.args.some((word) => word.text === `${manager.directory}/*`)
}

/** Why a plan cannot be carried out, even when all the others are. */
function obstacleOf(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  { run, script, updates, cleanup }: Plan,
  plans: readonly Plan[],
  independent: ReadonlySet<ListEvent>,
): Found | undefined {
  const reader = readerOf(document, manager, flow, run, independent)
  if (reader) return reader
  const deferred = defersCalls(run) && run.events.find((event) => event.deferred)
  if (deferred) {
    return {
      reason: `${deferred.text} runs elsewhere than where it stands`,
      unblock: 'write its commands one by one at the top level of the RUN',
    }
  }
  const leaves = (earlier: ListRun): boolean =>
    !plans.some((plan) => plan.run === earlier) &&
    earlier.events.some((event) => fetchesAndKeeps(manager, event))
  if (cleanup && flow.before(run).some(leaves)) {
    return {
      reason: 'its cleanup is for what an earlier RUN leaves as well',
      unblock: 'make one RUN of the two',
    }
  }
  const cuts = cutsOf(document, script, manager, updates, cleanup)
  return 'reason' in cuts ? cuts : undefined
}

function change(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  { run, script, calls, updates, cleanup }: Plan,
  context: TransformContext,
): void {
  const { instruction } = run
  const cuts = cutsOf(document, script, manager, updates, cleanup)
  if ('reason' in cuts) return
  const options = calls.flatMap(({ call }) =>
    call ? unkeptEdits(document, script, manager.unkept, call) : [],
  )
  const edits = [...cuts.edits, ...options.flatMap((each) => each.edits)]
  const { option } = manager.unkept
  const fetches = run.events.some((event) => fetchesAndKeeps(manager, event))
  const ahead = fetches && !cleanup ? flow.after(run, run.events.length - 1) : []
  const reason =
    calls.length === 0
      ? `every call below it has ${option} and fetches its own index`
      : `with ${option}, ${manager.id} fetches the index for this one call and keeps nothing of it`
  context.change({
    at: instruction.range,
    edits,
    ...trustIn(document, run, ahead, reason),
    message: cleanup
      ? `Install with ${option} instead of emptying ${manager.directory} by hand`
      : `Keep the ${manager.id} index out of the layer`,
    removes: [...cuts.removes, ...options.flatMap((each) => each.removes)],
    effects: [{ kind: 'removes', paths: listPaths(manager, calls) }],
  })
}

interface Found {
  readonly reason: string
  readonly unblock: string
}

/** Why the index that a RUN fetches has to stay. */
function readerOf(
  document: Document,
  manager: IndexManager,
  flow: ListFlow,
  run: ListRun,
  independent: ReadonlySet<ListEvent>,
): Found | undefined {
  const fetches = run.events.flatMap((event, index) => (fetchesAndKeeps(manager, event) ? [index] : []))
  if (fetches.length === 0) return undefined
  const readers = fetches.map((index) => laterReader(document, flow, run, index, independent))
  const used = flow.runs.some((each) => each.events.some((event) => event.call?.role === 'install'))
  return (
    readers.find((each) => each !== undefined) ??
    (used
      ? undefined
      : {
          reason: `no command of this file reads the ${manager.id} index that it fetches, so it may be meant for something outside`,
          unblock: 'delete the update if nothing needs it',
        })
  )
}

interface Cuts {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

/** Takes the updates of a RUN away, and its cleanup. */
function cutsOf(
  document: Document,
  script: Script,
  manager: IndexManager,
  updates: readonly ListEvent[],
  cleanup: ListEvent | undefined,
): Cuts | Found {
  const words = cleanup ? wordsOfCleanup(manager, cleanup) : []
  const places: Place[] = []
  for (const event of cleanup && words.length === 0 ? [...updates, cleanup] : updates) {
    const place = placeToCut(script, event)
    if (!isPlace(place)) {
      const { reason, unblock } = place
      return { reason: `${event.text} leaves its index behind, and ${reason}`, unblock }
    }
    places.push(place)
  }
  const cuts = places.length === 0 ? [] : cutCommands(document, script, places)
  const wordCuts = words.flatMap((word) => cutWord(document, script, word) ?? [])
  if (!cuts || wordCuts.length < words.length) {
    return {
      reason: `${updates[0]?.text ?? 'the cleanup'} cannot be taken out of its lines`,
      unblock: 'delete it by hand',
    }
  }
  return {
    edits: [...cuts, ...wordCuts],
    removes: [
      ...places.flatMap((place) => wordsOfScript(script.text.slice(place.start, place.end))),
      ...words.map((word) => word.text),
    ],
  }
}

/** The operands of a cleanup that are about the index, where others are left. */
function wordsOfCleanup({ directory }: IndexManager, { command }: ListEvent): readonly ShellWord[] {
  const operands = command.args.filter((word) => !word.text.startsWith('-'))
  const own = operands.filter((word) => word.text === `${directory}/*`)
  return operands.length > own.length ? own : []
}

function placeToCut(script: Script, event: ListEvent): Place | NoPlace {
  const { command } = event
  if (command.redirects) return { reason: 'its output goes into a file', unblock: 'drop the redirection' }
  const place = callerObstacle(command) ?? placeOf(script, event)
  if (isPlace(place) && place.operand.type !== 'Command')
    return { reason: 'it is part of a pipeline', unblock: 'run it as a command of its own' }
  return place
}
