import type { ParsedScript, Statement, SyntaxNode } from './parser.ts'
import { childrenOf } from './parser.ts'
import { readsAmpersandRedirect } from './effects.ts'
import type { Script } from './script.ts'
import type { Range } from '../dockerfile/text.ts'

/** The statements of a script's own list, with what stands around them. */
export interface TopLevel {
  readonly statements: readonly Statement[]
  /** From the first statement to the end of the last, a closing `&` included, `;` and comments not. */
  readonly span: Range
  /** A comment behind the last statement, to the end of the script. */
  readonly trailingComment: Range | undefined
}

/** Undefined for a script without a command. */
export function topLevel(script: Pick<Script, 'text' | 'syntax'>): TopLevel | undefined {
  const statements = script.syntax.commands
  const [first] = statements
  const last = statements.at(-1)
  if (!first || !last) return undefined
  const rest = script.text.slice(last.end)
  const comment = /^[\s;]*(#)/.exec(rest)
  return {
    statements,
    span: { start: first.pos, end: last.end },
    trailingComment: comment
      ? { start: last.end + comment[0].length - 1, end: script.text.length }
      : undefined,
  }
}

/** True when `&& script` and `script && …` mean what they seem to: one pipeline, or several joined by `&&` alone. */
export function isAndList({ syntax, shell }: Pick<Script, 'syntax' | 'shell'>): boolean {
  const [only] = syntax.commands
  if (!only || syntax.commands.length > 1 || only.background) return false
  if (!readsAmpersandRedirect(shell) && hasAmpersandRedirect(only)) return false
  return only.command.type !== 'AndOr' || only.command.operators.every((operator) => operator === '&&')
}

function hasAmpersandRedirect(node: SyntaxNode): boolean {
  return (
    (node.type === 'Redirect' && node.operator.startsWith('&')) || childrenOf(node).some(hasAmpersandRedirect)
  )
}

/** A command that runs no list of commands of its own, in which errexit could make a difference. */
export function isPlain(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'Command':
    case 'TestCommand':
    case 'ArithmeticCommand':
      return substitutionsOf(node).every(isSingleCommand)
    case 'Pipeline':
      return node.prefixes.every((prefix) => prefix.type !== 'Negation') && node.commands.every(isPlain)
    default:
      return false
  }
}

function isSingleCommand(script: ParsedScript): boolean {
  const [only] = script.commands
  return !only || (script.commands.length === 1 && !only.background && isPlain(only.command))
}

/** The scripts in `$( )`, backquotes and `<( )` of a node, outermost only. */
function substitutionsOf(node: SyntaxNode): readonly ParsedScript[] {
  return childrenOf(node).flatMap((child) => (child.type === 'Script' ? [child] : substitutionsOf(child)))
}
