import yargs from 'yargs'
import type { Command } from './command.ts'
import { choiceFlag, refuseUnknown, type Flags } from './flags.ts'
import { CHECK_OPTIONS, EXPLAIN_OPTIONS, FIX_OPTIONS, LIST_OPTIONS } from './options.ts'
import { rewriteCommand } from './rewrite-command.ts'
import { suggestion } from './suggest.ts'
import { COLOUR_WISHES } from './terminal.ts'
import { UsageError } from './usage-error.ts'

const COMMANDS = ['fix', 'check', 'list', 'explain'] as const

const EXIT_CODES = `Exit codes: 0 done, changed or not; 1 check or --exit-code found something to
change; 2 wrong usage, I/O, or a file that does not parse; 3 a path leads to no
Dockerfile; 130 interrupted.`

const PATHS = `Paths are files, folders or globs; without any, the current folder. A lone -
reads standard input. What git ignores is left out, unless it is named.`

const PREVIEW = `The output is a patch, too: dfopt fix | git apply. The new text of standard
input: dfopt fix --format json - | jq -j '.files[0].output'`

/** @throws UsageError */
export function parseCommandLine(args: readonly string[], version: string): Command {
  let printed = ''
  const argv = parserFor(version).parse([...args], {}, (_error, _argv, output) => {
    printed = output
  })
  if (printed !== '') return { name: 'print', text: `${printed}\n` }
  if (argv instanceof Promise) throw new TypeError('the command line was not parsed at once')
  const [name, ...operands] = argv._.map(String)
  return commandOf(name, operands, argv)
}

function commandOf(name: string | undefined, operands: readonly string[], flags: Flags): Command {
  switch (name) {
    case 'fix':
      refuseUnknown(name, flags, flagNames(FIX_OPTIONS))
      return rewriteCommand(name, operands, flags)
    case 'check':
      refuseUnknown(name, flags, flagNames(CHECK_OPTIONS))
      return rewriteCommand(name, operands, flags)
    case 'list':
      refuseUnknown(name, flags, flagNames(LIST_OPTIONS))
      if (operands.length > 0)
        throw new UsageError(`dfopt list takes no arguments, such as ${operands.join(' ')}`)
      return { name, color: choiceFlag(flags, 'color', COLOUR_WISHES) }
    case 'explain': {
      refuseUnknown(name, flags, flagNames(EXPLAIN_OPTIONS))
      const [id, ...more] = operands
      if (id === undefined || more.length > 0)
        throw new UsageError('dfopt explain needs the id of one transform; dfopt list shows them')
      return { name, id, color: choiceFlag(flags, 'color', COLOUR_WISHES) }
    }
    case undefined:
      throw new UsageError('a command comes first, such as dfopt fix; dfopt --help lists them')
    default: {
      const hint = suggestion(name, COMMANDS) || '; dfopt --help lists the commands'
      throw new UsageError(`dfopt has no command ${name}${hint}`)
    }
  }
}

function flagNames(options: object): readonly string[] {
  return [...Object.keys(options), 'help', 'h', 'version']
}

/** Operands are read from what is left over: yargs loses a lone `-` among positionals that it is told of. */
function parserFor(version: string) {
  return yargs()
    .scriptName('dfopt')
    .usage('$0 <command>\n\nMakes Dockerfiles smaller, faster to build and safer, and says why.')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .command('fix', 'Show what would be changed, or change it with --write', (command) =>
      command
        .usage('$0 fix [paths..]\n\nShow what would be changed, or change it with --write.')
        .options(FIX_OPTIONS)
        .epilogue(`${PATHS}\n\n${PREVIEW}`),
    )
    .command('check', 'Exit with 1 if anything is to be changed, and show it', (command) =>
      command
        .usage('$0 check [paths..]\n\nExit with 1 if anything is to be changed, and show it.')
        .options(CHECK_OPTIONS)
        .epilogue(PATHS),
    )
    .command('list', 'List the transforms', (command) => command.options(LIST_OPTIONS))
    .command('explain', 'Say what a transform does, why, and at what risk', (command) =>
      command
        .usage('$0 explain <id>\n\nSay what a transform does, why, and at what risk.')
        .options(EXPLAIN_OPTIONS),
    )
    .epilogue(EXIT_CODES)
    .help()
    .alias('help', 'h')
    .version(version)
    .wrap(80)
    .exitProcess(false)
    .fail(false)
}
