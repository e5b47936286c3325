/** What JSON and YAML files hold, read without trust in their shape. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The own fields of an object, none where it is no object. */
export function entriesOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  return isFields(value) ? Object.entries(value) : []
}

/** A field that the object itself has: `constructor` is no dependency. */
export function fieldOf(value: unknown, name: string): unknown {
  return isFields(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A list of texts, for which one text may stand alone. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** YAML's `true` is read as a text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}
