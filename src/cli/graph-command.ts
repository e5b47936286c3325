import type { GraphCommand } from './command.ts'
import { booleanFlag, choiceFlag, type Flags } from './flags.ts'
import { refuseBoth, rewriteCommand } from './rewrite-command.ts'

/** @throws UsageError */
export function graphCommand(operands: readonly string[], flags: Flags): GraphCommand {
  refuseBoth(flags, 'before', 'after')
  const format = choiceFlag(flags, 'format', ['auto', 'text', 'mermaid', 'svg'])
  const { format: _, ...rest } = flags
  return {
    name: 'graph',
    // What fix would do, of which nothing is shown but the stages.
    rewrite: rewriteCommand('fix', operands, rest),
    format: format === 'auto' ? 'text' : format,
    side: booleanFlag(flags, 'before') ? 'before' : booleanFlag(flags, 'after') ? 'after' : 'both',
  }
}
