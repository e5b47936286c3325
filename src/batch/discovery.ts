import { lstatSync, readlinkSync, statSync } from 'node:fs'
import { basename, join, resolve, sep } from 'node:path'
import { codeOf, faultOfError, type Fault } from './fault.ts'
import type { Environment } from './git.ts'
import { kindOfName, templateSuffix } from './names.ts'
import { realPath } from './real-path.ts'
import { repositoryRoot } from '../project/repository.ts'
import type { Walked } from './walk.ts'

export interface FoundFile {
  readonly kind: 'file'
  /** As it was named, with forward slashes. */
  readonly path: string
  readonly absolute: string
}

/** A file that was found and is not to be read, with the reason. */
export interface FoundOther {
  readonly kind: 'skipped' | 'failed'
  readonly path: string
  readonly fault: Fault
}

export type Found = FoundFile | FoundOther

export interface Discovery {
  /** In the order of the paths, and by name where one path stands for several. */
  readonly found: readonly Found[]
  /** Paths that lead to no Dockerfile. */
  readonly unmatched: readonly Unmatched[]
}

export interface Unmatched {
  readonly path: string
  readonly fault: Fault
}

export interface Surroundings {
  /** The folder that relative paths start from. */
  readonly folder: string
  readonly environment: Environment
}

/** Finds what files, folders and globs stand for. No paths at all stand for the current folder. */
export async function discover(paths: readonly string[], around: Surroundings): Promise<Discovery> {
  const found = new Map<string, Found>()
  const unmatched: Unmatched[] = []
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const result = await find(path, around)
    if ('fault' in result) {
      unmatched.push(result)
      continue
    }
    // The same file under two names is one file, else it would be written twice.
    for (const each of result.found) {
      const key = each.kind === 'file' ? realPath(each.absolute) : `${each.kind} ${each.path}`
      if (!found.has(key)) found.set(key, each)
    }
    const none = paths.length > 0 && !result.found.some((each) => each.kind !== 'skipped')
    if (none) unmatched.push({ path, fault: nothingIn(result.what) })
  }
  return { found: [...found.values()], unmatched }
}

type Result = { readonly what: 'file' | 'folder' | 'glob'; readonly found: readonly Found[] } | Unmatched

function nothingIn(what: 'file' | 'folder' | 'glob'): Fault {
  return {
    message: what === 'glob' ? 'matches no Dockerfile' : 'has no Dockerfile in it',
    hint: 'a file that is named itself is taken whatever its name is',
  }
}

async function find(path: string, around: Surroundings): Promise<Result> {
  const absolute = resolve(around.folder, path)
  const shown = path.split(sep).join('/')
  try {
    const status = statSync(absolute)
    if (status.isDirectory())
      return { what: 'folder', found: await inFolder(absolute, shown, around.environment) }
    return { what: 'file', found: [{ kind: 'file', path: shown, absolute }] }
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') {
      const fault = faultOfError(error, 'cannot be read')
      return { what: 'file', found: [{ kind: 'failed', path: shown, fault }] }
    }
  }
  const link = linkTarget(absolute)
  if (link !== undefined)
    return {
      path: shown,
      fault: {
        message: `is a symlink to ${link}, which does not exist`,
        hint: 'correct or remove the symlink',
      },
    }
  if (/[*?[{(!]/.test(shown)) return { what: 'glob', found: await byGlob(shown, around) }
  return { path: shown, fault: { message: 'does not exist', hint: 'check the name' } }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

async function byGlob(glob: string, around: Surroundings): Promise<readonly Found[]> {
  const { default: picomatch } = await import('picomatch')
  const { prefix, base, glob: rest } = picomatch.scan(glob)
  const folder = resolve(around.folder, base)
  if (!isFolder(folder)) return []
  const matches = picomatch(rest, { dot: true })
  // A folder that matches stands for what is in it, as it would had the shell replaced the glob.
  const selects = (name: string): boolean =>
    name.split('/').some((_, index, parts) => matches(parts.slice(0, index + 1).join('/')))
  return inFolder(folder, prefix + base, around.environment, selects)
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

async function inFolder(
  folder: string,
  shown: string,
  environment: Environment,
  selects: (name: string) => boolean = () => true,
): Promise<readonly Found[]> {
  const { files, faults } = await allFiles(folder, environment)
  const failed = faults.map(({ path, fault }): Found => ({ kind: 'failed', path: below(shown, path), fault }))
  const found = [...files]
    .sort((left, right) => (left < right ? -1 : 1))
    .filter(selects)
    .flatMap((name) => foundFile(join(folder, name), name, below(shown, name)))
  return [...failed, ...found]
}

async function allFiles(folder: string, environment: Environment): Promise<Walked> {
  if (repositoryRoot(folder) !== undefined) {
    const { listFiles } = await import('./git.ts')
    const files = listFiles(folder, environment)
    if (files) return { files, faults: [] }
  }
  const { walk } = await import('./walk.ts')
  return walk(folder)
}

function foundFile(absolute: string, name: string, path: string): readonly Found[] {
  const kind = kindOfName(basename(name))
  if (kind === 'other' || name.split('/').includes('node_modules')) return []
  const status = lstatSync(absolute, { throwIfNoEntry: false })
  if (!status && name.includes('\ufffd')) {
    const fault = { message: 'its name is not valid UTF-8, so it cannot be opened', hint: 'rename it' }
    return [{ kind: 'failed', path, fault }]
  }
  // What git lists may be a symlink, a submodule, or gone.
  if (!status?.isFile()) return []
  if (kind === 'dockerfile') return [{ kind: 'file', path, absolute }]
  const message = `its name marks a template (${templateSuffix(name)})`
  return [{ kind: 'skipped', path, fault: { message, hint: 'render it and name the result' } }]
}

function below(folder: string, name: string): string {
  if (folder === '.' || folder === '' || name === '') return name === '' ? folder : name
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}
