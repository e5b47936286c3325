import type { Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { keepColumns } from '../../shell/columns.ts'
import { commandsOf, runsBySudo, type SimpleCommand } from '../../shell/commands.ts'
import { insertBehind } from '../../shell/insertion.ts'
import { packageCommand, type PackageCommand } from '../../shell/package-command.ts'
import type { CacheRemedy, PackageCache } from '../../shell/package-managers/package-manager.ts'
import { callerObstacle, isPlace, placeOf, type NoPlace, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { concerns, type Filling } from './cache-filling.ts'
import { readerInRun } from './cache-reader.ts'

/** The edits that keep what was found out of the layer, or why there are none. */
export function remedyEdits(
  document: Document,
  script: Script,
  remedy: CacheRemedy,
  found: readonly Filling[],
): readonly TextEdit[] | NoPlace {
  const obstacle = obstacleOf(found)
  if (obstacle) return obstacle
  return remedy.kind === 'option'
    ? found.flatMap(({ call }) =>
        keepColumns(document, script, call, [optionEdit(script, call, remedy.option)]),
      )
    : cleanups(document, script, found, remedy)
}

function obstacleOf(found: readonly Filling[]): NoPlace | undefined {
  for (const { cache, call, environment } of found) {
    const obstacle = cache.obstacle?.(call, environment)
    if (obstacle) return obstacle
  }
  return undefined
}

/** An option right behind the subcommand is read as its own, whatever follows. */
function optionEdit({ mapped }: Script, { subcommand, operands }: PackageCommand, option: string): TextEdit {
  const last = toSource(mapped, subcommand.end - 1)
  const at = last + 1
  // Where nothing follows, a cleanup may be put there as well, so that the option belongs to the letter in front of it.
  const letter = operands.length === 0 ? /.$/.exec(subcommand.text)?.[0] : undefined
  return letter === undefined
    ? { start: at, end: at, text: ` ${option}` }
    : { start: last, end: at, text: `${letter} ${option}` }
}

/** A cleanup behind the last call of each user. */
function cleanups(
  document: Document,
  script: Script,
  found: readonly Filling[],
  remedy: Extract<CacheRemedy, { kind: 'command' }>,
): readonly TextEdit[] | NoPlace {
  if (script.form === 'line with heredocs')
    return { reason: 'its RUN has heredocs in it', unblock: 'move it into a RUN without heredocs' }
  const lastOfUser = new Map(found.map((each) => [userOf(script, each.command), each]))
  const edits: TextEdit[] = []
  for (const [user, { command, call, cache, environment, place: at }] of lastOfUser) {
    const calls = found.filter((each) => userOf(script, each.command) === user).map((each) => each.call)
    const cleanup = remedy.command(call, environment, at, calls)
    if (cleanup === undefined) continue
    const obstacle = callerObstacle(command) ?? settingsObstacle(command) ?? userObstacle(user, cleanup)
    if (obstacle) return obstacle
    const reader = readerInRun(script, command, cache, at)
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
    return call !== undefined && concerns(call, cache) && cache.refilledBy?.(call) === true
  })
  const place = last && userOf(script, last) === user ? placeOf(script, last) : undefined
  return place && isPlace(place) ? place : undefined
}

/** `sudo -H -u app` of a command; empty where it runs as the RUN does. */
function userOf({ text }: Script, command: SimpleCommand): string {
  const { wrappers } = command
  return runsBySudo(command) ? text.slice(wrappers[0]?.start, wrappers.at(-1)?.end) : ''
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
