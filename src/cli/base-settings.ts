import type { Settings } from '../engine/settings.ts'
import { booleanFlag, choiceFlag, listFlag, type Flags } from './flags.ts'
import type { RegistryWishes } from './command.ts'
import { UsageError } from './usage-error.ts'

/** What the flags say of base images. @throws UsageError */
export function baseSettings(flags: Flags): Settings {
  const mirrors = listFlag(flags, 'mirror').map((each) => (each.endsWith('/') ? each : `${each}/`))
  const wrong = mirrors.find((each) => !/^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*\/$/.test(each))
  if (wrong !== undefined)
    throw new UsageError(
      `--mirror takes a registry and a path, such as registry.example.com/hub, not ${wrong}`,
    )
  const refreshDigests = booleanFlag(flags, 'refresh-digests')
  return {
    variant: choiceFlag(flags, 'variant', ['smallest', 'alpine', 'slim']),
    mirrors,
    images: {},
    refreshDigests,
  }
}

/** How the flags let registries be asked. @throws UsageError */
export function registryWishes(flags: Flags): RegistryWishes {
  const offline = booleanFlag(flags, 'offline')
  if (offline && booleanFlag(flags, 'refresh-digests'))
    throw new UsageError(
      '--offline and --refresh-digests contradict each other: digests come from a registry',
    )
  const insecure = listFlag(flags, 'insecure-registry')
  const wrong = insecure.find((each) => !/^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::\d+)?$/.test(each))
  if (wrong !== undefined)
    throw new UsageError(`--insecure-registry takes a host, such as registry.example.com:5000, not ${wrong}`)
  return { offline, insecure: insecure.map((each) => each.toLowerCase()) }
}
