import type { Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TransformContext } from '../../engine/transform.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { insertBehind } from '../../shell/insertion.ts'
import {
  cachePlace,
  environmentOf,
  mountsPlace,
  removesPlace,
  type CachePlace,
} from '../../shell/package-caches.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import type { CacheRemedy, Environment, PackageCache } from '../../shell/package-managers/package-manager.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { callerObstacle, isPlace, placeOf, type NoPlace, type Place } from '../../shell/places.ts'
import { cacheReader, readerInRun } from './cache-reader.ts'

/** A call that fills a cache which nothing in its RUN empties. */
interface Filling {
  readonly command: SimpleCommand
  readonly call: PackageCommand
  readonly cache: PackageCache
  readonly place: CachePlace
  readonly environment: Environment
}

/** Keeps what package managers download out of the layers of a stage. */
export function cleanCaches(document: Document, stage: Stage, context: TransformContext): void {
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN') continue
    const script = scriptOf(document, stage, instruction)
    if (!isScript(script)) continue
    const byCache = new Map<PackageCache, Filling[]>()
    for (const filling of fillings(document, stage, script)) {
      byCache.set(filling.cache, [...(byCache.get(filling.cache) ?? []), filling])
    }
    for (const found of byCache.values()) clean(document, stage, script, found, context)
  }
}

function fillings(document: Document, stage: Stage, script: Script): readonly Filling[] {
  const commands = commandsOf(script)
  return commands.flatMap((command, index) => {
    const call = packageCommand(command)
    if (call?.role !== 'install') return []
    const environment = environmentOf(document, stage, script, command)
    return call.manager.caches.flatMap((cache) => {
      if (!cache.filledBy(call, environment) || isAvoided(cache.remedy, call) || cache.isOff?.(environment))
        return []
      const off = cache.offBy.some(({ variable, value }) => {
        const set = environment.value(variable)
        return set !== undefined && (set === '' || value.test(set))
      })
      const place = cachePlace(cache, call, environment)
      if (off || mountsPlace(script.instruction, place)) return []
      const later = commands.slice(index + 1)
      if (later.some((each) => empties(each, cache, place))) return []
      return [{ command, call, cache, place, environment }]
    })
  })
}

function isAvoided(remedy: CacheRemedy, { normalOptions }: PackageCommand): boolean {
  if (remedy.kind !== 'option') return false
  return [remedy.option, ...remedy.sameAs].some((option) => normalOptions.includes(option))
}

/** True for a command that empties the cache, or is there to clean up in a way that dfopt cannot read. */
function empties(command: SimpleCommand, cache: PackageCache, place: CachePlace): boolean {
  const call = packageCommand(command)
  if (call) return call.manager.caches.includes(cache) && call.role === 'clean'
  return removesPlace(command, place, cache.removedBy) || /clean/i.test(command.name ?? '')
}

function clean(
  document: Document,
  stage: Stage,
  script: Script,
  found: readonly Filling[],
  context: TransformContext,
): void {
  const { instruction } = script
  const [first] = found
  if (!first) return
  const { cache, call, place } = first
  const refuse = ({ reason, unblock, quiet }: Refusal): void => {
    context.refuse({ at: instruction.range, reason, unblock, ...(quiet && { quiet }) })
  }
  const kept = keptFor(document, stage, script, found)
  if (kept) {
    const lesser = kept.quiet && !stage.ships ? [] : lesserOf(found)
    const [small] = lesser
    if (small && !keptFor(document, stage, script, lesser)) clean(document, stage, script, lesser, context)
    else refuse(kept)
    return
  }
  const { remedy } = cache
  const edits =
    obstacleOf(found) ??
    (remedy.kind === 'option'
      ? found.map((each) => optionEdit(script, each.call, remedy.option))
      : cleanups(document, script, found, remedy))
  if ('reason' in edits) {
    refuse({
      reason: `${textOf(call)} leaves ${cache.name} behind, and ${edits.reason}`,
      unblock: edits.unblock,
    })
    return
  }
  if (edits.length === 0 || context.isSuppressed(instruction)) return
  context.change({
    at: instruction.range,
    edits,
    level: 'safe',
    message: `Keep ${cache.name} out of the layer`,
    reason: cache.reason ?? `nothing reads what ${call.manager.id} keeps in ${place.paths[0] ?? ''}`,
    effects: [{ kind: 'removes', paths: removedPaths(found) }],
  })
}

function removedPaths(found: readonly Filling[]): readonly string[] {
  const paths = found.flatMap(({ place, cache }) => [...place.inImage, ...(cache.alsoRemoves ?? [])])
  return [...new Set(paths)].filter(Boolean)
}

interface Refusal {
  readonly reason: string
  readonly unblock: string
  readonly quiet?: true
}

/** Why a cache stays where it is. */
function keptFor(
  document: Document,
  stage: Stage,
  script: Script,
  found: readonly Filling[],
): Refusal | undefined {
  const [first] = found
  if (!first) return undefined
  const { cache, place } = first
  if (!stage.ships) {
    return {
      reason: `this stage is not part of the image, so emptying ${cache.name} saves nothing`,
      unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
      quiet: true,
    }
  }
  const moved = found.find(
    (each) => each.place.movedBy !== undefined && !each.place.withHome && !isTemporary(each.place),
  )?.place
  if (moved) {
    const where = moved.inImage[0] === '' ? 'elsewhere' : `at ${moved.inImage[0] ?? ''}`
    return {
      reason: `${moved.movedBy ?? ''} puts ${cache.name} ${where}, where it may be kept on purpose`,
      unblock: `empty it by hand in the same RUN, or drop ${moved.movedBy ?? ''}`,
    }
  }
  const reader = cacheReader(document, stage, script, cache, place)
  if (reader) return reader
  const earlier = cache.readers?.programs && earlierFilling(document, stage, script.instruction, cache)
  if (!earlier) return undefined
  return {
    reason: `the RUN in line ${earlier.startLine} fills ${cache.name} too, and its layer keeps what it put there`,
    unblock: 'make one RUN of the two',
    quiet: true,
  }
}

/** An earlier RUN of the same image that leaves the same cache behind. */
function earlierFilling(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  cache: PackageCache,
): Instruction | undefined {
  const end = stage.instructions.indexOf(instruction)
  for (const each of end === -1 ? stage.instructions : stage.instructions.slice(0, end)) {
    if (each.keyword !== 'RUN') continue
    const script = scriptOf(document, stage, each)
    if (isScript(script) && fillings(document, stage, script).some((filling) => filling.cache === cache))
      return each
  }
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return parent && earlierFilling(document, parent, instruction, cache)
}

/** The same calls with the part of the cache that may go in any case. */
function lesserOf(found: readonly Filling[]): readonly Filling[] {
  return found.flatMap(({ cache: { lesser }, ...filling }) => {
    if (!lesser?.filledBy(filling.call, filling.environment)) return []
    return [{ ...filling, cache: lesser, place: cachePlace(lesser, filling.call, filling.environment) }]
  })
}

function obstacleOf(found: readonly Filling[]): NoPlace | undefined {
  for (const { cache, call, environment } of found) {
    const obstacle = cache.obstacle?.(call, environment)
    if (obstacle) return obstacle
  }
  return undefined
}

function isTemporary({ inImage }: CachePlace): boolean {
  return inImage.every((path) => /^\/(?:var\/)?tmp\/./.test(path))
}

function textOf({ name, action }: PackageCommand): string {
  return action === '' ? name : `${name} ${action}`
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** An option right behind the subcommand is read as its own, whatever follows. */
function optionEdit(script: Script, { subcommand }: PackageCommand, option: string): Edit {
  const at = toSource(script.mapped, subcommand.end - 1) + 1
  return { start: at, end: at, text: ` ${option}` }
}

/** A cleanup behind the last call of each user. */
function cleanups(
  document: Document,
  script: Script,
  found: readonly Filling[],
  remedy: Extract<CacheRemedy, { kind: 'command' }>,
): readonly Edit[] | NoPlace {
  if (script.form === 'line with heredocs')
    return { reason: 'its RUN has heredocs in it', unblock: 'move it into a RUN without heredocs' }
  const lastOfUser = new Map(found.map((each) => [userOf(script, each.command), each]))
  const edits: Edit[] = []
  for (const [user, { command, call, cache, environment, place: at }] of lastOfUser) {
    const calls = found.filter((each) => userOf(script, each.command) === user).map((each) => each.call)
    const cleanup = remedy.command(call, environment, at, calls)
    if (cleanup === undefined) continue
    const obstacle = callerObstacle(command) ?? settingsObstacle(command) ?? userObstacle(user, cleanup)
    if (obstacle) return obstacle
    const reader = readerInRun(script, command, cache)
    if (reader && userOf(script, reader) !== user) return otherUser(reader)
    const refilled = placeBehindRefill(script, command, user, cache)
    const place = reader || !refilled ? placeOf(script, reader ?? command) : refilled
    if (!isPlace(place)) return place
    edits.push(...insertBehind(document, script, place, user === '' ? cleanup : `${user} ${cleanup}`))
  }
  return edits
}

/** The place of the last call that fills a cache again, where it has one. */
function placeBehindRefill(
  script: Script,
  filler: SimpleCommand,
  user: string,
  cache: PackageCache,
): Place | undefined {
  const last = commandsOf(script).findLast((command) => {
    const call = command.start > filler.start ? packageCommand(command) : undefined
    return call?.manager.caches.includes(cache) === true && cache.refilledBy?.(call) === true
  })
  const place = last && userOf(script, last) === user ? placeOf(script, last) : undefined
  return place && isPlace(place) ? place : undefined
}

/** `sudo -H -u app` of a command; empty where it runs as the RUN does. */
function userOf({ text }: Script, { wrappers }: SimpleCommand): string {
  const [first] = wrappers
  const last = wrappers.at(-1)
  if (!first || !last || first.literal?.split('/').at(-1) !== 'sudo') return ''
  return text.slice(first.start, last.end)
}

/** sudo may or may not keep HOME, and the shell in front of it has filled in what `~` and `$` stand for. */
function userObstacle(user: string, cleanup: string): NoPlace | undefined {
  if (user === '' || !/[~$]/.test(cleanup)) return undefined
  return {
    reason: `${user} runs it, so that its cache may be in another home directory`,
    unblock: 'run it as root or under USER, without sudo',
  }
}

function otherUser({ name }: SimpleCommand): NoPlace {
  return {
    reason: `${name ?? 'a command'} behind it may read that as another user`,
    unblock: 'run both as the same user',
  }
}

/** A cleanup without the settings of the call may look for the cache elsewhere. */
function settingsObstacle({ assignments }: SimpleCommand): NoPlace | undefined {
  const setting = assignments.find((name) => /HOME|CACHE|DIR|PATH|CONFIG/i.test(name))
  if (setting === undefined) return undefined
  return {
    reason: `${setting} in front of it may put the cache elsewhere`,
    unblock: `set ${setting} by ENV, or empty the cache by hand`,
  }
}
