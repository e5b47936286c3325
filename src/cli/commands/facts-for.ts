import type { Transform } from '../../engine/transform.ts'
import type { RegistryWishes } from '../command.ts'
import type { Environment } from '../terminal.ts'
import type { FactSource } from './rewrite-with-facts.ts'

/**
 * Where transforms are told what they ask for; undefined where none of them asks, and then nothing that could ask a registry is even
 * loaded. Who asks in the same way shares what was learnt.
 */
export function factSources(
  safe: boolean,
  environment: Environment,
  stop: () => AbortSignal,
): (transforms: readonly Transform[], registries: RegistryWishes) => Promise<FactSource | undefined> {
  const known = new Map<string, FactSource>()
  return async (transforms, registries) => {
    if (!transforms.some(({ asksRegistry }) => asksRegistry)) return undefined
    const key = JSON.stringify(registries)
    const { factSource } = await import('./facts.ts')
    const source = known.get(key) ?? factSource(registries, safe, environment, stop())
    known.set(key, source)
    return source
  }
}
