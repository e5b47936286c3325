/** @param data by the name of its file */
export function faultsOf(data: Readonly<Record<string, unknown>>): readonly string[]

/** Every tag of a row of official-images.json, and what is wrong in it. */
export function tagsOf(row: { readonly os: string; readonly tags: Readonly<Record<string, string>> }): {
  readonly tags: ReadonlySet<string>
  readonly faults: readonly string[]
}
