import type { Document } from '../../dockerfile/document.ts'
import { concerning, type TransformContext } from '../../engine/transform.ts'
import { insertBehind } from '../../shell/insertion.ts'
import { outerPlace } from '../../shell/front-places.ts'
import { runsBySudo } from '../../shell/commands.ts'
import { listFlow, type ListFlow, type ListRun } from '../../shell/list-flow.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { isMentioned, mountsPlace } from '../../shell/package-caches.ts'
import { laterReader, trustIn } from '../../shell/list-readers.ts'
import { listManagers } from '../../shell/package-managers.ts'
import type { ListManager } from '../../shell/package-managers/package-manager.ts'
import { callerObstacle, isPlace, placeOf, type NoPlace, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { mendBraces } from './braces.ts'
import { withoutLastUpdate } from './last-update.ts'

/** Removes the package lists that a RUN leaves behind, where nothing reads them later. */
export function cleanLists(document: Document, context: TransformContext): void {
  for (const manager of listManagers) {
    const flow = listFlow(document, manager)
    if (!flow) continue
    const own = concerning(context, manager.rules ?? [])
    for (const run of flow.runs) clean(document, flow, run, manager, own)
  }
}

function clean(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  manager: ListManager,
  context: TransformContext,
): void {
  const { script, instruction } = run
  if (!script) {
    if (run.unread && run.stage.ships) {
      const { reason, unblock } = run.unread
      context.refuse({
        at: instruction.range,
        reason: `it leaves package lists behind, and ${reason}`,
        unblock,
      })
    }
    return
  }
  const fetched = lastFetch(run.events)
  if (fetched === undefined) return
  const emptied = run.events.slice(fetched + 1).find((event) => event.kind.includes('empty'))
  if (emptied) {
    if (run.stage.ships) mendBraces(document, flow, run, emptied, manager, context)
    return
  }
  if (!run.stage.ships) {
    context.refuse({
      at: instruction.range,
      reason: 'this stage is not part of the image, so removing its package lists saves nothing',
      unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
      quiet: true,
    })
    return
  }
  const obstacle = laterReader(document, flow, run, run.events.length - 1) ?? unread(flow, run, fetched)
  if (obstacle) {
    context.refuse({ at: instruction.range, ...obstacle })
    return
  }
  const deferred = run.events.findLast((event) => event.deferred)
  if (deferred) {
    const where = deferred.conditional ? 'it stands in a function' : 'it runs later than where it stands'
    context.refuse({
      at: instruction.range,
      reason: `${deferred.text} leaves package lists behind, and ${where}`,
      unblock: 'write its commands one by one at the top level of the RUN, or remove the lists by hand',
    })
    return
  }
  const found = cleanupPlace(script, run.events, fetched)
  if (!isPlace(found.place)) {
    const { reason, unblock } = found.place
    context.refuse({
      at: instruction.range,
      reason: `${found.event.text} leaves package lists behind, and ${reason}`,
      unblock,
    })
    return
  }
  if (context.isSuppressed(instruction)) return
  const cleanup = cleanupOf(document, run, manager)
  const effects = [{ kind: 'removes', paths: cleanup.paths }] as const
  const ahead = flow.after(run, run.events.indexOf(found.event))
  const without = withoutLastUpdate(document, script, run.events, cleanup.command)
  if (without) {
    context.change({
      at: instruction.range,
      ...without,
      ...trustIn(
        document,
        run,
        ahead,
        'nothing below reads them, and an install starts with an update of its own',
      ),
      message: `Drop an update that ends its RUN, with the ${manager.id} package lists`,
      effects,
    })
    return
  }
  // apt itself shows who may write to the lists; a script or a variable does not.
  const who = [found.event, ...(found.event.call ? [] : [run.events[fetched]])]
  const sudo = who.some((event) => event && runsBySudo(event.command)) ? 'sudo ' : ''
  context.change({
    at: instruction.range,
    edits: insertBehind(document, script, found.place, `${sudo}${cleanup.command}`),
    ...trustIn(
      document,
      run,
      ahead,
      'nothing below reads them, and a later RUN cannot take them out of this layer',
    ),
    message: `Remove the ${manager.id} package lists in the layer that fetched them`,
    effects,
  })
}

/** Empties the lists, and with them the directory of packages where the image keeps what it installs. */
function cleanupOf(
  document: Document,
  { stage, instruction, events }: ListRun,
  { lists, emptyLists, packages }: ListManager,
): { readonly command: string; readonly paths: readonly string[] } {
  const lastInstall = events.findLastIndex((event) => event.call?.role === 'install')
  const cleaned = events.slice(lastInstall + 1).some((event) => event.call?.role === 'clean')
  const kept =
    packages !== undefined &&
    lastInstall !== -1 &&
    !cleaned &&
    isMentioned(document, stage, packages.keptBy) &&
    !mountsPlace(instruction, { paths: [packages.directory] })
  if (!kept) return { command: emptyLists, paths: [lists] }
  return { command: `rm -rf ${packages.files} ${lists}/*`, paths: [lists, packages.directory] }
}

/** Place in `events` of the last one that puts lists there; undefined where none does. */
function lastFetch(events: readonly ListEvent[]): number | undefined {
  const own = events.findLastIndex(
    (event) => /^(?:partial )?update$/.test(event.kind) && event.call !== undefined,
  )
  const byScript = events.findLastIndex((event) => event.kind === 'update' || event.kind === 'may update')
  // What a script fetched shows only when an install behind it makes use of it.
  const used = events.slice(byScript + 1).some((event) => event.kind === 'need' && event.call !== undefined)
  const last = byScript !== -1 && used ? byScript : own
  return last === -1 ? undefined : last
}

interface CleanupPlace {
  readonly event: ListEvent
  readonly place: Place | NoPlace
}

/** Behind the last call of the package manager, but not before anything that may read the lists, or fetch new ones. */
function cleanupPlace(script: Script, events: readonly ListEvent[], fetched: number): CleanupPlace {
  const update = events.findLastIndex((event) => /^(?:partial )?update$/.test(event.kind))
  const needs = events.findLastIndex((event) => event.kind.endsWith('need'))
  const maybe = events.findLastIndex((event) => event.kind === 'may update')
  // An update that no install follows was made for the script that does.
  const reads = Math.max(update, needs, needs < update ? maybe : -1)
  const calls = events.findLastIndex((event) => event.call !== undefined)
  const scripts = events.findLastIndex((event) => event.kind === 'script')
  const behind = scripts > reads ? plainPlace(script, events[scripts]) : undefined
  const places = [Math.max(calls, reads, maybe), Math.max(calls, reads), reads]
  const tried = [...(behind ? [scripts] : []), ...new Set(places)].flatMap((index) => {
    const event = events[index]
    return event ? [{ event, place: callerObstacleOf(events[fetched]) ?? safePlace(script, event) }] : []
  })
  const found = tried.find((each) => isPlace(each.place)) ?? tried.at(-1)
  if (!found) throw new RangeError('no package command in a RUN that has one')
  return found
}

/** The place of a script at the top of a RUN; what is put inside of braces for the sake of one is nobody's style. */
function plainPlace(script: Script, event: ListEvent | undefined): Place | undefined {
  const place = event && safePlace(script, event)
  return place && isPlace(place) && !place.nested && place.operand.type === 'Command' ? place : undefined
}

/** Who fetched the lists has to remove them, whatever reads them last. */
function callerObstacleOf(event: ListEvent | undefined): NoPlace | undefined {
  return event && callerObstacle(event.command)
}

function safePlace(script: Script, event: ListEvent): Place | NoPlace {
  if (script.form === 'line with heredocs') {
    return {
      reason: 'its RUN has heredocs in it',
      unblock: 'move the package commands into a RUN without heredocs',
    }
  }
  if (event.command.wrappers.some((word) => word.literal === 'exec')) {
    return { reason: 'exec ends the script', unblock: 'drop the exec' }
  }
  const obstacle = callerObstacle(event.command)
  if (obstacle) return obstacle
  const place = placeOf(script, event)
  if (isPlace(place)) return place
  // Behind the branch, the loop or the list with || that it stands in.
  const outer = outerPlace(script, event)
  return isPlace(outer) ? outer : place
}

/** Lists that nothing in the file reads may be there for somebody outside it. */
function unread(
  flow: ListFlow,
  run: ListRun,
  fetched: number,
): { readonly reason: string; readonly unblock: string } | undefined {
  const reads = run.events.some((event, index) => index > fetched && /need|may update/.test(event.kind))
  if (reads || run.events.some((event) => event.kind === 'need' || event.deferred)) return undefined
  const renewed = flow.after(run, fetched).every((next) => next.kind === 'update')
  if (renewed) return undefined
  return {
    reason:
      'no command of this file reads the package lists that it fetches, so they may be meant for something outside',
    unblock: 'delete the update if nothing needs it',
  }
}
