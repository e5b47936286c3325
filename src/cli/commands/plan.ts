import { dirname, resolve } from 'node:path'
import type { FoundOther } from '../../batch/discovery.ts'
import type { Config } from '../../config/load-config.ts'
import type { RewriteOptions } from '../../engine/rewrite.ts'
import { transforms } from '../../transforms/index.ts'
import type { RewriteCommand, VerifyCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { reportOnly, selectTransforms } from '../selection.ts'
import { UsageError } from '../usage-error.ts'
import { openConfigs, shownPath, type Configs } from './configs.ts'
import { factSources } from './facts-for.ts'
import type { Input } from './process-file.ts'
import type { FactSource } from './rewrite-with-facts.ts'
import { today } from './surroundings.ts'

/** What holds for a file. */
export interface Setup {
  readonly options: RewriteOptions
  /** Where transforms are told what they ask for; undefined where none of them asks. */
  readonly source: FactSource | undefined
}

/** What a run does to which files, as flags and configurations say. */
export interface Plan<Each> {
  /** Without what a configuration leaves alone. */
  readonly inputs: readonly (Each | FoundOther)[]
  setupOf(input: Input): Setup
}

/**
 * @param stop ends what asks a registry
 * @returns undefined where a configuration is wrong, which is then said
 * @throws UsageError
 */
export async function planRun<Each extends Input>(
  found: readonly Each[],
  command: RewriteCommand | VerifyCommand,
  host: Host,
  stop: () => AbortSignal,
): Promise<Plan<Each> | undefined> {
  const folderOf = (input: Input): string => (input.kind === 'file' ? dirname(input.absolute) : host.folder)
  const folders = [...new Set(found.map(folderOf))]
  const configs = await openConfigs(folders, command.config, host)
  if (!configs) return undefined
  const setupFor = setups(command, host, stop)
  const bare = await setupFor(undefined)
  const byFolder = new Map<string, Setup>()
  for (const folder of folders) byFolder.set(folder, await setupFor(configs.in(folder)))
  if (command.bases.refreshDigests && ![bare, ...byFolder.values()].some(({ source }) => source))
    throw new UsageError('--refresh-digests is for pin-base, which is off by default; add --also pin-base')
  return {
    inputs: withoutIgnored(found, configs, command, host),
    setupOf: (input) => byFolder.get(folderOf(input)) ?? bare,
  }
}

/** What a configuration and the flags, which win, make of the transforms; the same for all files of one configuration. */
function setups(
  command: RewriteCommand | VerifyCommand,
  { environment }: Host,
  stop: () => AbortSignal,
): (config: Config | undefined) => Promise<Setup> {
  const sources = factSources(command.safe, environment, stop)
  const day = today()
  const known = new Map<Config | undefined, Setup>()
  return async (config) => {
    const before = known.get(config)
    if (before) return before
    const selected = selectTransforms(transforms, command, config?.modes)
    const { offline, insecure } = command.registries
    const source = await sources(selected, {
      offline: offline ?? config?.offline ?? false,
      insecure: insecure ?? config?.insecureRegistries ?? [],
    })
    const options = {
      transforms: selected,
      reportOnly: reportOnly(selected, command, config?.modes),
      safeOnly: command.safe,
      targets: command.targets,
      settings: { ...config?.settings, ...command.bases },
      today: day,
      ...(source && { facts: source.facts }),
    }
    const setup = { options, source }
    known.set(config, setup)
    return setup
  }
}

/** A file that was named and is left alone is told of; what was only found is not. */
function withoutIgnored<Each extends Input>(
  found: readonly Each[],
  configs: Configs,
  command: RewriteCommand | VerifyCommand,
  { folder }: Host,
): readonly (Each | FoundOther)[] {
  const named = new Set(command.paths.map((path) => resolve(folder, path)))
  return found.flatMap((input): readonly (Each | FoundOther)[] => {
    if (input.kind !== 'file') return [input]
    const config = configs.in(dirname(input.absolute))
    const glob = config?.ignoredBy(input.absolute)
    if (!config || glob === undefined) return [input]
    const message = `${shownPath(config.file, folder)} ignores it with ${glob}`
    const fault = { message, hint: '--no-config takes it all the same' }
    return named.has(input.absolute) ? [{ kind: 'skipped', path: input.path, fault }] : []
  })
}
