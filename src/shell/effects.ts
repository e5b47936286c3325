import { commandsOf, walk, type SimpleCommand, type Surroundings } from './commands.ts'
import { compilerServerLeft, daemonLeft } from './daemons.ts'
import { innerJob, jobLeft } from './jobs.ts'
import type { ParsedScript } from './parser.ts'
import { perScript } from './per-script.ts'
import type { Script } from './script.ts'
import { turnsOnErrexit } from './set-options.ts'
import { unknownSource } from './sourcing.ts'
import type { Shell } from './shell.ts'

/** What a script does to the shell process that runs it, and to processes that outlive it. */
export interface Effects {
  /** What a later command of the same process would see and one of a new process would not, in words. */
  readonly leaves: readonly string[]
  /** A process that may still run when the script is through. */
  readonly staysRunning: string | undefined
  /** The command that ends the script whatever happens: exit, exec, return. */
  readonly ends: string | undefined
  /** True when an exit in some branch may end the process with status 0. */
  readonly mayEndWell: boolean
  /** True when the script turns errexit on, or may. */
  readonly setsErrexit: boolean
  /** True when a trap for ERR is set. */
  readonly trapsErrors: boolean
  /** A file or text whose commands are not known and that the shell reads as its own: `. ./env.sh`. */
  readonly sources: string | undefined
  /** `$$`, `$!`, `$PPID` or the like, where it is used. */
  readonly processId: string | undefined
  /** Names of the programs that the shell process itself starts. */
  readonly runs: ReadonlySet<string>
}

/** The value of a variable where it is certain. */
export type Resolve = (name: string) => string | undefined

export function effectsOf(
  { syntax, shell }: Pick<Script, 'syntax' | 'shell'>,
  resolve: Resolve = () => undefined,
): Effects {
  const known = factsOf(syntax)
  const facts = known.get(shell.program) ?? gatherFacts(syntax, shell)
  known.set(shell.program, facts)
  const unknown = facts.unknownNames.filter((text) => !isProgram(text, resolve))
  const staysRunning = facts.staysRunning ?? compilerServerLeft(commandsOf({ syntax }), resolve)
  return {
    ...facts,
    staysRunning,
    leaves: [...facts.leaves, ...unknown.map((text) => `what ${text} stands for`)],
  }
}

interface Facts extends Effects {
  /** Command names with variables that may stand for anything. */
  readonly unknownNames: readonly string[]
}

const factsOf = perScript(() => new Map<Shell['program'], Facts>())

function gatherFacts(syntax: ParsedScript, shell: Shell): Facts {
  // ksh runs the last command of a pipeline in the shell itself.
  const pipelineIsChild = shell.program !== 'ksh'
  const inShell = (surroundings: readonly Surroundings[]): boolean =>
    !surroundings.some((each) => CHILD.has(each) || (each === 'pipeline' && pipelineIsChild))
  const commands = commandsOf({ syntax })
  const own = commands.filter((command) => inShell(command.surroundings))
  const exits = own.filter(endsProcess)
  const nodes = inspectNodes(syntax, shell, inShell)
  return {
    leaves: [...new Set([...nodes.leaves, ...own.flatMap((command) => leftBy(command) ?? [])])],
    unknownNames: own.flatMap(({ name, syntax: { name: word } }) =>
      word && name === undefined ? [word.text] : [],
    ),
    staysRunning:
      nodes.background ?? daemonLeft(commands) ?? commands.map(innerJob).find((text) => text !== undefined),
    ends: endingOf(exits),
    mayEndWell: exits.some((command) => !endsWithFailure(command)),
    // In a subshell or a substitution as well: what stands left of && has it switched off all through.
    setsErrexit: commands.some((command) => command.name === 'set' && turnsOnErrexit(command)),
    trapsErrors: own.some(
      (command) => command.name === 'trap' && command.args.some((word) => word.literal === 'ERR'),
    ),
    sources: own.map(unknownSource).find((text) => text !== undefined),
    processId: nodes.processId ?? lastArgument(syntax, commands),
    runs: new Set(own.flatMap((command) => command.name ?? [])),
  }
}

const CHILD: ReadonlySet<Surroundings> = new Set(['subshell', 'substitution', 'background', 'coproc'])

const STATEFUL = new Set([
  ...[
    'cd',
    'pushd',
    'popd',
    'export',
    'readonly',
    'unset',
    'shopt',
    'umask',
    'ulimit',
    'trap',
    'alias',
    'unalias',
  ],
  ...[
    'declare',
    'typeset',
    'read',
    'mapfile',
    'readarray',
    'getopts',
    'let',
    'enable',
    'hash',
    'setopt',
    'unsetopt',
  ],
  ...['.', 'source', 'eval', 'set', 'shift', 'local'],
])
// POSIX 2.14: assignments in front of these stay when the command is through.
const SPECIAL_BUILTINS = new Set([
  ':',
  '.',
  'eval',
  'exec',
  'export',
  'readonly',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
])

function leftBy(command: SimpleCommand): string | undefined {
  const { name, syntax } = command
  if (!syntax.name) {
    const [first] = command.assignments
    return first === undefined ? undefined : `the variable ${first}`
  }
  if (name === undefined) return undefined
  if (name === 'exec' && command.redirects) return 'exec with a redirection'
  if (name === 'printf' && command.args[0]?.literal?.startsWith('-v')) return 'printf -v'
  if (SPECIAL_BUILTINS.has(name) && command.assignments.length > 0)
    return `the variable ${command.assignments[0] ?? ''}`
  if (!STATEFUL.has(name)) return undefined
  // `trap` or `set` alone only print.
  return command.args.length === 0 && /^(?:set|trap|umask|alias|export|readonly)$/.test(name)
    ? undefined
    : name
}

/** True for a command name with variables that can be no builtin: a path, or a variable whose value is known. */
function isProgram(text: string, resolve: Resolve): boolean {
  const written = text.replace(/\$\{[^{}]*\}|\$\([^()]*\)|`[^`]*`/g, '')
  if (written.includes('/') && !/[`(){}]/.test(written)) return true
  const variable = /^"?\$\{?(\w+)\}?"?$/.exec(text)?.[1]
  const [first = ''] = ((variable && resolve(variable)) ?? '').trim().split(/\s+/)
  return (
    first !== '' &&
    !STATEFUL.has(first) &&
    !SPECIAL_BUILTINS.has(first) &&
    !/^(?:exit|return|command|builtin)$/.test(first)
  )
}

function endsProcess(command: SimpleCommand): boolean {
  return (
    command.name === 'exit' ||
    (command.name === 'return' && !command.surroundings.includes('function')) ||
    command.wrappers.some((word) => word.literal === 'exec')
  )
}

function isCertain(command: SimpleCommand): boolean {
  return command.surroundings.every((each) => each === 'braces' || each === 'before ||')
}

function endingOf(exits: readonly SimpleCommand[]): string | undefined {
  const ending = exits.find((command) => isCertain(command) || command.name === 'return')
  if (!ending) return undefined
  return ending.name === 'exit' || ending.name === 'return' ? ending.name : 'exec'
}

function endsWithFailure(command: SimpleCommand): boolean {
  const status = command.args[0]?.literal
  return command.name === 'exit' && status !== undefined && /^\d+$/.test(status) && Number(status) % 256 !== 0
}

/** `$_` in the first command is what the shell before had run last; later it is the script's own. */
function lastArgument(root: ParsedScript, commands: readonly SimpleCommand[]): string | undefined {
  const firstEnd = commands[0]?.end ?? 0
  let found: string | undefined
  walk(root, [], (node) => {
    const name =
      node.type === 'SimpleExpansion'
        ? node.text.slice(1)
        : node.type === 'ParameterExpansion'
          ? node.parameter
          : ''
    if ((name === '_' || name === 'PIPESTATUS') && 'pos' in node && node.pos < firstEnd) found = `$${name}`
  })
  return found
}

interface Inspection {
  readonly leaves: readonly string[]
  readonly background: string | undefined
  readonly processId: string | undefined
}

function inspectNodes(
  root: ParsedScript,
  shell: Shell,
  inShell: (surroundings: readonly Surroundings[]) => boolean,
): Inspection {
  const leaves: string[] = []
  let processId: string | undefined
  let background = jobLeft(root)
  walk(root, [], (node, surroundings) => {
    const here = inShell(surroundings)
    if (here && (node.type === 'For' || node.type === 'Select')) leaves.push(`the variable ${node.name.text}`)
    if (here && node.type === 'Function') leaves.push(`the function ${node.name.text}`)
    if (here && (node.type === 'ArithmeticCommand' || node.type === 'ArithmeticFor'))
      leaves.push('arithmetic')
    if (
      here &&
      node.type === 'ArithmeticExpansion' &&
      /(?:<<|>>|(?<![=!<>]))=(?!=)|\+\+|--/.test(node.text)
    ) {
      leaves.push('arithmetic')
    }
    if (node.type === 'ParameterExpansion') {
      if (here && node.operation?.type === 'Default' && node.operation.operator.endsWith('=')) {
        leaves.push(`the variable ${node.parameter}`)
      }
      if (PROCESS_IDS.has(node.parameter)) processId ??= node.text
    }
    if (node.type === 'ParameterExpansion' && /^\$\{!(?![\w@*])/.test(node.text)) processId ??= '$!'
    if (here && node.type === 'Redirect' && node.descriptor?.type === 'FileDescriptorVariable') {
      leaves.push(`the variable ${node.descriptor.name}`)
    }
    if (node.type === 'SimpleExpansion' && PROCESS_IDS.has(node.text.slice(1))) processId ??= node.text
    // dash reads `a &> file` as `a &` and a redirection of its own.
    if (node.type === 'Redirect' && node.operator.startsWith('&') && !readsAmpersandRedirect(shell)) {
      background ??= `${node.operator}, which sh may read as a command in the background,`
    }
    // bash does not wait for what reads from >( ).
    if (node.type === 'ProcessSubstitution' && node.operator === '>') background ??= node.text
    if (node.type === 'Coproc') background ??= 'coproc'
  })
  return { leaves, background, processId }
}

/** Only bash knows `&>`; `/bin/sh` may be either kind of shell. */
export function readsAmpersandRedirect({ program }: Shell): boolean {
  return program === 'bash'
}

const PROCESS_IDS = new Set(['$', '!', 'PPID', 'BASHPID'])
