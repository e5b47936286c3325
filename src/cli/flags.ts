import { nearest } from '../dockerfile/nearest.ts'
import { suggestion } from './suggest.ts'
import { UsageError } from './usage-error.ts'

/** The flags of a command line as yargs found them, of any type. */
export type Flags = Readonly<Record<string, unknown>>

/** @throws UsageError for a flag that is not among `known` */
export function refuseUnknown(command: string, flags: Flags, known: readonly string[]): void {
  for (const name of Object.keys(flags)) {
    if (name === '_' || name === '$0' || known.includes(name)) continue
    const dashes = name.length === 1 ? '-' : '--'
    // The nearest flag to --no-x would be the opposite of what was meant.
    const near = name.length === 1 || name.startsWith('no-') ? undefined : nearest(name, known)
    const hint = near === undefined ? `dfopt ${command} --help lists the flags` : `did you mean --${near}?`
    throw new UsageError(`dfopt ${command} has no flag ${dashes}${name}; ${hint}`)
  }
}

export function booleanFlag(flags: Flags, name: string): boolean {
  const value = flags[name]
  if (value === undefined) return false
  if (typeof value === 'boolean') return value
  throw new UsageError(`--${name} takes no value`)
}

export function textFlag(flags: Flags, name: string): string | undefined {
  const value = flags[name]
  if (value === undefined) return undefined
  if (Array.isArray(value)) throw new UsageError(`--${name} was given more than once`)
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} needs a value`)
  return value
}

export function numberFlag(flags: Flags, name: string, byDefault: number): number {
  const text = textFlag(flags, name)
  if (text === undefined) return byDefault
  if (!/^\d{1,6}$/.test(text)) throw new UsageError(`--${name} needs a whole number, not ${text}`)
  return Number(text)
}

/** One of several words; the first of them without the flag. */
export function choiceFlag<T extends string>(
  flags: Flags,
  name: string,
  choices: readonly [T, ...(readonly T[])],
): T {
  const text = textFlag(flags, name)
  if (text === undefined) return choices[0]
  const choice = choices.find((each) => each === text)
  if (choice !== undefined) return choice
  const words = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`
  throw new UsageError(`--${name} takes ${words}, not ${text}${suggestion(text, choices)}`)
}

/** The values of a flag that may be repeated, each of which may hold several between commas. */
export function listFlag(flags: Flags, name: string): readonly string[] {
  const value = flags[name]
  if (value === undefined) return []
  const words = Array.isArray(value) ? value.map(String) : []
  const items = words.flatMap((word) => word.split(',')).map((item) => item.trim())
  if (items.length === 0 || items.includes('')) throw new UsageError(`--${name} needs a value`)
  return [...new Set(items)]
}

/** The values of a flag that may be repeated, whole: they may have commas in them. */
export function valuesFlag(flags: Flags, name: string): readonly string[] {
  const value = flags[name]
  if (value === undefined) return []
  const values = Array.isArray(value) ? value.map(String) : []
  if (values.length === 0 || values.includes('')) throw new UsageError(`--${name} needs a value`)
  return values
}
