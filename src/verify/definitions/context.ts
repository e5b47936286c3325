import { isUtf8 } from 'node:buffer'
import { closeSync, lstatSync, openSync, readdirSync, type BigIntStats } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { matchPath } from '../../project/go-path.ts'
import { ignoreMatcher, type PatternMatches } from '../../project/ignore-file.ts'
import { projectFolders } from '../../project/repository.ts'
import type { BuilderName } from '../builder.ts'
import { contextSources } from './context-sources.ts'

export interface DefaultContext {
  readonly folder: string
  /** What COPY, ADD and mounts name and the folder does not have. */
  readonly missing: readonly string[]
}

/**
 * The build context of a Dockerfile that nothing tells of: the nearest folder, from its own up to the root of the
 * repository, in which all that it copies is there. Where none has all, the nearest of those that have most.
 *
 * @param dockerfile absolute
 */
export async function defaultContext(dockerfile: string, text: string): Promise<DefaultContext> {
  const sources = contextSources(text)
  const names = sources.filter((source) => !isPattern(source))
  // A pattern may match nothing, as in `COPY package.json yarn.lock* ./`: beside names it tells nothing.
  const telling = names.length > 0 ? names : sources
  let best: DefaultContext | undefined
  for (const folder of projectFolders(dirname(dockerfile))) {
    const found = await Promise.all(telling.map((source) => exists(folder, source.split('/'))))
    const missing = telling.filter((_, index) => !found[index])
    if (!best || missing.length < best.missing.length) best = { folder, missing }
    if (missing.length === 0) break
  }
  const { folder, missing } = best ?? { folder: dirname(dockerfile), missing: telling }
  return { folder, missing: missing.filter((source) => !isPattern(source)) }
}

function isPattern(source: string): boolean {
  return /[*?[\\]/.test(source)
}

async function exists(folder: string, [name, ...rest]: readonly string[]): Promise<boolean> {
  // `**` is COPY --parents': any number of folders.
  if (name === undefined || name === '**') return true
  if (!isPattern(name)) {
    const there = await lstat(join(folder, name)).catch(() => undefined)
    return there !== undefined && exists(join(folder, name), rest)
  }
  for (const each of await readdir(folder).catch(() => [])) {
    if (matchPath(name, each) === true && (await exists(join(folder, each), rest))) return true
  }
  return false
}

/**
 * The ignore file that a builder goes by. BuildKit (frontend/dockerui/config.go) takes the one beside the Dockerfile,
 * even when it is empty, before the context's; buildah (ContainerIgnoreFile in pkg/parse) knows a second name for each.
 * A symlink that leads out of its folder is not followed.
 *
 * @param dockerfile absolute
 * @param context absolute
 */
export async function ignoreFileOf(
  dockerfile: string,
  context: string,
  builder: BuilderName,
): Promise<string | undefined> {
  const beside = builder === 'docker' ? ['.dockerignore'] : ['.dockerignore', '.containerignore']
  const within = builder === 'docker' ? ['.dockerignore'] : ['.containerignore', '.dockerignore']
  const candidates = [
    ...beside.map((suffix) => [dirname(dockerfile), basename(dockerfile) + suffix] as const),
    ...within.map((name) => [context, name] as const),
  ]
  for (const [folder, name] of candidates) {
    if (await isFileIn(folder, name)) return join(folder, name)
  }
  return undefined
}

async function isFileIn(folder: string, name: string): Promise<boolean> {
  try {
    const [root, path] = await Promise.all([realpath(folder), realpath(join(folder, name))])
    return path.startsWith(root.endsWith(sep) ? root : root + sep) && (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** What a build can see of its context, at one moment. */
export interface ContextState {
  /** By the path of a folder, '' for the context itself: separated by NUL, the names in it, each with what tells a change. */
  readonly folders: ReadonlyMap<string, string>
  readonly files: number
  /** Of all files. */
  readonly bytes: number
}

export interface ContextFault {
  readonly message: string
  readonly hint: string
}

// Short enough for Ctrl-C to be answered at once, long enough for the pauses to cost nothing.
const MILLISECONDS_AT_ONCE = 20

/**
 * Looks at everything in a build context that its ignore patterns leave: type, mode, size and time of change, no
 * content. Symlinks are not followed.
 *
 * @param folder absolute
 * @param patterns as `parseIgnoreFile` returns them
 */
export async function contextState(
  folder: string,
  patterns: readonly string[],
  stop: AbortSignal,
): Promise<ContextState | ContextFault> {
  const matcher = ignoreMatcher(patterns)
  const folders = new Map<string, string>()
  const queue: Folder[] = [{ name: '', path: folder, matches: undefined }]
  let files = 0
  let bytes = 0
  let paused = performance.now()
  for (let each = queue.pop(); each; each = queue.pop()) {
    const place = { name: each.name }
    const parts: string[] = []
    try {
      for (const entry of entriesOf(each.path)) {
        const name = each.name === '' ? entry.name : `${each.name}/${entry.name}`
        place.name = name
        if (performance.now() - paused > MILLISECONDS_AT_ONCE) {
          await setImmediate()
          if (stop.aborted) return { message: 'interrupted', hint: '' }
          paused = performance.now()
        }
        const { ignored, patterns: matches } = matcher.matchesIn(each.matches, name)
        if (ignored && !matcher.mayHaveExceptionsBelow(name)) continue
        const status = lstatSync(entry.path, { bigint: true, throwIfNoEntry: false })
        if (status?.isDirectory()) queue.push({ name, path: entry.path, matches })
        if (!status || ignored) continue
        parts.push(entry.name, factsOf(status))
        if (!status.isFile()) continue
        if ((status.mode & EVERYBODY_READS) !== EVERYBODY_READS) closeSync(openSync(entry.path, 'r'))
        files += 1
        bytes += Number(status.size)
      }
    } catch (error) {
      const fault = faultOf(error, place.name, folder)
      if (fault) return fault
    }
    // Joined at the end: text that grows piece by piece is kept in pieces.
    folders.set(each.name, parts.join('\0'))
  }
  return { folders, files, bytes }
}

const EVERYBODY_READS = 0o444n

interface Folder {
  readonly name: string
  readonly path: Path
  readonly matches: PatternMatches | undefined
}

/** Bytes where a name in it is not UTF-8. */
type Path = string | Buffer

interface Entry {
  readonly name: string
  readonly path: Path
}

/** In an order that does not depend on the file system. */
function entriesOf(folder: Path): readonly Entry[] {
  if (typeof folder === 'string') {
    const names = readdirSync(folder)
    if (!names.some((name) => name.includes('\ufffd')))
      return names.sort().map((name) => ({ name, path: `${folder}/${name}` }))
  }
  const names = readdirSync(folder, { encoding: 'buffer' }).sort((left, right) => left.compare(right))
  return names.map((bytes) => ({
    name: isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1'),
    path: Buffer.concat([Buffer.from(folder), Buffer.from('/'), bytes]),
  }))
}

/** A folder's own times tell no more than what is in it, and what is ignored moves them too. */
function factsOf(status: BigIntStats): string {
  const kind = status.mode.toString(8)
  return status.isDirectory() ? kind : `${kind} ${status.size} ${status.mtimeNs} ${status.rdev}`
}

/** undefined for what went away meanwhile. */
function faultOf(error: unknown, name: string, context: string): ContextFault | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const path = name === '' ? context : name
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      if (name !== '') return undefined
      return { message: `${path} is no folder to build from`, hint: 'name the build context with --context' }
    case 'EACCES':
    case 'EPERM':
      return {
        message: `the build context cannot be read: ${path}: permission denied`,
        hint: 'correct the permissions, or name it in .dockerignore',
      }
    default:
      if (typeof code !== 'string') throw error
      return {
        message: `the build context cannot be read: ${path}: ${code}`,
        hint: 'look up this code of the operating system',
      }
  }
}

const MOST_CHANGES = 10

/** Up to ten of the paths that are new, gone or changed, sorted; what lies in a new folder is not named. */
export function changedBetween(before: ContextState, after: ContextState): readonly string[] {
  const changed: string[] = []
  for (const folder of new Set([...before.folders.keys(), ...after.folders.keys()])) {
    const [then, now] = [before.folders.get(folder), after.folders.get(folder)]
    if (then === now) continue
    // A folder that came or went is named itself, unless it is ignored and only something in it is not.
    if (then === undefined ? names(after, folder) : now === undefined && names(before, folder)) continue
    const [left, right] = [factsByName(then ?? ''), factsByName(now ?? '')]
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      if (left.get(name) !== right.get(name)) changed.push(folder === '' ? name : `${folder}/${name}`)
    }
  }
  return changed.sort().slice(0, MOST_CHANGES)
}

/** Whether what a folder lies in lists it. */
function names({ folders }: ContextState, folder: string): boolean {
  const slash = folder.lastIndexOf('/')
  const parent = folders.get(slash === -1 ? '' : folder.slice(0, slash)) ?? ''
  return factsByName(parent).has(folder.slice(slash + 1))
}

function factsByName(lines: string): ReadonlyMap<string, string> {
  const parts = lines === '' ? [] : lines.split('\0')
  const facts = new Map<string, string>()
  for (let at = 0; at + 1 < parts.length; at += 2) facts.set(parts[at] ?? '', parts[at + 1] ?? '')
  return facts
}
