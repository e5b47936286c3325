import { BUILDERS, type BuildSettings } from '../verify/builder.ts'
import { SCANNERS } from '../verify/scan/scan.ts'
import { parseHttpWish } from '../verify/smoke/smoke.ts'
import { baseSettings, configWish, registryWishes } from './base-settings.ts'
import type { VerifyCommand } from './command.ts'
import { booleanFlag, choiceFlag, listFlag, numberFlag, textFlag, valuesFlag, type Flags } from './flags.ts'
import { refuseBoth, refuseSelectedAndSkipped } from './rewrite-command.ts'
import { COLOUR_WISHES } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** The command line of verify, as far as it can be judged by itself. @throws UsageError */
export function verifyCommand(operands: readonly string[], flags: Flags): VerifyCommand {
  refuseBoth(flags, 'quiet', 'verbose')
  refuseBoth(flags, 'context', 'definition')
  if (operands.includes('')) throw new UsageError('a path is empty; name a file, a folder or a glob')
  if (operands.includes('-'))
    throw new UsageError('verify needs a file, since a build has a context; standard input has none')
  const only = listFlag(flags, 'only')
  const added = listFlag(flags, 'also')
  const skip = listFlag(flags, 'skip')
  refuseSelectedAndSkipped(only, skip, '--only')
  refuseSelectedAndSkipped(added, skip, '--also')
  const format = choiceFlag(flags, 'format', ['auto', 'human', 'json', 'markdown'])
  return {
    name: 'verify',
    paths: operands,
    only,
    also: added,
    skip,
    safe: booleanFlag(flags, 'safe'),
    config: configWish(flags),
    bases: baseSettings(flags),
    registries: registryWishes(flags),
    builder: optionalChoice(flags, 'builder', BUILDERS),
    context: textFlag(flags, 'context'),
    definitions: valuesFlag(flags, 'definition'),
    settings: settings(flags),
    targets: listFlag(flags, 'target'),
    cache: booleanFlag(flags, 'cache'),
    timeout: seconds(flags, 'timeout', 1800),
    smoke: {
      commands: valuesFlag(flags, 'smoke'),
      start: booleanFlag(flags, 'smoke-start'),
      http: valuesFlag(flags, 'smoke-http').map(httpWish),
      network: textFlag(flags, 'smoke-network'),
    },
    smokeTimeout: seconds(flags, 'smoke-timeout', 60),
    bisect: booleanFlag(flags, 'bisect'),
    apply: booleanFlag(flags, 'apply'),
    allowDirty: booleanFlag(flags, 'allow-dirty'),
    scanner: optionalChoice(flags, 'scan', SCANNERS),
    format: format === 'auto' ? 'human' : format,
    logFolder: textFlag(flags, 'log-dir'),
    color: choiceFlag(flags, 'color', COLOUR_WISHES),
    quiet: booleanFlag(flags, 'quiet'),
    verbose: booleanFlag(flags, 'verbose'),
  }
}

function settings(flags: Flags): BuildSettings {
  const args = valuesFlag(flags, 'build-arg')
  const nameless = args.find((arg) => /^(?:=|$)/.test(arg))
  if (nameless !== undefined) throw new UsageError(`--build-arg takes NAME=value, not ${nameless}`)
  const buildContexts = valuesFlag(flags, 'build-context')
  const placeless = buildContexts.find((value) => !/^[^=]+=./.test(value))
  if (placeless !== undefined) throw new UsageError(`--build-context takes NAME=place, not ${placeless}`)
  return {
    args,
    target: undefined,
    platform: textFlag(flags, 'platform'),
    secrets: valuesFlag(flags, 'secret'),
    ssh: valuesFlag(flags, 'ssh'),
    buildContexts,
    network: textFlag(flags, 'network'),
    hosts: [],
    shmSize: undefined,
  }
}

function seconds(flags: Flags, name: string, byDefault: number): number {
  const value = numberFlag(flags, name, byDefault)
  if (value === 0) throw new UsageError(`--${name} is in seconds and cannot be 0`)
  return value
}

function httpWish(text: string): { readonly port: number; readonly path: string } {
  const wish = parseHttpWish(text)
  if (wish) return wish
  throw new UsageError(`--smoke-http takes a port and a path, such as 8080/health, not ${text}`)
}

function optionalChoice<T extends string>(
  flags: Flags,
  name: string,
  choices: readonly [T, ...(readonly T[])],
): T | undefined {
  return flags[name] === undefined ? undefined : choiceFlag(flags, name, choices)
}
