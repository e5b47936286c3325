import type { Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
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
import type { CacheRemedy, PackageCache } from '../../shell/package-managers/package-manager.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { callerObstacle, isPlace, placeOf, type NoPlace } from '../../shell/places.ts'
import { cacheReader } from './cache-reader.ts'

/** A call that fills a cache which nothing in its RUN empties. */
interface Filling {
  readonly command: SimpleCommand
  readonly call: PackageCommand
  readonly cache: PackageCache
  readonly place: CachePlace
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
      if (!cache.filledBy(call) || isAvoided(cache.remedy, call)) return []
      const off = cache.offBy.some(({ variable, value }) => {
        const set = environment.value(variable)
        return set !== undefined && (set === '' || value.test(set))
      })
      const place = cachePlace(cache, call, environment)
      if (off || mountsPlace(script.instruction, place)) return []
      const later = commands.slice(index + 1)
      if (later.some((each) => empties(each, call, place))) return []
      return [{ command, call, cache, place }]
    })
  })
}

function isAvoided(remedy: CacheRemedy, { normalOptions }: PackageCommand): boolean {
  if (remedy.kind !== 'option') return false
  return [remedy.option, ...remedy.sameAs].some((option) => normalOptions.includes(option))
}

/** True for a command that empties the cache, or is there to clean up in a way that dfopt cannot read. */
function empties(command: SimpleCommand, { manager }: PackageCommand, place: CachePlace): boolean {
  const call = packageCommand(command)
  if (call) return call.manager === manager && call.role === 'clean'
  return removesPlace(command, place) || /clean/i.test(command.name ?? '')
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
  const refuse = (reason: string, unblock: string, quiet?: true): void => {
    context.refuse({ at: instruction.range, reason, unblock, ...(quiet && { quiet }) })
  }
  if (!stage.ships) {
    refuse(
      `this stage is not part of the image, so emptying ${cache.name} saves nothing`,
      'nothing to do; name the stage with --target if it is built and shipped on its own',
      true,
    )
    return
  }
  const moved = found.find((each) => each.place.movedBy !== undefined && !isTemporary(each.place))?.place
  if (moved) {
    const where = moved.inImage[0] === '' ? 'elsewhere' : `at ${moved.inImage[0] ?? ''}`
    refuse(
      `${moved.movedBy ?? ''} puts ${cache.name} ${where}, where it may be kept on purpose`,
      `empty it by hand in the same RUN, or drop ${moved.movedBy ?? ''}`,
    )
    return
  }
  const reader = cacheReader(
    document,
    stage,
    script,
    found.map((each) => each.command),
    cache,
    place,
  )
  if (reader) {
    refuse(reader.reason, reader.unblock)
    return
  }
  const { remedy } = cache
  const edits =
    remedy.kind === 'option'
      ? found.map((each) => optionEdit(script, each.call, remedy.option))
      : cleanups(document, script, found, remedy)
  if ('reason' in edits) {
    refuse(`${textOf(call)} leaves ${cache.name} behind, and ${edits.reason}`, edits.unblock)
    return
  }
  if (edits.length === 0 || context.isSuppressed(instruction)) return
  context.change({
    at: instruction.range,
    edits,
    level: 'safe',
    message: `Keep ${cache.name} out of the layer`,
    reason: `nothing reads what ${call.manager.id} keeps in ${place.paths[0] ?? ''}`,
    effects: [{ kind: 'removes', paths: [...new Set(found.flatMap((each) => each.place.inImage))] }],
  })
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
  for (const [user, { command, call }] of lastOfUser) {
    const cleanup = remedy.command(call)
    if (cleanup === undefined) continue
    const obstacle = callerObstacle(command) ?? settingsObstacle(command)
    if (obstacle) return obstacle
    const place = placeOf(script, command)
    if (!isPlace(place)) return place
    edits.push(...insertBehind(document, script, place, user === '' ? cleanup : `${user} ${cleanup}`))
  }
  return edits
}

/** `sudo -H -u app` of a command; empty where it runs as the RUN does. */
function userOf({ text }: Script, { wrappers }: SimpleCommand): string {
  const [first] = wrappers
  const last = wrappers.at(-1)
  if (!first || !last || first.literal?.split('/').at(-1) !== 'sudo') return ''
  return text.slice(first.start, last.end)
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
