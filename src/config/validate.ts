import { safeParse } from 'zod/mini'
import type { $ZodIssue } from 'zod/v4/core'
import { configSchema, type ConfigValues, type Vocabulary } from './schema.ts'

export type Validation =
  | { readonly values: ConfigValues }
  | { readonly issues: readonly $ZodIssue[]; readonly settings: readonly string[] }

/** Holds a value to the schema. `settings`: the names of those of the top. */
export function validate(value: unknown, vocabulary: Vocabulary): Validation {
  const schema = configSchema(vocabulary)
  // One value is not worth a compiler.
  const result = safeParse(schema, value, { jitless: true })
  if (result.success) return { values: result.data }
  return { issues: result.error.issues, settings: Object.keys(schema.def.shape) }
}
