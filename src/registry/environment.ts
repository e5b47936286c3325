export type Environment = Readonly<Record<string, string | undefined>>

/** The first of these variables that is set, and not to nothing. */
export function setVariable(
  environment: Environment,
  ...names: readonly string[]
): { readonly name: string; readonly value: string } | undefined {
  for (const name of names) {
    const value = environment[name]
    if (value !== undefined && value !== '') return { name, value }
  }
  return undefined
}
