// Embedded data is long text, which costs nothing until somebody asks for what is in it.

/** Made when it is first asked for. */
export function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined
  return () => (made ??= { result: make() }).result
}

/** Made for each key when that is first asked for. */
export function remembering<Result>(make: (key: string) => Result): (key: string) => Result {
  const made = new Map<string, { readonly result: Result }>()
  return (key) => {
    const known = made.get(key) ?? { result: make(key) }
    made.set(key, known)
    return known.result
  }
}
