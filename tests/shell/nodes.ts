import {
  childrenOf,
  parseShell,
  type CommandSyntax,
  type Statement,
  type SyntaxNode,
  type Word,
} from '../../src/shell/parser.ts'

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'pos' in value
}

export interface Visited {
  readonly node: SyntaxNode
  /** The text that the node's offsets count in. */
  readonly source: string
  readonly parent: Visited | undefined
}

export function everyNode(text: string): readonly Visited[] {
  const found: Visited[] = []
  const visit = (node: SyntaxNode, outer: string, parent: Visited | undefined): void => {
    const source = node.type === 'Script' && 'source' in node ? (node.source ?? outer) : outer
    const visited = { node, source, parent }
    found.push(visited)
    for (const child of childrenOf(node)) visit(child, source, visited)
  }
  visit(parseShell(text), text, undefined)
  return found
}

export function only(text: string): Statement {
  const { commands } = parseShell(text)
  const [statement] = commands
  if (!statement || commands.length > 1) throw new Error(`not one statement: ${text}`)
  return statement
}

export function command(text: string): CommandSyntax {
  const { command: node } = only(text)
  if (node.type !== 'Command') throw new Error(`${node.type}, not a command: ${text}`)
  return node
}

export function wordOf(text: string): Word {
  const { args } = command(`echo ${text}`)
  const [word] = args
  if (word?.type !== 'Word' || args.length > 1) throw new Error(`not one word: ${text}`)
  return word
}
