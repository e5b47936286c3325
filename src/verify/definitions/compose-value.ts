/** A part of a compose file: numbers and booleans as compose writes them out, so that all that is no text is null. */
export type Value = string | null | ListValue | MapValue | Tagged | Broken

export interface ListValue {
  readonly list: readonly Value[]
}

export interface MapValue {
  readonly map: ReadonlyMap<string, Value>
}

/** What a file says of a value that another file has: to forget it, or to replace it as a whole. */
export interface Tagged {
  readonly tag: '!reset' | '!override'
  readonly value: Value
}

/** A value that cannot be had. It matters only to what needs it. */
export interface Broken {
  readonly problem: string
}

/** A compose file that compose would not read either. */
export class ComposeError extends Error {
  readonly file: string

  constructor(file: string, message: string) {
    super(message)
    this.file = file
  }
}

export const NOTHING: MapValue = { map: new Map() }

export function isMap(value: Value | undefined): value is MapValue {
  return typeof value === 'object' && value !== null && 'map' in value
}

export function isList(value: Value | undefined): value is ListValue {
  return typeof value === 'object' && value !== null && 'list' in value
}

export function isTagged(value: Value | undefined): value is Tagged {
  return typeof value === 'object' && value !== null && 'tag' in value
}

export function isBroken(value: Value | undefined): value is Broken {
  return typeof value === 'object' && value !== null && 'problem' in value
}

export function member(value: Value | undefined, key: string): Value | undefined {
  return isMap(value) ? value.map.get(key) : undefined
}

export function withMember(value: MapValue, key: string, entry: Value): MapValue {
  return { map: new Map([...value.map, [key, entry]]) }
}

/** Every entry anew; those for which there is none are left out. */
export function mapEntries(
  value: MapValue,
  change: (entry: Value, key: string) => Value | undefined,
): MapValue {
  const map = new Map<string, Value>()
  for (const [key, entry] of value.map) {
    const changed = change(entry, key)
    if (changed !== undefined) map.set(key, changed)
  }
  return { map }
}
