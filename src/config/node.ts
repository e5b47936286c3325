// What a configuration says, with the place in its text of everything.

export type ConfigNode =
  | { readonly kind: 'map'; readonly offset: number; readonly entries: readonly ConfigEntry[] }
  | { readonly kind: 'list'; readonly offset: number; readonly items: readonly ConfigNode[] }
  | { readonly kind: 'scalar'; readonly offset: number; readonly value: unknown }

export interface ConfigEntry {
  readonly key: string
  readonly keyOffset: number
  readonly node: ConfigNode
}

/** What is wrong at a place of a text. */
export interface TextFault {
  readonly offset: number
  readonly message: string
  readonly hint: string
}

export function valueOf(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'map':
      // An entry by the name of __proto__ is one like any other.
      return Object.fromEntries(node.entries.map(({ key, node: child }) => [key, valueOf(child)]))
    case 'list':
      return node.items.map(valueOf)
    case 'scalar':
      return node.value
  }
}

/** What stands behind a path; undefined where there is nothing. */
export function nodeAt(node: ConfigNode, path: readonly PropertyKey[]): ConfigNode | undefined {
  const [step, ...rest] = path
  if (step === undefined) return node
  const child =
    node.kind === 'map'
      ? node.entries.find(({ key }) => key === step)?.node
      : node.kind === 'list' && typeof step === 'number'
        ? node.items[step]
        : undefined
  return child && nodeAt(child, rest)
}

/** Where the key of an entry stands, in the map behind a path. */
export function keyOffset(root: ConfigNode, path: readonly PropertyKey[], key: PropertyKey): number {
  const node = nodeAt(root, path)
  const entry = node?.kind === 'map' ? node.entries.find((each) => each.key === key) : undefined
  return entry?.keyOffset ?? node?.offset ?? 0
}

/** Line and column of an offset, both from 1, as editors count them. */
export function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  const start = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - start + 1 }
}
