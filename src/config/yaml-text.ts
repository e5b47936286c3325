import { isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml'
import type { ConfigNode, TextFault } from './node.ts'

// Far more than any configuration has: aliases of aliases of aliases are an attack.
const MOST_NODES = 10_000
const PRICE_OF_ALIAS = 100

/** Reads one YAML document; one with nothing in it says nothing. */
export function readYaml(text: string): ConfigNode | TextFault {
  const document = parseDocument(text, { prettyErrors: false })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) {
    const [message = ''] = problem.message.split('\n')
    return { offset: problem.pos[0], message: `this is no YAML: ${message}`, hint: 'correct it' }
  }
  if (document.contents === null) return { kind: 'map', offset: 0, entries: [] }
  const left = { nodes: MOST_NODES }
  const node = nodeOf(document.contents, document, left)
  if (left.nodes > 0) return node
  return { offset: 0, message: 'it has more in it than any configuration', hint: 'use fewer aliases' }
}

function nodeOf(node: Node | null, document: Document, left: { nodes: number }): ConfigNode {
  left.nodes -= 1
  const offset = node?.range?.[0] ?? 0
  if (node === null || left.nodes <= 0) return { kind: 'scalar', offset, value: null }
  if (isAlias(node)) left.nodes -= PRICE_OF_ALIAS
  if (isAlias(node)) return { ...nodeOf(node.resolve(document) ?? null, document, left), offset }
  if (isSeq<Node | null>(node))
    return { kind: 'list', offset, items: node.items.map((item) => nodeOf(item, document, left)) }
  if (!isMap<Node, Node | null>(node))
    return { kind: 'scalar', offset, value: isScalar(node) ? node.value : null }
  return {
    kind: 'map',
    offset,
    entries: node.items.map(({ key, value }) => ({
      key: isScalar(key) ? String(key.value) : '',
      keyOffset: key.range?.[0] ?? offset,
      // Nothing behind a colon has no place of its own.
      node: { ...nodeOf(value, document, left), ...(value === null && { offset: key.range?.[0] ?? offset }) },
    })),
  }
}
