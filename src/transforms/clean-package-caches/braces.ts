// `rm -rf /var/lib/{apt,dpkg}` in sh, which takes the braces for letters and removes nothing.
import type { Document } from '../../dockerfile/document.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TransformContext } from '../../engine/transform.ts'
import type { ShellWord } from '../../shell/commands.ts'
import type { ListFlow, ListRun } from '../../shell/list-flow.ts'
import { laterReader } from '../../shell/list-readers.ts'
import type { ListEvent } from '../../shell/package-lists.ts'
import type { ListManager } from '../../shell/package-managers/package-manager.ts'

// `ln -sf /bin/bash /bin/sh`, `dpkg-reconfigure dash`: bash expands them, and takes more away than lists.
const SH_IS_BASH = /bash[^\n]*\/bin\/sh\b|reconfigure[^\n]*\bdash\b/

/** Names the package lists where a cleanup was meant to empty them, and empties nothing. */
export function mendBraces(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  event: ListEvent,
  manager: ListManager,
  context: TransformContext,
): void {
  const { script, instruction } = run
  const word = script && wordWithBraces(event, manager)
  if (!word || script.shell.program === 'bash') return
  const why = `${word.text} removes no package lists: sh does not expand braces`
  const obstacle = laterReader(document, flow, run, run.events.length - 1)
  if (obstacle || SH_IS_BASH.test(document.text) || !isContiguous(script.mapped, word)) {
    context.refuse({ at: instruction.range, reason: why, unblock: `write ${manager.emptyLists} instead` })
    return
  }
  if (context.isSuppressed(instruction)) return
  context.change({
    at: instruction.range,
    edits: [{ ...toSourceRange(script.mapped, word), text: `${manager.lists}/*` }],
    removes: word.text.split(/[{}]/).filter((part) => part !== ''),
    level: 'safe',
    message: `Name the ${manager.id} package lists instead of ${word.text}`,
    reason: 'sh does not expand braces, so that nothing is removed, and the lists stay in the layer',
    effects: [{ kind: 'removes', paths: [manager.lists] }],
  })
}

function wordWithBraces({ command }: ListEvent, { lists }: ListManager): ShellWord | undefined {
  if (command.args.some((word) => word.text.startsWith(lists))) return undefined
  return command.args.find((word) => /\{[^{}]*,[^{}]*\}/.test(word.text))
}
