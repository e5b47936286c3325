const SLASH = 47

/** Orders paths so that a directory stands right before all that lies in it. */
export function byPath(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)]
    if (a === b) continue
    if (a === SLASH) return -1
    return b === SLASH ? 1 : a - b
  }
  return left.length - right.length
}

/** The same order for long lists, several times as fast. */
export function inPathOrder<T extends { readonly path: string }>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, key: item.path.replaceAll('/', '\0') }))
    .sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0))
    .map(({ item }) => item)
}
