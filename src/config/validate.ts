import { safeParse } from 'zod/mini'
import type { $ZodIssue } from 'zod/v4/core'
import { configSchema, type ConfigValues, type Vocabulary } from './schema.ts'

export type Validation =
  | { readonly values: ConfigValues }
  | { readonly issues: readonly $ZodIssue[]; readonly settings: readonly string[] }

// A monorepo has many configurations, and making the schema takes longer than reading one of them.
const schemas = new WeakMap<Vocabulary['transforms'], ReturnType<typeof configSchema>>()

/** Holds a value to the schema. `settings`: the names of those of the top. */
export function validate(value: unknown, vocabulary: Vocabulary): Validation {
  const schema = schemas.get(vocabulary.transforms) ?? configSchema(vocabulary)
  schemas.set(vocabulary.transforms, schema)
  // One value is not worth a compiler.
  const result = safeParse(schema, value, { jitless: true })
  if (result.success) return { values: result.data }
  return { issues: result.error.issues, settings: Object.keys(schema.def.shape) }
}
