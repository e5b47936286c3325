import { posix } from 'node:path'
import { lineage, type Document } from '../../dockerfile/document.ts'
import { flagValue, flagValues, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { mountField } from '../../dockerfile/mount.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { State } from '../../dockerfile/state.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { coversPath } from '../../shell/covered-path.ts'
import { laterScripts } from '../../shell/later-commands.ts'
import { listFlow } from '../../shell/list-flow.ts'
import { cachePlace, environmentOf, mountsPlace } from '../../shell/package-caches.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import { listManagers } from '../../shell/package-managers.ts'
import type { CacheMount, Environment, PackageManager } from '../../shell/package-managers/package-manager.ts'
import type { Script } from '../../shell/script.ts'
import { externalBase } from '../../shell/shell.ts'
import { indexObstacle, keepingObstacle } from './keeping.ts'
import { hiddenByMount, readWithoutMount } from './split-cache.ts'

export interface Obstacle {
  readonly reason: string
  readonly unblock: string
  readonly quiet?: boolean
}

export function isObstacle(plan: object): plan is Obstacle {
  return 'unblock' in plan
}

export interface PlannedMount {
  readonly manager: PackageManager
  readonly target: string
  /** Directories that need no cleanup with it. */
  readonly emptied: readonly string[]
  /** As `--mount=…`. */
  readonly flag: string
}

export interface MountPlan {
  readonly mounts: readonly PlannedMount[]
  readonly calls: readonly Call[]
}

export interface Call {
  readonly command: SimpleCommand
  readonly call: PackageCommand
}

/** The mounts that a RUN is missing; undefined where it needs none. */
export function mountPlan(
  document: Document,
  stage: Stage,
  script: Script,
  state: State,
): MountPlan | Obstacle | undefined {
  const calls = commandsOf(script).flatMap((command): readonly Call[] => {
    const call = packageCommand(command)
    const fills = call?.role === 'install' || call?.role === 'update'
    const isKnown = call?.manager.keeping?.programs.test(call.name) !== false
    return call && fills && isKnown && call.manager.mounts.length > 0 ? [{ command, call }] : []
  })
  const mounts: PlannedMount[] = []
  for (const manager of new Set(calls.map(({ call }) => call.manager))) {
    const own = calls.filter(({ call }) => call.manager === manager)
    const [first] = own
    // Lists alone are not worth it.
    if (!first || own.every(({ call }) => call.role === 'update')) continue
    const environment = environmentOf(document, stage, script, first.command)
    const base = externalBase(document, stage)
    const known = manager.mounts.filter(({ on }) => on?.(base) !== false)
    const targets = known.map((mount) => targetOf(mount, manager, first.call, environment))
    // A mount of one of them is a decision about all.
    if (targets.some((target) => target !== undefined && isMounted(script, target))) continue
    const obstacle = keepingObstacle(own, base) ?? obstacleTo(document, script, state, own, environment)
    if (obstacle) return obstacle
    for (const [index, mount] of known.entries()) {
      const target = targets[index]
      if (target === undefined) return unknownHome(state)
      if (makesDirectory(state, environment, target)) return rootsDirectory(state, target)
      if (
        mount.perBase &&
        isNamedByBase(document, mount.perBase) &&
        lineage(document, stage).some((each) => each.variableBase)
      )
        return variableBase()
      const needed =
        hiddenByMount(own, mount) ??
        neededLater(document, stage, script, mount, target) ??
        readWithoutMount(document, stage, script, manager, mount)
      if (needed) return needed
      const flag = flagOf(document, stage, state, mount, target)
      mounts.push({ manager, target, emptied: [target, mount.insteadOf ?? target], flag })
    }
  }
  return mounts.length > 0 ? { mounts, calls } : undefined
}

function isMounted({ instruction }: Script, target: string): boolean {
  return mountsPlace(instruction, { paths: [target] })
}

/** Absolute; undefined where only a build knows it. */
function targetOf(
  { target }: CacheMount,
  { caches }: PackageManager,
  call: PackageCommand,
  environment: Environment,
): string | undefined {
  const cache = caches.find(({ paths }) => paths.includes(target))
  const moved = cache && cachePlace(cache, call, environment)
  if (moved?.movedBy !== undefined) {
    const path = moved.inImage[cache?.paths.indexOf(target) ?? 0]
    return path !== undefined && /^\/[^$*]+$/.test(path) ? path : undefined
  }
  const forRoot = environment.root && cache ? cache.rootPaths?.[cache.paths.indexOf(target)] : undefined
  if (forRoot !== undefined) return forRoot
  if (!target.startsWith('~')) return target
  const { home } = environment
  return home?.startsWith('/') === true ? home.replace(/\/$/, '') + target.slice(1) : undefined
}

/** BuildKit makes the directories above a mount for root, whatever uid the mount has, and they stay in the layer. */
function makesDirectory({ user }: State, { home }: Environment, target: string): boolean {
  const above = posix.dirname(target)
  return user !== undefined && !/^(?:root|0)(?::|$)/.test(user) && above !== home && above !== '/'
}

function rootsDirectory({ user = '' }: State, target: string): Obstacle {
  const above = posix.dirname(target)
  return {
    reason: `the mount would make ${above} for root, and user ${user} could write nothing else there`,
    unblock: `make ${above} in an earlier RUN and write the mount by hand`,
  }
}

function variableBase(): Obstacle {
  return {
    reason: 'its base image differs from build to build, and the cache of one is not for another',
    unblock: 'write the mounts by hand, with the build argument in their id',
  }
}

function unknownHome({ user }: State): Obstacle {
  return {
    reason: `where the cache of ${user === undefined ? 'the user' : `user ${user}`} is cannot be seen in the file`,
    unblock: 'write the user as a number and his home directory as ENV HOME, or write the mount by hand',
  }
}

function obstacleTo(
  document: Document,
  script: Script,
  { user }: State,
  calls: readonly Call[],
  environment: Environment,
): Obstacle | undefined {
  const [first] = calls
  if (!first) return undefined
  const { manager } = first.call
  if (user !== undefined && !/^(?:root|0|\d+)(?::(?:root|\d+))?$/.test(user)) {
    return {
      reason: `the cache mount would belong to root, and the number of user ${user} is not known`,
      unblock: 'write USER with numbers, as in USER 1000:1000, or write the mount by hand',
    }
  }
  const other = calls.find(
    ({ command }) => command.wrappers.length > 0 || command.surroundings.includes('function'),
  )
  if (other) {
    return {
      reason: `what runs ${other.call.name} may have another home directory`,
      unblock: 'run it by itself, or write the mount by hand',
    }
  }
  const off = manager.caches
    .flatMap(({ offBy }) => offBy)
    .find(({ variable, value }) => {
      const set = environment.value(variable)
      return set !== undefined && (set === '' || value.test(set))
    })
  if (off) {
    return {
      reason: `${off.variable} keeps ${manager.id} from using a cache`,
      unblock: `drop ${off.variable} in this stage`,
    }
  }
  if (flagValue(script.instruction, 'network') === 'none') {
    return { reason: 'it has no network, so it reads what is there', unblock: 'write the mount by hand' }
  }
  return listsObstacle(document, script) ?? indexObstacle(document, script)
}

/** Lists in a mount are gone for every RUN without it, and may be gone for this one. */
function listsObstacle(document: Document, script: Script): Obstacle | undefined {
  for (const manager of listManagers) {
    const flow = listFlow(document, manager)
    const run = flow?.runs.find((each) => each.instruction === script.instruction)
    if (!flow || !run) continue
    const calls = run.events.filter((event) => event.call !== undefined)
    if (calls.length === 0) continue
    const update = run.events.findIndex((event) => event.kind === 'update' && !event.conditional)
    const need = run.events.findIndex((event) => event.kind.endsWith('need'))
    if (need !== -1 && (update === -1 || need < update)) {
      return {
        reason: `${run.events[need]?.text ?? 'an install'} reads package lists of an earlier RUN, which the mount would hide`,
        unblock: `run ${manager.id}-get update in front of it, in the same RUN`,
      }
    }
    const reader = flow.after(run, run.events.length - 1).find((next) => next.kind.endsWith('need'))
    if (reader) {
      return {
        reason: `${reader.event?.text ?? 'an install'} in a later RUN reads these package lists, which would be in the mount alone`,
        unblock: 'run an update in front of it, in the same RUN',
      }
    }
  }
  return undefined
}

/** What fails, or is missing in the image, when the cache is in a mount. */
function neededLater(
  document: Document,
  stage: Stage,
  script: Script,
  { neededBy }: CacheMount,
  target: string,
): Obstacle | undefined {
  for (const { instruction, commands } of laterScripts(document, stage, script.instruction)) {
    const offline = flagValue(instruction, 'network') === 'none'
    const reader = commands.find((command) => {
      const call = packageCommand(command)
      return offline || (call !== undefined && neededBy?.(call) === true)
    })
    if (!reader) continue
    return {
      reason: `${reader.name ?? 'a command'} in a later RUN reads what this one fetches and cannot fetch it, and a mount may be empty`,
      unblock: 'do both in one RUN, or write the mounts by hand',
    }
  }
  for (const index of [stage.index, ...stage.copiedBy]) {
    for (const each of document.stages[index]?.instructions ?? []) {
      const words = each.keyword === 'COPY' ? wordsOf(each).slice(0, -1) : mountSources(each)
      const source = words.find(
        (word) => (word !== '/' && coversPath(word, target, 'COPY')) || word.startsWith(`${target}/`),
      )
      if (source === undefined || index === stage.index) continue
      return {
        reason: `another stage takes ${source} over, which would be in the mount alone`,
        unblock: 'drop that COPY if nothing needs it',
      }
    }
  }
  return undefined
}

function mountSources(instruction: Instruction): readonly string[] {
  return flagValues(instruction, 'mount').flatMap((mount) => mountField(mount, 'source', 'src') ?? [])
}

function flagOf(
  document: Document,
  stage: Stage,
  { user }: State,
  { sharing, perBase }: CacheMount,
  target: string,
): string {
  // Two distributions must not share a cache of packages; the id is the target where none is given.
  const slug = externalBase(document, stage)
    .replace(/@.*$/, '')
    .replace(/[^\w.]+/g, '-')
  const own = perBase && isNamedByBase(document, perBase)
  const id = own ? [`id=${slug}${target.replaceAll('/', '-')}`] : []
  const [uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user ?? '')?.slice(1) ?? []
  const owner =
    uid === undefined || uid === '0' ? [] : [`uid=${uid}`, ...(gid === undefined ? [] : [`gid=${gid}`])]
  const locked = sharing === 'locked' ? ['sharing=locked'] : []
  return `--mount=${['type=cache', ...id, `target=${target}`, ...locked, ...owner].join(',')}`
}

function isNamedByBase(document: Document, perBase: 'in the file' | 'always'): boolean {
  return perBase === 'always' || basesOf(document).size > 1
}

/** The images that stages outside the image start from. */
function basesOf(document: Document): ReadonlySet<string> {
  return new Set(document.stages.flatMap((each) => (each.ships ? [] : [externalBase(document, each)])))
}
