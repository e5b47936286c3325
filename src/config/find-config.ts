// Which configuration holds for a folder. Nothing else of a configuration is loaded as long as there is none.
import { lstatSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { projectFolders } from '../project/repository.ts'

export interface ConfigFile {
  /** Absolute. */
  readonly file: string
  readonly kind: 'json' | 'jsonc' | 'yaml' | 'package.json'
}

/** Why the configuration of a folder cannot be told. */
export interface NoConfig {
  /** Absolute. */
  readonly file: string
  readonly message: string
  readonly hint: string
}

const NAMES = ['dfopt.config.json', 'dfopt.config.jsonc', 'dfopt.config.yaml'] as const

// Somebody who wrote one of them believes that it holds.
const OTHERS = ['yml', 'json5', 'toml', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  (ending) => `dfopt.config.${ending}`,
)

/**
 * The nearest configuration of a folder, in it or above it as far as its repository goes. What one folder has is looked up once.
 *
 * @returns a function of an absolute path that returns undefined where there is none
 */
export function configFinder(): (folder: string) => ConfigFile | NoConfig | undefined {
  const known = new Map<string, ConfigFile | NoConfig | undefined>()
  const own = (folder: string): ConfigFile | NoConfig | undefined => {
    if (!known.has(folder)) known.set(folder, configIn(folder))
    return known.get(folder)
  }
  const roots = new Map<string, string | undefined>()
  const rootOf = (folder: string): string | undefined => {
    const before = roots.get(folder)
    if (before !== undefined || roots.has(folder)) return before
    const isTop = folder === dirname(folder)
    const root = isThere(join(folder, '.git')) ? folder : isTop ? undefined : rootOf(dirname(folder))
    roots.set(folder, root)
    return root
  }
  return (folder) => {
    for (const each of projectFolders(folder, rootOf(folder))) {
      const found = own(each)
      if (found) return found
    }
    return undefined
  }
}

function configIn(folder: string): ConfigFile | NoConfig | undefined {
  const names: string[] = [...NAMES, ...OTHERS].filter((name) => isThere(join(folder, name)))
  if (isThere(join(folder, 'package.json')) && isInPackage(join(folder, 'package.json')))
    names.push('package.json')
  const [name, second] = names
  if (name === undefined) return undefined
  const file = join(folder, name)
  if (second !== undefined)
    return {
      file,
      message: `${second} beside it is a configuration of this folder, too`,
      hint: 'keep one of them',
    }
  return configFile(file)
}

/** A file that is to be read as a configuration, by its name. */
export function configFile(file: string): ConfigFile | NoConfig {
  const name = basename(file)
  if (name === 'package.json') return { file, kind: 'package.json' }
  if (/\.jsonc?$/.test(name)) return { file, kind: name.endsWith('c') ? 'jsonc' : 'json' }
  if (name.endsWith('.yaml')) return { file, kind: 'yaml' }
  if (name.endsWith('.yml'))
    return { file, message: 'the name of a configuration ends in .yaml', hint: 'rename it' }
  return {
    file,
    message: 'dfopt reads no configuration of this kind',
    hint: 'write it as dfopt.config.json, dfopt.config.jsonc or dfopt.config.yaml',
  }
}

function isThere(path: string): boolean {
  try {
    // A symlink that leads nowhere is there: what it leads to is missed when it is read.
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

/** Most have dfopt among their dependencies, if they have it at all. */
function isInPackage(path: string): boolean {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return false
  }
  if (!/"dfopt"\s*:\s*[^\s"]/.test(text)) return false
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''))
    return typeof value === 'object' && value !== null && Object.hasOwn(value, 'dfopt')
  } catch {
    // It is said where it breaks when it is read.
    return true
  }
}
