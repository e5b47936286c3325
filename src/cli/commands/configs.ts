import { relative, resolve, sep } from 'node:path'
import { configFile, configFinder, type ConfigFile, type NoConfig } from '../../config/find-config.ts'
import { loadConfig, type Config, type ConfigProblem } from '../../config/load-config.ts'
import { transforms } from '../../transforms/index.ts'
import type { ConfigWish } from '../command.ts'
import type { Host } from '../host.ts'
import { remark } from './reporter.ts'

/** The configurations of a run. */
export interface Configs {
  /** That which holds in a folder, one of those that were named when it was opened. */
  in(folder: string): Config | undefined
}

/** Reads every configuration that holds in one of these folders; undefined where one of them is wrong, which is then said. */
export async function openConfigs(
  folders: readonly string[],
  wish: ConfigWish,
  { folder: current, stderr }: Pick<Host, 'folder' | 'stderr'>,
): Promise<Configs | undefined> {
  if (wish === 'none') return { in: () => undefined }
  const named = wish === 'nearest' ? undefined : configFile(resolve(current, wish.file))
  const find = named ? () => named : configFinder()
  const places = new Map(folders.map((folder) => [folder, find(folder)]))
  const files = new Map([...places.values()].flatMap((place) => (place ? [[place.file, place]] : [])))
  const configs = new Map<string, Config>()
  const problems: ConfigProblem[] = []
  for (const place of files.values()) {
    // What a configuration that is named leaves alone is told from where dfopt runs.
    const loaded = await load(place, named && current)
    if ('modes' in loaded) configs.set(place.file, loaded)
    else problems.push(...loaded)
  }
  for (const problem of problems) stderr.write(complaint(problem, current))
  if (problems.length > 0) return undefined
  return { in: (folder) => configs.get(places.get(folder)?.file ?? '') }
}

async function load(
  place: ConfigFile | NoConfig,
  folder: string | undefined,
): Promise<Config | readonly ConfigProblem[]> {
  if ('message' in place) return [{ ...place, line: undefined, column: undefined }]
  return loadConfig(place, transforms, folder)
}

function complaint({ file, line, column, message, hint }: ConfigProblem, current: string): string {
  const place = line === undefined ? '' : `:${line}:${column ?? 1}`
  return remark(shownPath(file, current) + place, { message, line: undefined, hint })
}

/** As seen from a folder where it is in it or next to it, else whole. */
export function shownPath(file: string, current: string): string {
  const path = relative(current, file)
  return (path.startsWith(`..${sep}..`) ? file : path).split(sep).join('/')
}
