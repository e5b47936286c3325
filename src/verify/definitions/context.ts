import { isUtf8 } from 'node:buffer'
import { closeSync, lstatSync, openSync, readdirSync, type BigIntStats } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { ignoreMatcher, type PatternMatches } from '../../project/ignore-file.ts'

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
