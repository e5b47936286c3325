import { parse } from 'smol-toml'

/** What a TOML file holds; undefined for a text that is none. */
export function parseToml(text: string): Table | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

export type Table = Readonly<Record<string, unknown>>

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A table inside of another; an empty one where there is none. */
export function tableIn(table: Table, key: string): Table {
  const value = Object.hasOwn(table, key) ? table[key] : undefined
  return isTable(value) ? value : {}
}

/** The tables of a list; none where there is no list. */
export function tablesIn(table: Table, key: string): readonly Table[] {
  return listIn(table, key).filter(isTable)
}

export function listIn(table: Table, key: string): readonly unknown[] {
  const value: unknown = Object.hasOwn(table, key) ? table[key] : undefined
  return Array.isArray(value) ? value : []
}

export function textIn(table: Table, key: string): string | undefined {
  const value = Object.hasOwn(table, key) ? table[key] : undefined
  return typeof value === 'string' ? value : undefined
}

export function textsIn(table: Table, key: string): readonly string[] {
  return listIn(table, key).filter((each) => typeof each === 'string')
}
