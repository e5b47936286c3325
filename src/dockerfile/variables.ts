// What a variable holds, following convert.go and platform.go of BuildKit's dockerfile2llb (Apache-2.0, see NOTICE).
import type { Instruction } from './instruction.ts'
import { LexError } from './lex-error.ts'
import { expandWord } from './lex.ts'
import { argDefinitions } from './words.ts'

/** A value at a place in the file; undefined text: it cannot be known from the file. */
export interface Value {
  readonly text: string | undefined
  /** False when a build argument or the base image can change it. */
  readonly certain: boolean
}

export const UNKNOWN: Value = { text: undefined, certain: false }

/** No value unless a build argument gives one: `${NAME:-x}` is x, a bare `$NAME` cannot be known. */
export const UNSET_ARG = 'unset arg'
/** No value, whatever the build is told. */
export const UNSET = 'unset'

export type Scope = (name: string) => Value | typeof UNSET_ARG | typeof UNSET

// defaultArgs in platform.go: set by the builder from the platforms of the build.
const PLATFORM_ARGS = new Set([
  'BUILDPLATFORM', 'BUILDOS', 'BUILDOSVERSION', 'BUILDARCH', 'BUILDVARIANT',
  'TARGETPLATFORM', 'TARGETOS', 'TARGETOSVERSION', 'TARGETARCH', 'TARGETVARIANT', 'TARGETSTAGE',
]) // prettier-ignore

/** A word as BuildKit expands it in `scope`. */
export function expandIn(word: string, scope: Scope, escape: string): Value {
  const value = { certain: true, known: true }
  const maybe = new Set<string>()
  const lookup = (name: string): string | undefined => {
    const found = scope(name)
    if (found === UNSET) return undefined
    if (found === UNSET_ARG) {
      value.certain = false
      maybe.add(name)
      return undefined
    }
    if (!found.certain) value.certain = false
    if (found.text === undefined) value.known = false
    return found.text
  }
  try {
    const { text, blank } = expandWord(word, lookup, { escape })
    if ([...blank].some((name) => maybe.has(name))) value.known = false
    return { text: value.known ? text : undefined, certain: value.certain && value.known }
  } catch (error) {
    if (error instanceof LexError) return UNKNOWN
    throw error
  }
}

/** The scope of FROM and of ARG before it: only what ARG before the first FROM defined. */
export function globalScope(globalArgs: readonly Instruction[], escape: string): Scope {
  const values = new Map<string, Value | typeof UNSET_ARG>()
  const scope: Scope = (name) => values.get(name) ?? (PLATFORM_ARGS.has(name) ? UNKNOWN : UNSET)
  for (const instruction of globalArgs) {
    for (const { key, value } of argDefinitions(instruction.args.text, escape)) {
      if (value !== undefined) values.set(key, { ...expandIn(value, scope, escape), certain: false })
      // `ARG name` after `ARG name=value` leaves the value as it is.
      else if (scope(key) === UNSET) values.set(key, UNSET_ARG)
    }
  }
  return scope
}
