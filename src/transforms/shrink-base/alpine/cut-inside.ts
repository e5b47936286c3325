// Takes commands that are sure to do nothing out of chains that stand inside of an if, a loop or a list with ||.
import type { Range } from '../../../dockerfile/text.ts'
import { walk, type SimpleCommand } from '../../../shell/commands.ts'
import type { AndOr, Statement, SyntaxNode } from '../../../shell/parser.ts'
import type { Script } from '../../../shell/script.ts'

/** Spans of the script's text; undefined where one of the commands cannot go without a trace. */
export function cutInside(
  { syntax }: Script,
  commands: readonly SimpleCommand[],
): readonly Range[] | undefined {
  const nodes = new Set<SyntaxNode>(commands.map((each) => each.syntax))
  const left = new Set(nodes)
  const ranges: Range[] = []
  const isCut = (node: SyntaxNode): boolean =>
    nodes.has(node) || (node.type === 'AndOr' && node.commands.every((each) => nodes.has(each)))
  const done = (cut: readonly SyntaxNode[]): void => {
    for (const node of cut)
      for (const each of node.type === 'AndOr' ? node.commands : [node]) left.delete(each)
  }
  walk(syntax, [], (node) => {
    if (node.type === 'AndOr' && !isCut(node))
      for (const { from, to } of runsOf(node.commands, isCut)) {
        const range = inChain(node, from, to)
        if (!range) continue
        ranges.push(range)
        done(node.commands.slice(from, to + 1))
      }
    if (node.type === 'Script' || node.type === 'CompoundList')
      for (const { from, to } of runsOf(node.commands, (each) => !each.background && isCut(each.command))) {
        const range = inList(node.commands, from, to)
        if (!range) continue
        ranges.push(range)
        done(node.commands.slice(from, to + 1).map(({ command }) => command))
      }
  })
  return left.size === 0 ? ranges : undefined
}

interface Run {
  readonly from: number
  readonly to: number
}

/** The stretches of a list of which every entry holds. */
function runsOf<Entry>(list: readonly Entry[], holds: (each: Entry) => boolean): readonly Run[] {
  const runs: Run[] = []
  list.forEach((each, index) => {
    const last = runs.at(-1)
    if (!holds(each)) return
    if (last?.to === index - 1) runs[runs.length - 1] = { from: last.from, to: index }
    else runs.push({ from: index, to: index })
  })
  return runs
}

/** `a && b || c` is `(a && b) || c`: what stands behind || has to stay where it is. */
function inChain({ commands, operators }: AndOr, from: number, to: number): Range | undefined {
  if (operators.slice(from, to).includes('||')) return undefined
  const isAnd = from === 0 || operators[from - 1] === '&&'
  const [first, last, next, before] = [commands[from], commands[to], commands[to + 1], commands[from - 1]]
  if (!isAnd || !first || !last) return undefined
  if (next && operators[to] === '&&') return { start: first.pos, end: next.pos }
  return before && { start: before.end, end: last.end }
}

/** The status of a list is that of its last command, which stays. */
function inList(statements: readonly Statement[], from: number, to: number): Range | undefined {
  const [first, next] = [statements[from], statements[to + 1]]
  return first && next && { start: first.pos, end: next.pos }
}
