import {
  isAlias,
  isMap as isYamlMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { ComposeError, isList, isMap, isTagged, type Value } from './compose-value.ts'
import { plainScalar } from './compose-scalar.ts'

// Far more than any compose file has: aliases of aliases of aliases are an attack.
const MOST_NODES = 1_000_000

/**
 * The documents of a compose file, as compose-go reads them; compose merges each over the one before it.
 *
 * @throws ComposeError
 */
export function readCompose(file: string, text: string): readonly Value[] {
  const lines = new LineCounter()
  const fail: Fail = (message, at) => {
    const place = at === undefined ? '' : `line ${lines.linePos(at).line}: `
    throw new ComposeError(file, place + message)
  }
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true })
  if ('empty' in documents) return []
  return documents.map((document) => {
    const [error] = document.errors
    if (error) fail(error.message, error.pos[0])
    return valueOf(document.contents, { anchors: new Map(), nodes: 0, fail })
  })
}

type Fail = (message: string, at: number | undefined) => never

interface Reading {
  /** What was read so far: an alias only looks back. */
  readonly anchors: Map<string, { readonly value: Value; readonly nodes: number }>
  /** Aliases count with all that they stand for. */
  nodes: number
  readonly fail: Fail
}

function valueOf(node: unknown, reading: Reading): Value {
  const before = reading.nodes
  reading.nodes += 1
  if (isAlias(node)) {
    const found = reading.anchors.get(node.source)
    if (!found) return reading.fail(`the alias *${node.source} refers to itself`, node.range?.[0])
    reading.nodes += found.nodes
    if (reading.nodes > MOST_NODES) return reading.fail('its aliases stand for too much', node.range?.[0])
    return found.value
  }
  if (!isScalar(node) && !isSeq(node) && !isYamlMap(node)) return null
  const plain = isScalar(node)
    ? scalarOf(node)
    : isSeq(node)
      ? { list: node.items.map((item) => valueOf(item, reading)) }
      : mapOf(node, reading)
  const { tag } = node
  const value: Value = tag === '!reset' || tag === '!override' ? { tag, value: plain } : plain
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, { value, nodes: reading.nodes - before })
  return value
}

function mapOf(node: YAMLMap, reading: Reading): Value {
  const own = new Map<string, Value>()
  const merged = new Map<string, Value>()
  for (const { key, value } of node.items) {
    const read = valueOf(value, reading)
    if (!isScalar(key)) return reading.fail('a key is no text', node.range?.[0])
    if (isMergeKey(key)) mergeInto(merged, read)
    else own.set(keyText(key), read)
  }
  for (const [key, value] of own) merged.set(key, overMerged(merged.get(key), value))
  return { map: merged }
}

/** `!reset` is for what other files say: what is merged in the same file stays. */
function overMerged(merged: Value | undefined, own: Value): Value {
  return merged !== undefined && isTagged(own) && own.tag === '!reset'
    ? { tag: '!override', value: merged }
    : own
}

function isMergeKey(key: Scalar): boolean {
  return key.type === 'PLAIN' && key.source === '<<'
}

function keyText(key: Scalar): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? '')
}

/** Of several that are merged the first counts, and the map's own keys count more. */
function mergeInto(map: Map<string, Value>, value: Value): void {
  const plain = isTagged(value) ? value.value : value
  if (isList(plain)) for (const each of plain.list) mergeInto(map, each)
  if (isMap(plain)) for (const [key, entry] of plain.map) if (!map.has(key)) map.set(key, entry)
}

function scalarOf(node: Scalar): Value {
  const tag = node.tag ?? ''
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '')
  if (tag.endsWith(':str')) return node.source ?? text
  if (node.type !== 'PLAIN' && !/:(?:int|float|bool|null)$/.test(tag)) return text
  return plainScalar(node.source ?? text)
}
