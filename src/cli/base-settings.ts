import { HOST, MIRROR, withSlash } from '../config/values.ts'
import { VARIANTS, type Settings } from '../engine/settings.ts'
import { booleanFlag, choiceFlag, listFlag, textFlag, type Flags } from './flags.ts'
import type { ConfigWish, GivenRegistryWishes } from './command.ts'
import { UsageError } from './usage-error.ts'

/** What the flags say of base images. @throws UsageError */
export function baseSettings(flags: Flags): Partial<Settings> {
  const mirrors = listFlag(flags, 'mirror')
  const wrong = mirrors.find((each) => !MIRROR.pattern.test(each))
  if (wrong !== undefined) throw new UsageError(`--mirror takes ${MIRROR.words}, not ${wrong}`)
  return {
    ...(flags['variant'] !== undefined && { variant: choiceFlag(flags, 'variant', VARIANTS) }),
    ...(mirrors.length > 0 && { mirrors: mirrors.map(withSlash) }),
    ...(booleanFlag(flags, 'refresh-digests') && { refreshDigests: true }),
  }
}

/** How the flags let registries be asked. @throws UsageError */
export function registryWishes(flags: Flags): GivenRegistryWishes {
  const offline = booleanFlag(flags, 'offline')
  if (offline && booleanFlag(flags, 'refresh-digests'))
    throw new UsageError(
      '--offline and --refresh-digests contradict each other: digests come from a registry',
    )
  const insecure = listFlag(flags, 'insecure-registry')
  const wrong = insecure.find((each) => !HOST.pattern.test(each))
  if (wrong !== undefined) throw new UsageError(`--insecure-registry takes ${HOST.words}, not ${wrong}`)
  return {
    offline: offline || undefined,
    insecure: insecure.length > 0 ? insecure.map((each) => each.toLowerCase()) : undefined,
  }
}

/** Which configuration the flags want. @throws UsageError */
export function configWish(flags: Flags): ConfigWish {
  const file = textFlag(flags, 'config')
  if (!booleanFlag(flags, 'no-config')) return file === undefined ? 'nearest' : { file }
  if (file === undefined) return 'none'
  throw new UsageError('--config and --no-config contradict each other; leave one out')
}
