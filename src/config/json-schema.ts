import { toJSONSchema } from 'zod/mini'
import { configSchema, type Vocabulary } from './schema.ts'

/** The JSON schema of a configuration, for editors. */
export function schemaText(vocabulary: Vocabulary): string {
  const schema = toJSONSchema(configSchema(vocabulary), { io: 'input' })
  return `${JSON.stringify({ title: 'Configuration of dfopt', ...schema }, undefined, 2)}\n`
}
