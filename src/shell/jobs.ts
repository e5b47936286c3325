// Processes that a script starts and does not wait for.
import { perScript } from './per-script.ts'
import { commandsOf, walk, type SimpleCommand } from './commands.ts'
import { daemonLeft } from './daemons.ts'
import { childrenOf, parseShell, type ParsedScript, type Statement, type SyntaxNode } from './parser.ts'

/** A background command that no later `wait` of the same process is sure to wait for, in words. */
export const jobLeft = perScript((root): string | undefined =>
  isUnwaited(root, false, census(root)) ? 'a command in the background' : undefined,
)

interface Census {
  /** True when there is one background command, and it runs once. */
  readonly single: boolean
  /** True when nothing can leave the script, a loop or a function before it gets to its `wait`. */
  readonly straight: boolean
}

function census(root: ParsedScript): Census {
  let jobs = 0
  let straight = true
  walk(root, [], (node, surroundings) => {
    if (node.type === 'Statement' && node.background) {
      jobs += surroundings.includes('loop') || surroundings.includes('function') ? 2 : 1
    }
    const name = node.type === 'Command' ? node.name?.value : undefined
    if (name !== undefined && /^(?:exit|return|break|continue|exec)$/.test(name)) straight = false
  })
  return { single: jobs === 1, straight }
}

function isUnwaited(node: SyntaxNode, waitedLater: boolean, facts: Census): boolean {
  if (node.type === 'Script' || node.type === 'CompoundList') {
    let waited = waitedLater
    for (const statement of node.commands.toReversed()) {
      if (statement.background && !waited) return true
      if (isUnwaited(statement.command, statement.background ? false : waited, facts)) return true
      if (waitsForAll(statement, facts)) waited = true
    }
    return false
  }
  // Another process, or a body that runs when it is called: a `wait` behind it does not reach inside.
  const elsewhere =
    node.type === 'Subshell' ||
    node.type === 'CommandExpansion' ||
    node.type === 'ProcessSubstitution' ||
    node.type === 'Function' ||
    (node.type === 'Pipeline' && node.commands.length > 1)
  return childrenOf(node).some((child) => isUnwaited(child, waitedLater && !elsewhere, facts))
}

/** `wait`, sure to run: without arguments it waits for all; with one, for the only one there is. */
function waitsForAll({ command, background }: Statement, { single, straight }: Census): boolean {
  const first = command.type === 'AndOr' ? command.commands[0] : command
  if (!straight || background || first?.type !== 'Command' || first.name?.text !== 'wait') return false
  return (
    first.args.length === 0 || (single && first.args.length === 1 && !first.args[0]?.text.startsWith('-'))
  )
}

const RUNS_TEXT = /^(?:sh|bash|dash|ash|ksh|zsh|su|eval|trap|runuser|chroot|script|gosu|xargs)$/

/** What a script in a word leaves running: `sh -c 'server &'`, `su app -c "…"`, `eval '…'`, `trap '…' EXIT`. */
export function innerJob({ name, args }: SimpleCommand): string | undefined {
  if (name === undefined || !RUNS_TEXT.test(name)) return undefined
  for (const { literal, text } of args) {
    const inner = literal ?? text.replace(/^"|"$/g, '')
    if (!/[&\s]/.test(inner)) continue
    const script = parseShell(inner)
    const left = jobLeft(script) ?? daemonLeft(commandsOf({ syntax: script }))
    if (left !== undefined) return `${left} (in ${name})`
  }
  return undefined
}
