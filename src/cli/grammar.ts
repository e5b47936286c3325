import yargs from 'yargs'
import {
  CHECK_OPTIONS,
  COMMANDS,
  EXPLAIN_OPTIONS,
  FIX_OPTIONS,
  GRAPH_OPTIONS,
  LIST_OPTIONS,
  SCHEMA_OPTIONS,
  VERIFY_OPTIONS,
  type CommandName,
} from './options.ts'

interface Grammar {
  /** What stands behind the name. */
  readonly operands: string
  readonly summary: string
  readonly options: Readonly<
    Record<string, { readonly type: 'boolean' | 'string'; readonly describe: string }>
  >
  readonly epilogue: string
}

const PATHS = `Paths are files, folders or globs; without any, the current folder. A lone -
reads standard input. What git ignores is left out, unless it is named.`

const PREVIEW = `The output is a patch, too: dfopt fix | git apply. The new text of standard
input: dfopt fix --format json - | jq -j '.files[0].output'`

const VERDICTS = `A file is proven when it builds as before, when the images differ in nothing
but what the changes say, and when the smoke runs give the same. Exit codes:
0 all are proven or have nothing to prove; 1 a regression; 2 nothing can be
said, for the original does not build or there is no builder; 3 a path leads
to no Dockerfile; 130 interrupted.`

const DRAWINGS = `A file whose stages fix would change is drawn twice, before and after. mermaid
and svg draw one file: dfopt graph --format svg Dockerfile > stages.svg`

const EXIT_CODES = `Exit codes: 0 done, changed or not; 1 check or --exit-code found something to
change, or verify a regression; 2 wrong usage, I/O, a file that does not parse,
or nothing that verify could prove; 3 a path leads to no Dockerfile; 130
interrupted.`

export const GRAMMARS: Readonly<Record<CommandName, Grammar>> = {
  fix: {
    operands: ' [paths..]',
    summary: 'Show what would be changed, or change it with --write',
    options: FIX_OPTIONS,
    epilogue: `${PATHS}\n\n${PREVIEW}`,
  },
  check: {
    operands: ' [paths..]',
    summary: 'Exit with 1 if anything is to be changed, and show it',
    options: CHECK_OPTIONS,
    epilogue: PATHS,
  },
  verify: {
    operands: ' [paths..]',
    summary: 'Build before and after, and compare the images',
    options: VERIFY_OPTIONS,
    epilogue: VERDICTS,
  },
  graph: {
    operands: ' [paths..]',
    summary: 'Draw the stages and what flows between them',
    options: GRAPH_OPTIONS,
    epilogue: `${PATHS}\n\n${DRAWINGS}`,
  },
  list: {
    operands: '',
    summary: 'List the transforms, and which of them run here',
    options: LIST_OPTIONS,
    epilogue: '',
  },
  explain: {
    operands: ' <id>',
    summary: 'Say what a transform does, why, and at what risk',
    options: EXPLAIN_OPTIONS,
    epilogue: '',
  },
  schema: {
    operands: '',
    summary: 'Print the JSON schema of the configuration',
    options: SCHEMA_OPTIONS,
    epilogue: '',
  },
}

/** Reads the flags of one command; what is left over are its operands. */
export function commandParser(name: CommandName, version: string) {
  const { operands, summary, options, epilogue } = GRAMMARS[name]
  return baseParser(version).usage(`$0 ${name}${operands}\n\n${summary}`).options(options).epilogue(epilogue)
}

/** Knows the commands but not their flags: it only prints help. */
export function rootParser(version: string) {
  const parser = baseParser(version)
    .usage('$0 <command>\n\nMakes Dockerfiles smaller, faster to build and safer, and says why.')
    .epilogue(`dfopt <command> --help lists the flags of a command.\n\n${EXIT_CODES}`)
  for (const name of COMMANDS) parser.command(name + GRAMMARS[name].operands, GRAMMARS[name].summary)
  return parser
}

function baseParser(version: string) {
  return yargs()
    .scriptName('dfopt')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .help()
    .alias('help', 'h')
    .version(version)
    .wrap(80)
    .exitProcess(false)
    .fail(false)
}
