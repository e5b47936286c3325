/** Fields of JSON whose form is not known. What is missing or of another type is empty. */
type JsonObject = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function fieldIn(json: unknown, key: string): unknown {
  return isRecord(json) && Object.hasOwn(json, key) ? json[key] : undefined
}

export function recordIn(json: unknown, key: string): JsonObject {
  const value = fieldIn(json, key)
  return isRecord(value) ? value : {}
}

export function listIn(json: unknown, key: string): readonly unknown[] {
  const value = fieldIn(json, key)
  return Array.isArray(value) ? value : []
}

export function stringIn(json: unknown, key: string): string {
  const value = fieldIn(json, key)
  return typeof value === 'string' ? value : ''
}

/** A single string stands for a list of one, as in Docker. */
export function stringsIn(json: unknown, key: string): readonly string[] {
  const value = fieldIn(json, key)
  return typeof value === 'string' ? [value] : listIn(json, key).filter((each) => typeof each === 'string')
}

export function numberIn(json: unknown, key: string): number {
  const value = fieldIn(json, key)
  return typeof value === 'number' ? value : 0
}
