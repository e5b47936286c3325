import type { Settings } from '../engine/settings.ts'
import { choiceFlag, listFlag, type Flags } from './flags.ts'
import { UsageError } from './usage-error.ts'

/** What the flags say of base images. @throws UsageError */
export function baseSettings(flags: Flags): Settings {
  const mirrors = listFlag(flags, 'mirror').map((each) => (each.endsWith('/') ? each : `${each}/`))
  const wrong = mirrors.find((each) => !/^[a-z0-9.-]+(?::\d+)?(?:\/[a-z0-9._-]+)*\/$/.test(each))
  if (wrong !== undefined)
    throw new UsageError(
      `--mirror takes a registry and a path, such as registry.example.com/hub, not ${wrong}`,
    )
  return { variant: choiceFlag(flags, 'variant', ['smallest', 'alpine', 'slim']), mirrors }
}
