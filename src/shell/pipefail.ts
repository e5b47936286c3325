import { commandsOf } from './commands.ts'
import type { Script } from './script.ts'
import type { Range } from '../dockerfile/text.ts'

/** True when a failure left of a pipe counts, at a place in a script: by SHELL, or by a `set -o pipefail` before it. */
export function pipefailAt(script: Pick<Script, 'syntax' | 'shell'>, at: Range): boolean {
  let on = script.shell.words.includes('pipefail')
  for (const { name, args, start } of commandsOf(script)) {
    if (start >= at.start) break
    if (name !== 'set') continue
    const place = args.findIndex((word) => word.literal === 'pipefail')
    if (place > 0) on = args[place - 1]?.text.startsWith('-') ?? on
  }
  return on
}
