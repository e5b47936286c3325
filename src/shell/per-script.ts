import type { ParsedScript } from './parser.ts'

/** Remembers what was found out about a script; the same text is asked about in every round and by every transform. */
export function perScript<T>(compute: (syntax: ParsedScript) => T): (syntax: ParsedScript) => T {
  const known = new WeakMap<ParsedScript, { readonly value: T }>()
  return (syntax) => {
    const found = known.get(syntax) ?? { value: compute(syntax) }
    known.set(syntax, found)
    return found.value
  }
}
