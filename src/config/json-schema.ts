import { toJSONSchema } from 'zod/mini'
import { configSchema, type KnownTransform } from './schema.ts'

/** The JSON schema of a configuration, for editors. */
export function schemaText(transforms: readonly KnownTransform[]): string {
  const schema = toJSONSchema(configSchema(transforms), { io: 'input' })
  return `${JSON.stringify({ title: 'Configuration of dfopt', ...schema }, undefined, 2)}\n`
}
