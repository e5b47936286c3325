// Where in a script's lists a command stands, so that another one can be put in front of it or behind it.
import type { Range } from '../dockerfile/text.ts'
import { commandsOf, runsBySudo, type SimpleCommand } from './commands.ts'
import { packageCommand } from './package-command.ts'
import { turnsOnErrexit } from './set-options.ts'
import type { Statement, SyntaxNode } from './parser.ts'
import type { Script } from './script.ts'

/** One command, pipeline or compound of an `&&` chain, which may be a chain of one. */
export interface Place extends Range {
  readonly operand: SyntaxNode
  readonly operandIndex: number
  /** The chain that it is one of. */
  readonly operands: readonly SyntaxNode[]
  readonly statementIndex: number
  /** The list that the chain is one of: the script's own, or that of braces or a subshell. */
  readonly statements: readonly Statement[]
  /** True when the list is that of braces or of a subshell. */
  readonly nested: boolean
  /** True when a failure here ends the script at once (`set -e`), unless it stands left of `&&`. */
  readonly errexit: boolean
  /** The braces or the subshell that the list is of. */
  readonly group?: Place | undefined
}

/** Why nothing can be put next to a command without changing what the script does. */
export interface NoPlace {
  readonly reason: string
  readonly unblock: string
}

export function isPlace(place: Place | NoPlace): place is Place {
  return 'operand' in place
}

const COMPOUND: Partial<Record<SyntaxNode['type'], string>> = {
  If: 'an if',
  For: 'a loop',
  ArithmeticFor: 'a loop',
  While: 'a loop',
  Select: 'a loop',
  Case: 'a case',
  Function: 'a function',
  Coproc: 'a coprocess',
  Redirected: 'a group with a redirection',
}

/** The place of the command at `at`, which lies in the script's text. */
export function placeOf(script: Script, at: Range): Place | NoPlace {
  const errexit = errexitAt(script, at)
  if (typeof errexit !== 'boolean') return errexit
  let statements: readonly Statement[] = script.syntax.commands
  let ignored = false
  let group: Place | undefined
  for (let depth = 0; ; depth += 1) {
    const spot = spotIn(statements, at)
    if ('reason' in spot) return spot
    const { operand, operandIndex, operands } = spot
    const { command } = spot.statement
    if (command.type === 'AndOr' && command.operators.includes('||')) {
      return {
        reason: 'it is part of a list with ||, which lets it fail',
        unblock: 'move it out of the list with ||',
      }
    }
    if (operandIndex < operands.length - 1) ignored = true
    // What stands left of && is exempt, whatever it holds (POSIX 2.14, set -e).
    const place: Place = { ...placeAt(spot, statements, depth > 0, errexit && !ignored), group }
    if (operand.type === 'Subshell' || operand.type === 'BraceGroup') {
      statements = operand.body.commands
      group = place
      continue
    }
    const compound = COMPOUND[operand.type]
    if (compound !== undefined) {
      return { reason: `it stands in ${compound}`, unblock: 'move it to the top level of the RUN' }
    }
    if (operand.type === 'Pipeline' && operand.prefixes.some((prefix) => prefix.type === 'Negation')) {
      return { reason: 'it stands behind !', unblock: 'run it without !' }
    }
    return place
  }
}

/** Where in one list a command stands, at its top or somewhere inside of what stands there. */
export type Spot = Pick<Place, 'operand' | 'operandIndex' | 'operands' | 'statementIndex'> & {
  readonly statement: Statement
}

export function spotIn(statements: readonly Statement[], at: Range): Spot | NoPlace {
  const holds = ({ pos, end }: { readonly pos: number; readonly end: number }): boolean =>
    pos <= at.start && at.end <= end
  const statementIndex = statements.findIndex(holds)
  const statement = statements[statementIndex]
  if (!statement) return { reason: 'it stands in a substitution', unblock: 'run it as a command of its own' }
  if (statement.background) return { reason: 'it runs in the background', unblock: 'run it without &' }
  const { command } = statement
  const operands = command.type === 'AndOr' ? command.commands : [command]
  const operandIndex = operands.findIndex(holds)
  const operand = operands[operandIndex]
  if (!operand) return { reason: 'it stands between commands', unblock: 'run it as a command of its own' }
  return { statement, statementIndex, operands, operandIndex, operand }
}

export function placeAt(
  { operand, operandIndex, operands, statementIndex }: Spot,
  statements: readonly Statement[],
  nested: boolean,
  errexit: boolean,
): Place {
  const { pos: start, end } = operand
  return { start, end, operand, operandIndex, operands, statementIndex, statements, nested, errexit }
}

const OTHER_CALLER = /^(?:sudo|doas|su|su-exec|gosu|runuser|chroot|fakechroot|proot|unshare|ssh|docker)$/
// Programs that run the command behind them as the same user in the same root, perhaps more than once.
const SAME_CALLER =
  /^(?:xargs|parallel|retry|travis_retry|fakeroot|chronic|unbuffer|flock|setarch|linux32|linux64|eval)$/

/** Why another command cannot be run as a command is: what stands in front of it is not known, or asks for a password. */
export function callerObstacle(command: SimpleCommand): NoPlace | undefined {
  const { wrappers } = command
  const call = packageCommand(command)
  const at = call?.indirect === true ? command.args.findIndex((word) => word.start === call.program.start) : 0
  const named = [command.syntax.name, ...command.syntax.args][wrappers.length]
  // sudo is repeated where it comes first; what else runs a command is not.
  const own = runsBySudo(command) ? wrappers.slice(1) : wrappers
  const caller = call?.indirect === true && !SAME_CALLER.test(command.name ?? '') ? named : undefined
  const unclear =
    caller ??
    [...own, ...command.args.slice(0, at)].find(
      ({ text, literal }) => /^"?[$`]/.test(text) || OTHER_CALLER.test(literal?.split('/').at(-1) ?? ''),
    )
  if (unclear) {
    return {
      reason: `${unclear.text} in front of it may run it as another user or elsewhere`,
      unblock: `run it without ${unclear.text}, or under USER where another user is meant`,
    }
  }
  if (!wrappers.some((word) => /^(?:-[A-Za-z]*S|--stdin$)/.test(word.text))) return undefined
  return {
    reason: 'its sudo reads a password',
    unblock: 'run it as root, or with sudo that asks for no password',
  }
}

/** True when a script is sure to fail where its command at `at` does, and the build with it. */
export function failsScript(script: Script, at: Range): boolean {
  const errexit = errexitAt(script, at)
  return typeof errexit === 'boolean' && failsList(script.syntax.commands, at, errexit)
}

function failsList(statements: readonly Statement[], at: Range, errexit: boolean): boolean {
  const holds = (each: { readonly pos: number; readonly end: number }): boolean =>
    each.pos <= at.start && at.end <= each.end
  const statement = statements.find(holds)
  if (!statement || statement.background) return false
  const { command } = statement
  const operands = command.type === 'AndOr' ? command.commands : [command]
  if (command.type === 'AndOr' && command.operators.includes('||')) return false
  const operand = operands.find(holds)
  if (!operand) return false
  const stops = errexit && operand === operands.at(-1)
  return (stops || statement === statements.at(-1)) && failsOperand(operand, at, stops)
}

function failsOperand(operand: SyntaxNode, at: Range, errexit: boolean): boolean {
  if (operand.type === 'Subshell' || operand.type === 'BraceGroup')
    return failsList(operand.body.commands, at, errexit)
  // Of a pipeline, the last command counts, pipefail aside.
  if (operand.type !== 'Pipeline') return operand.type === 'Command'
  const last = operand.commands.at(-1)
  const negated = operand.prefixes.some((prefix) => prefix.type === 'Negation')
  return !negated && last?.type === 'Command' && last.pos <= at.start
}

/** Whether a failure at `at` ends the script, as far as its options say. */
export function errexitAt(script: Script, at: Range): boolean | NoPlace {
  const sets = commandsOf(script).filter((command) => command.name === 'set')
  const on = sets.filter((command) => command.args.length > 0 && turnsOnErrexit(command))
  if (!script.shell.errexit && on.length === 0) return false
  if (sets.some((command) => command.args.some((word) => /^\+[a-z]*[eo]/.test(word.text)))) {
    return { reason: 'its script turns options such as errexit off again', unblock: 'drop the set +e' }
  }
  return script.shell.errexit || on.some((command) => command.start < at.start)
}
