import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TransformContext } from '../../engine/transform.ts'
import { commandsOf } from '../../shell/commands.ts'
import { laterScripts } from '../../shell/later-commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { isPlace, placeOf } from '../../shell/places.ts'
import { isScript, scriptOf } from '../../shell/script.ts'
import { removalOfRun } from '../removal-of-run.ts'

/** Removes RUNs that only fetch metadata which the installs below them fetch for themselves: `RUN yum makecache`. */
export function removeNeedlessRefreshes(document: Document, stage: Stage, context: TransformContext): void {
  if (!stage.ships) return
  for (const instruction of stage.instructions) {
    if (instruction.keyword !== 'RUN' || instruction.flags.length > 0) continue
    const script = scriptOf(document, stage, instruction)
    if (!isScript(script) || script.form === 'line with heredocs') continue
    const commands = commandsOf(script)
    const [command] = commands
    const call = command && commands.length === 1 ? packageCommand(command) : undefined
    const refreshes = call?.manager.refreshes
    if (!command || !call || call.indirect || command.redirects || !refreshes?.isOne(call)) continue
    const place = placeOf(script, command)
    if (!isPlace(place) || place.nested || place.operand.type !== 'Command') continue
    const later = laterScripts(document, stage, instruction)
      .flatMap((each) => each.commands.flatMap((other) => packageCommand(other) ?? []))
      .filter((each) => each.manager === call.manager)
    const text = `${call.name} ${call.action}`
    if (!later.some((each) => each.role === 'install')) {
      context.refuse({
        at: instruction.range,
        reason: `no command below installs what ${text} fetches the metadata of, so it may be meant for something outside`,
        unblock: 'delete it if nothing needs it',
      })
      continue
    }
    const reader = later.find(refreshes.neededBy)
    if (reader) {
      context.refuse({
        at: instruction.range,
        reason: `${reader.name} ${reader.action} below works with what ${text} fetched`,
        unblock: 'let it fetch the metadata for itself',
      })
      continue
    }
    if (context.isSuppressed(instruction)) continue
    const { edits, removes, removesComments } = removalOfRun(document, script)
    context.change({
      at: instruction.range,
      edits,
      level: 'safe',
      message: `Remove ${text} in a RUN of its own`,
      reason: `${call.name} fetches metadata that are missing or out of date when it installs`,
      removes,
      removesComments,
      effects: [{ kind: 'removes', paths: call.manager.caches.flatMap((cache) => cache.paths) }],
    })
  }
}
