/** Fields of JSON that somebody else wrote: what is not as it should be is not there. */
export type Fields = Readonly<Record<string, unknown>>

/** The fields of a JSON text; undefined where it is none, or no object. */
export function parseFields(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

export function fieldsOf(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined
}

/** A field that has a text which is not empty. */
export function textOf(fields: Fields | undefined, name: string): string | undefined {
  const value = fields?.[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
