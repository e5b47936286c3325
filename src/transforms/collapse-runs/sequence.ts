// Scripts that share `set -e` at their head, the style of the official images, are joined by `;` under one `set -e`.
// A subshell around a part is a command whose failure errexit always sees, whatever happened inside.
import { effectsOf, type Effects } from '../../shell/effects.ts'
import { turnsOnErrexit } from '../../shell/set-options.ts'
import { commandsOf } from '../../shell/commands.ts'
import { childrenOf, parseShell, type SyntaxNode } from '../../shell/parser.ts'
import type { Script } from '../../shell/script.ts'
import { isPlain } from '../../shell/statements.ts'

/** A script under errexit: the options that it sets first, and the rest. */
export interface Sequence {
  /** `set -eux`, or nothing where SHELL turns errexit on. */
  readonly options: string
  /** Where the commands after the options begin, in the script's text. */
  readonly start: number
  /** True when the rest must be wrapped in a subshell to stand in front of others. */
  readonly wrap: boolean
}

/** Undefined for a script that does not run under errexit from its first command to its last. */
export function sequenceOf(script: Script): Sequence | undefined {
  const [first, second] = script.syntax.commands
  if (!first) return undefined
  const head = commandsOf(script).find((command) => command.start === first.pos)
  const plain = head?.wrappers.length === 0 && first.command.type === 'Command'
  const sets = plain && head.name === 'set' && turnsOnErrexit(head)
  if (!sets && !script.shell.errexit) return undefined
  if (!sets) return restOf(script, '', first.pos)
  if (!second || head.args.some((word) => word.literal === undefined || !/^-?[a-z]+$/.test(word.text)))
    return undefined
  if (!/^\s*;\s*$/.test(script.text.slice(first.end, second.pos))) return undefined
  return restOf(script, script.text.slice(first.pos, first.end).replace(/\s+/g, ' '), second.pos)
}

function restOf(script: Script, options: string, start: number): Sequence | undefined {
  const rest = { syntax: parseShell(script.text.slice(start)), shell: script.shell }
  const effects = effectsOf(rest)
  if (commandsOf(rest).some((command) => command.name === 'set' || command.name === 'trap')) return undefined
  const last = rest.syntax.commands.at(-1)
  if (!last) return undefined
  const sound = !last.background && failsAsWhole(last.command)
  return { options, start, wrap: effects.leaves.length > 0 || effects.mayEndWell || !sound }
}

/** True for a command that cannot end with a failure which errexit lets pass: `a && b` can, as the last one of a branch too. */
function failsAsWhole(node: SyntaxNode): boolean {
  if (isPlain(node)) return true
  if (!/^(?:If|For|While|Case|BraceGroup)$/.test(node.type)) return false
  return listsOf(node).every(({ commands }) => {
    const last = commands.at(-1)
    return last !== undefined && !last.background && failsAsWhole(last.command)
  })
}

function listsOf(node: SyntaxNode): readonly Extract<SyntaxNode, { type: 'CompoundList' }>[] {
  return childrenOf(node).flatMap((child) => (child.type === 'CompoundList' ? [child] : listsOf(child)))
}

/** `list`: only at the end, or in a subshell, since errexit lets a failure on the left of `&&` pass. */
export type Guest = 'command' | 'list'

/**
 * How a script that does not turn errexit on can stand under that of others. Only commands without expansions can:
 * `set -u` and `set -x` then make no difference, not even to what the log shows.
 */
export function guestOf(script: Script, { leaves, mayEndWell }: Effects): Guest | undefined {
  const [only, second] = script.syntax.commands
  if (!only || second || only.background || script.shell.errexit || /[$`]/.test(script.text)) return undefined
  if (leaves.length > 0 || mayEndWell) return undefined
  const { command } = only
  if (command.type === 'Command') return 'command'
  return command.type === 'AndOr' &&
    command.operators.every((operator) => operator === '&&') &&
    command.commands.every(({ type }) => type === 'Command')
    ? 'list'
    : undefined
}

/** True for options under which a guest runs as it does without them. */
export function bearsGuests({ options }: Sequence): boolean {
  return /^set -[eux]+(?:o pipefail| -o pipefail)?$/.test(options)
}
