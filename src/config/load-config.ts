import { isUtf8 } from 'node:buffer'
import { readFileSync, statSync } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import { faultOfError } from '../batch/fault.ts'
import type { Settings } from '../engine/settings.ts'
import { checkConfig } from './check-config.ts'
import { checkImages } from './check-images.ts'
import type { ConfigFile } from './find-config.ts'
import { nodeAt, positionOf, type ConfigNode, type TextFault } from './node.ts'
import type { ConfigValues, KnownTransform, MODES } from './schema.ts'
import { withSlash } from './values.ts'

export type Mode = (typeof MODES)[number]

/** What a configuration says; what it does not say is not there. */
export interface Config {
  /** Absolute. */
  readonly file: string
  /** By the ids of transforms. */
  readonly modes: Readonly<Record<string, Mode | undefined>>
  readonly settings: Partial<Settings>
  readonly offline: boolean | undefined
  readonly insecureRegistries: readonly string[] | undefined
  /** The glob by which a file, by its absolute path, is left alone; undefined where none matches. */
  ignoredBy(file: string): string | undefined
}

/** What is wrong with a configuration, in one line, and where. */
export interface ConfigProblem {
  /** Absolute. */
  readonly file: string
  readonly line: number | undefined
  readonly column: number | undefined
  readonly message: string
  readonly hint: string
}

/**
 * Reads a configuration.
 *
 * @param transforms those that it may name
 * @param folder where its globs start; its own by default
 */
export async function loadConfig(
  { file, kind }: ConfigFile,
  transforms: readonly KnownTransform[],
  folder: string = dirname(file),
): Promise<Config | readonly ConfigProblem[]> {
  const text = readText(file)
  if (typeof text !== 'string') return [text]
  const problems = (faults: readonly TextFault[]): readonly ConfigProblem[] =>
    faults.map(({ offset, message, hint }) => ({ file, ...positionOf(text, offset), message, hint }))
  const read = await readRoot(text, kind)
  if ('message' in read) return problems([read])
  const values = await checkConfig(read, transforms)
  if (isList(values)) return problems(values)
  const wrong = checkImages(values.images ?? {}, read)
  if (wrong.length > 0) return problems(wrong)
  const { variant, mirrors, images, refreshDigests, offline, insecureRegistries, ignore = [] } = values
  return {
    file,
    modes: values.transforms ?? {},
    settings: {
      ...(variant !== undefined && { variant }),
      ...(mirrors && { mirrors: mirrors.map(withSlash) }),
      ...(images && { images }),
      ...(refreshDigests !== undefined && { refreshDigests }),
    },
    offline,
    insecureRegistries: insecureRegistries?.map((each) => each.toLowerCase()),
    ignoredBy: await ignoring(ignore, folder),
  }
}

function readText(file: string): string | ConfigProblem {
  const nowhere = { file, line: undefined, column: undefined }
  try {
    if (!statSync(file).isFile())
      return { ...nowhere, message: 'is no file', hint: 'name a file, or remove what stands in its place' }
    const bytes = readFileSync(file)
    if (!isUtf8(bytes)) return { ...nowhere, message: 'is not valid UTF-8', hint: 'save it as UTF-8' }
    return bytes.toString().replace(/^\ufeff/, '')
  } catch (error) {
    return { ...nowhere, ...faultOfError(error, 'cannot be read') }
  }
}

/** What is needed for one kind is loaded for it alone. */
async function readRoot(text: string, kind: ConfigFile['kind']): Promise<ConfigNode | TextFault> {
  if (kind === 'yaml') {
    const { readYaml } = await import('./yaml-text.ts')
    return readYaml(text)
  }
  const { readJson } = await import('./json-text.ts')
  const root = readJson(text, kind === 'jsonc')
  if (kind !== 'package.json' || 'message' in root) return root
  return (
    nodeAt(root, ['dfopt']) ?? {
      offset: 0,
      message: 'there is no "dfopt" in it',
      hint: 'add one, or name another file',
    }
  )
}

/** Globs as discovery has them: a folder that matches stands for all that is in it. */
async function ignoring(globs: readonly string[], folder: string): Promise<Config['ignoredBy']> {
  if (globs.length === 0) return () => undefined
  const { default: picomatch } = await import('picomatch')
  const matchers = globs.map((glob) => {
    const matches = picomatch(glob.replace(/^\.\//, '').replace(/(?<=.)\/$/, ''), { dot: true })
    return { glob, matches }
  })
  return (file) => {
    const parts = relative(folder, file).split(sep)
    if (parts[0] === '..') return undefined
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'))
    return matchers.find(({ matches }) => paths.some((path) => matches(path)))?.glob
  }
}

function isList(value: ConfigValues | readonly TextFault[]): value is readonly TextFault[] {
  return Array.isArray(value)
}
