import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import {
  cachePlace,
  environmentOf,
  mountsPlace,
  removesPlace,
  type CachePlace,
} from '../../shell/package-caches.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import type { CacheRemedy, Environment, PackageCache } from '../../shell/package-managers/package-manager.ts'
import type { Script } from '../../shell/script.ts'

/** A call that fills a cache which nothing in its RUN empties. */
export interface Filling {
  readonly command: SimpleCommand
  readonly call: PackageCommand
  readonly cache: PackageCache
  readonly place: CachePlace
  readonly environment: Environment
}

/** The calls of a script that leave something in a cache, each with each of its caches. */
export function fillings(document: Document, stage: Stage, script: Script): readonly Filling[] {
  return commandsOf(script).flatMap((command) => {
    const call = packageCommand(command)
    if (call?.role !== 'install') return []
    const environment = environmentOf(document, stage, script, command)
    return call.manager.caches.flatMap((cache) => fillingOf(command, call, cache, environment) ?? [])
  })
}

/** The same calls with the part of the cache that may go in any case. */
export function lesserOf(found: readonly Filling[]): readonly Filling[] {
  return found.flatMap(({ command, call, cache: { lesser }, environment }) => {
    return (lesser && fillingOf(command, call, lesser, environment)) ?? []
  })
}

/** Undefined where a call leaves nothing in a cache, or something behind it takes that away again. */
function fillingOf(
  command: SimpleCommand,
  call: PackageCommand,
  cache: PackageCache,
  environment: Environment,
): Filling | undefined {
  if (!cache.filledBy(call, environment) || isAvoided(cache.remedy, call) || cache.isOff?.(environment))
    return undefined
  const off = cache.offBy.some(({ variable, value }) => {
    const set = environment.value(variable)
    return set !== undefined && (set === '' || value.test(set))
  })
  const place = cachePlace(cache, call, environment)
  const { script } = environment.site
  if (off || mountsPlace(script.instruction, place)) return undefined
  const later = commandsOf(script).filter((each) => each.start > command.start)
  return later.some((each) => empties(each, cache, place))
    ? undefined
    : { command, call, cache, place, environment }
}

function isAvoided(remedy: CacheRemedy, { normalOptions }: PackageCommand): boolean {
  if (remedy.kind !== 'option') return false
  return [remedy.option, ...remedy.sameAs].some((option) => normalOptions.includes(option))
}

/** True for a command that empties the cache, or is there to clean up in a way that dfopt cannot read. */
function empties(command: SimpleCommand, cache: PackageCache, place: CachePlace): boolean {
  const call = packageCommand(command)
  if (!call) return removesPlace(command, place, cache.removedBy) || /clean/i.test(command.name ?? '')
  if (!concerns(call, cache)) return false
  return cache.emptiedBy ? cache.emptiedBy(call) : call.role === 'clean'
}

/** True for a call of the package manager whose cache it is. */
export function concerns({ manager }: PackageCommand, cache: PackageCache): boolean {
  return manager.caches.some((each) => each === cache || each.lesser === cache)
}
