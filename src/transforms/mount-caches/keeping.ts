// Calls that by themselves keep nothing, or something else than what a mount is there for.
import type { Document } from '../../dockerfile/document.ts'
import { isContiguous, toSource, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { ShellWord } from '../../shell/commands.ts'
import { listFlow } from '../../shell/list-flow.ts'
import { laterReader } from '../../shell/list-readers.ts'
import type { PackageCommand } from '../../shell/package-command.ts'
import { indexManagers } from '../../shell/package-managers.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import type { IndexManager } from '../../shell/package-managers/package-manager.ts'
import type { Script } from '../../shell/script.ts'
import { canKeepNothing, fetchesAndKeeps, independentEvents, keepsNothing } from '../../shell/unkept-lists.ts'
import type { Call, MountPlan, Obstacle } from './mount-plan.ts'

/** Why no mount is of use to some calls of one package manager. */
export function keepingObstacle(calls: readonly Call[], base: string): Obstacle | undefined {
  const [first] = calls
  if (!first) return undefined
  const { manager } = first.call
  if (manager.mounts.every(({ on }) => on?.(base) === false)) {
    return {
      reason: `no cache mount is known to be right for ${first.call.name} of ${base}`,
      unblock: 'write the mount by hand, or build on a release whose makers still support it',
    }
  }
  for (const { call } of calls) {
    const option = call.normalOptions.find((each) => manager.keeping?.notWith.test(each))
    if (option === undefined) continue
    return {
      reason: `${option} has ${call.name} use another cache, or none`,
      unblock: `drop ${option}, or write the mount by hand`,
    }
  }
  return undefined
}

/** An index in a mount is out of sight for every RUN without it, and hides the one of an earlier RUN. */
export function indexObstacle(document: Document, { instruction }: Script): Obstacle | undefined {
  for (const manager of indexManagers) {
    const flow = listFlow(document, manager)
    const run = flow?.runs.find((each) => each.instruction === instruction)
    if (!flow || !run) continue
    const installs = flow.runs.flatMap(({ events }) => events.filter((each) => canKeepNothing(manager, each)))
    const independent = independentEvents(manager, flow.runs, new Set(installs))
    const first = run.events.find(
      (event) => fetches(manager, event) || (event.kind.endsWith('need') && !independent.has(event)),
    )
    if (first && !fetches(manager, first)) {
      return {
        reason: `${first.text} reads the ${manager.id} index of an earlier RUN, which the mount would hide`,
        unblock: `run ${manager.id} update in front of it, in the same RUN`,
      }
    }
    if (!run.events.some((event) => fetchesAndKeeps(manager, event) || canKeepNothing(manager, event)))
      continue
    const later = laterReader(document, flow, run, run.events.length - 1, independent)
    if (later) return later
  }
  return undefined
}

/** True for a call that fetches the index, by itself or once it has a mount. */
function fetches(manager: IndexManager, event: ListEvent): boolean {
  return event.kind === 'update' || keepsNothing(manager, event) || canKeepNothing(manager, event)
}

export interface KeepingEdits {
  readonly edits: readonly TextEdit[]
  /** Words that go and that nothing takes the place of. */
  readonly words: readonly ShellWord[]
  readonly removes: readonly string[]
}

/** Gives calls the options that a mount needs, in the place of those that are against it where there are any. */
export function keepingEdits({ mapped }: Script, { calls, mounts }: MountPlan): KeepingEdits {
  const edits: TextEdit[] = []
  const words: ShellWord[] = []
  const removes: string[] = []
  for (const [index, { call }] of calls.entries()) {
    const { keeping } = call.manager
    if (!keeping || !mounts.some(({ manager }) => manager === call.manager)) continue
    const [dropped, ...more] = call.options.filter((word) => keeping.drops.includes(word.text))
    const isRefreshed = calls.slice(0, index).some(isRefresh(call))
    const needed =
      call.role === 'install' ? keeping.needs.filter((need) => isMissing(need, call, isRefreshed)) : []
    const text = needed.map(({ option }) => option).join(' ')
    words.push(...more)
    if (text === '') words.push(...(dropped ? [dropped] : []))
    else if (dropped && isContiguous(mapped, dropped)) {
      edits.push({ ...toSourceRange(mapped, dropped), text })
      removes.push(dropped.text)
    } else {
      const behind = toSource(mapped, call.subcommand.end - 1) + 1
      edits.push({ start: behind, end: behind, text: ` ${text}` })
      words.push(...(dropped ? [dropped] : []))
    }
  }
  return { edits, words, removes }
}

type Need = NonNullable<PackageCommand['manager']['keeping']>['needs'][number]

function isMissing({ option, sameAs, needless }: Need, call: PackageCommand, isRefreshed: boolean): boolean {
  if (needless?.(call, isRefreshed) === true) return false
  return ![option, ...sameAs].some((each) => call.normalOptions.includes(each))
}

/** True for an update that has run for sure where a call of the same package manager does. */
function isRefresh({ manager }: PackageCommand): (other: Call) => boolean {
  return ({ call, command }) =>
    call.manager === manager && call.role === 'update' && command.surroundings.length === 0
}
