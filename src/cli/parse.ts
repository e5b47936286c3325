import { configWish } from './base-settings.ts'
import type { Command } from './command.ts'
import { choiceFlag, refuseUnknown } from './flags.ts'
import { commandParser, GRAMMARS } from './grammar.ts'
import { COMMANDS, type CommandName } from './options.ts'
import { rewriteCommand } from './rewrite-command.ts'
import { suggestion } from './suggest.ts'
import { COLOUR_WISHES } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** Rejects with a UsageError. What verify alone needs is loaded for it alone, since fix is to start quickly. */
export async function parseCommandLine(args: readonly string[], version: string): Promise<Command> {
  const [first, ...rest] = args
  const name = commandName(first)
  const flags = commandParser(name, version).parseSync(rest)
  refuseUnknown(name, flags, [...Object.keys(GRAMMARS[name].options), 'help', 'h', 'version'])
  const operands = flags._.map(String)
  switch (name) {
    case 'fix':
    case 'check':
      return rewriteCommand(name, operands, flags)
    case 'verify': {
      const { verifyCommand } = await import('./verify-command.ts')
      return verifyCommand(operands, flags)
    }
    case 'graph': {
      const { graphCommand } = await import('./graph-command.ts')
      return graphCommand(operands, flags)
    }
    case 'list':
      if (operands.length > 0)
        throw new UsageError(`dfopt list takes no arguments, such as ${operands.join(' ')}`)
      return { name, config: configWish(flags), color: choiceFlag(flags, 'color', COLOUR_WISHES) }
    case 'explain': {
      const [id, ...more] = operands
      if (id === undefined || more.length > 0)
        throw new UsageError('dfopt explain needs the id of one transform; dfopt list shows them')
      return { name, id, color: choiceFlag(flags, 'color', COLOUR_WISHES) }
    }
    case 'schema':
      if (operands.length > 0)
        throw new UsageError(`dfopt schema takes no arguments, such as ${operands.join(' ')}`)
      return { name }
  }
}

function commandName(word: string | undefined): CommandName {
  const name = COMMANDS.find((each) => each === word)
  if (name !== undefined) return name
  if (word === undefined || word.startsWith('-'))
    throw new UsageError('a command comes first, such as dfopt fix; dfopt --help lists them')
  const hint = suggestion(word, COMMANDS) || '; dfopt --help lists the commands'
  throw new UsageError(`dfopt has no command ${word}${hint}`)
}
