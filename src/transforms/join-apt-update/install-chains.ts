import { toSource } from '../../dockerfile/mapped-text.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { isPartialUpdate, packageCommand } from '../../shell/package-command.ts'
import type { SyntaxNode } from '../../shell/parser.ts'
import type { Script } from '../../shell/script.ts'
import { fitTogether, isMergeable, staysApart, type Install } from './one-install.ts'

/** Installs that can be one. */
export interface InstallChain {
  readonly installs: readonly Install[]
  /** What stands between them and goes: updates, and cleanups that stand behind the last install too. */
  readonly between: readonly SimpleCommand[]
}

/** What the chains of a script depend on besides its commands. */
export interface ChainFacts {
  /** True for an update that fetches what was fetched before, and for what emptied the lists in front of it. */
  isNeedless(command: SimpleCommand): boolean
  /** True when the comments between two installs have no place in one list of packages. */
  isCommentedApart(left: Install, right: Install): boolean
}

type Step =
  | ({ readonly kind: 'install' } & Install)
  | { readonly kind: 'update'; readonly command: SimpleCommand }
  | {
      readonly kind: 'cleanup'
      readonly command: SimpleCommand
      readonly text: string
      readonly empties: boolean
    }

/** The chains of installs among commands of which each runs only when the one before it went well. */
export function installChains(
  sequence: readonly SyntaxNode[],
  script: Script,
  commands: ReadonlyMap<unknown, SimpleCommand>,
  facts: ChainFacts,
): readonly InstallChain[] {
  const steps = sequence.map((node) => {
    const command = commands.get(node) ?? commands.get(soleCommand(node))
    const step = command && stepOf(command, script)
    // Braces and subshells go with the update that is alone in them, not with anything else.
    return step?.kind === 'update' || commands.has(node) ? step : undefined
  })
  const commented = sequence.map((node, index) => {
    const before = sequence[index - 1]
    return before !== undefined && isCommented(script, before.end, node.pos)
  })
  // A comment above an install is about what follows up to the next comment; where that is more, it has to stay.
  const headsMore = (from: number, to: number): boolean => {
    if (!commented.slice(from, to + 1).includes(true)) return false
    const next = steps.findIndex((step, index) => index > to && step?.kind !== 'cleanup')
    return next !== -1 && commented[next] === false && steps[next] === undefined
  }
  const chains: InstallChain[] = []
  for (let at = 0; at < steps.length; at += 1) {
    const first = steps[at]
    if (first?.kind !== 'install' || !isMergeable(first)) continue
    const installs: Install[] = [first]
    const between: SimpleCommand[] = []
    for (;;) {
      const next = nextInstall(steps, at, facts)
      const last = installs.at(-1)
      if (!next || !last || headsMore(at + 1, next.at)) break
      if (!fitTogether(installs, next.install) || staysApart(installs, next.install)) break
      if (facts.isCommentedApart(last, next.install)) break
      installs.push(next.install)
      between.push(...next.between)
      at = next.at
    }
    if (installs.length > 1) chains.push({ installs, between })
  }
  return chains
}

function soleCommand(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type !== 'Subshell' && node.type !== 'BraceGroup') return node
  const [only, ...more] = node.body.commands
  return more.length === 0 && only && only.background !== true ? soleCommand(only.command) : undefined
}

function stepOf(command: SimpleCommand, script: Script): Step | undefined {
  if (command.redirects) return undefined
  const text = script.text.slice(command.start, command.end).replace(/\s+/g, ' ')
  const call = packageCommand(command)
  if (!call) {
    const empties = command.name === 'rm' && text.includes('/var/lib/apt/lists')
    return empties ? { kind: 'cleanup', command, text, empties } : undefined
  }
  if (call.indirect || call.manager.id !== 'apt') return undefined
  if (/^(?:auto-?)?(?:clean|remove)$/.test(call.subcommand.text) && call.operands.length === 0)
    return { kind: 'cleanup', command, text, empties: false }
  if (call.role === 'install') return { kind: 'install', command, call }
  return call.role === 'update' && call.operands.length === 0 && !isPartialUpdate(call)
    ? { kind: 'update', command }
    : undefined
}

function isCommented({ instruction, mapped }: Script, start: number, end: number): boolean {
  const from = toSource(mapped, start - 1)
  const to = toSource(mapped, end)
  return instruction.comments.some((comment) => comment.range.start > from && comment.range.end < to)
}

interface NextInstall {
  readonly install: Install
  readonly between: readonly SimpleCommand[]
  readonly at: number
}

/** The install that follows the one at `at`, when nothing else stands between than what is not needed there. */
function nextInstall(
  steps: readonly (Step | undefined)[],
  at: number,
  facts: ChainFacts,
): NextInstall | undefined {
  const between: Step[] = []
  for (let index = at + 1; index < steps.length; index += 1) {
    const step = steps[index]
    if (!step) return undefined
    if (step.kind !== 'install') {
      between.push(step)
      continue
    }
    if (!isMergeable(step)) return undefined
    const behind = cleanupsBehind(steps, index, facts)
    const needless = between.every(
      (each) =>
        facts.isNeedless(each.command) ||
        (each.kind === 'cleanup' && !each.empties && behind.includes(each.text)),
    )
    return needless ? { install: step, between: between.map((each) => each.command), at: index } : undefined
  }
  return undefined
}

function cleanupsBehind(
  steps: readonly (Step | undefined)[],
  index: number,
  facts: ChainFacts,
): readonly string[] {
  const behind: string[] = []
  for (const step of steps.slice(index + 1)) {
    if (step?.kind === 'cleanup') behind.push(step.text)
    // The next of several installs brings its own.
    else if (!step || behind.length > 0) break
    else if (step.kind === 'update' && !facts.isNeedless(step.command)) break
  }
  return behind
}
