// An update that ends a RUN, behind the installs that it would have served.
import type { Document } from '../../dockerfile/document.ts'
import { toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { commandsOf, runsBySudo } from '../../shell/commands.ts'
import { cutCommands } from '../../shell/cutting.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import { isPlace, placeOf } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { wordsOfScript } from '../../shell/script-words.ts'

export interface WithoutUpdate {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

/**
 * Takes an update away whose lists would be removed at once; `cleanup` takes its place where a RUN has older lists to
 * remove. Undefined where the update does not end the RUN.
 */
export function withoutLastUpdate(
  document: Document,
  script: Script,
  events: readonly ListEvent[],
  cleanup: string,
): WithoutUpdate | undefined {
  const index = events.findLastIndex((event) => /need|update/.test(event.kind))
  const event = events[index]
  if (event?.kind !== 'update' || !event.call || event.call.indirect || event.command.redirects)
    return undefined
  // A RUN of nothing else would become one that removes what is not there.
  if (!events.slice(0, index).some(({ kind }) => kind.includes('need'))) return undefined
  const behind = commandsOf(script).filter((command) => command.start > event.start)
  const isIdle = behind.every((command) => events.some((each) => each.command === command && each.call))
  if (!isIdle || events.slice(index + 1).some((each) => each.kind !== 'other')) return undefined
  const place = placeOf(script, event)
  if (!isPlace(place) || place.operand.type !== 'Command' || place.nested) return undefined
  const removes = wordsOfScript(script.text.slice(place.start, place.end))
  const before = events.slice(0, index).findLast((each) => each.kind !== 'other' && each.kind !== 'sources')
  if (before?.kind === 'empty' && !before.conditional) {
    const edits = cutCommands(document, script, [place])
    return edits && { edits, removes }
  }
  const sudo = runsBySudo(event.command) ? 'sudo ' : ''
  return { edits: [{ ...toSourceRange(script.mapped, place), text: sudo + cleanup }], removes }
}
