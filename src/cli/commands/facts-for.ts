import type { Settings } from '../../engine/settings.ts'
import type { Transform } from '../../engine/transform.ts'
import type { RegistryWishes } from '../command.ts'
import type { Environment } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import type { FactSource } from './rewrite-with-facts.ts'

interface Wishes {
  readonly safe: boolean
  readonly bases: Settings
  readonly registries: RegistryWishes
}

/**
 * Where the transforms of a run are told what they ask for; undefined where none of them asks, and then nothing that could ask a
 * registry is even loaded.
 *
 * @throws UsageError where digests are to be refreshed and nothing does it
 */
export async function factsFor(
  transforms: readonly Transform[],
  { safe, bases, registries }: Wishes,
  environment: Environment,
  stop: () => AbortSignal,
): Promise<FactSource | undefined> {
  if (!transforms.some(({ asksRegistry }) => asksRegistry)) {
    if (!bases.refreshDigests) return undefined
    throw new UsageError('--refresh-digests is for pin-base, which is off by default; add --also pin-base')
  }
  const { factSource } = await import('./facts.ts')
  return factSource(registries, safe, environment, stop())
}
