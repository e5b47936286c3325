// Where a build takes its files from, when only the Dockerfile is known.
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, sep } from 'node:path'
import type { Document } from '../dockerfile/document.ts'
import { contextSources } from './context-sources.ts'
import { matchPath } from './go-path.ts'
import { projectFolders } from './repository.ts'

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
export function defaultContext(dockerfile: string, document: Document): DefaultContext {
  return shown(nearest(dockerfile, tellingSources(document)))
}

/**
 * The same where files of the project tell of it. Of several the nearest is taken where it is among them, else the first that has
 * as much of what is copied as the nearest has: what is told may be out of date.
 *
 * @param dockerfile absolute
 * @param stated absolute, of folders that are there
 */
export function contextAmong(
  dockerfile: string,
  document: Document,
  stated: readonly string[],
): DefaultContext {
  const telling = tellingSources(document)
  const guess = nearest(dockerfile, telling)
  if (stated.some((folder) => isSame(folder, guess.folder))) return shown(guess)
  const found = stated.find((folder) => missingIn(folder, telling).length <= guess.missing.length)
  return shown(found === undefined ? guess : { folder: found, missing: missingIn(found, telling) })
}

/** A pattern may match nothing, as in `COPY package.json yarn.lock* ./`: beside names it tells nothing. */
function tellingSources(document: Document): readonly string[] {
  const sources = contextSources(document)
  const names = sources.filter((source) => !isPattern(source))
  return names.length > 0 ? names : sources
}

function nearest(dockerfile: string, telling: readonly string[]): DefaultContext {
  let best: DefaultContext | undefined
  for (const folder of projectFolders(dirname(dockerfile))) {
    const missing = missingIn(folder, telling)
    if (!best || missing.length < best.missing.length) best = { folder, missing }
    if (missing.length === 0) break
  }
  return best ?? { folder: dirname(dockerfile), missing: telling }
}

function missingIn(folder: string, telling: readonly string[]): readonly string[] {
  return telling.filter((source) => !exists(folder, source.split('/')))
}

function shown({ folder, missing }: DefaultContext): DefaultContext {
  return { folder, missing: missing.filter((source) => !isPattern(source)) }
}

function isSame(left: string, right: string): boolean {
  try {
    return realpathSync(left) === realpathSync(right)
  } catch {
    return false
  }
}

function isPattern(source: string): boolean {
  return /[*?[\\]/.test(source)
}

function exists(folder: string, [name, ...rest]: readonly string[]): boolean {
  // `**` is COPY --parents': any number of folders.
  if (name === undefined || name === '**') return true
  if (!isPattern(name)) {
    return isThere(join(folder, name)) && exists(join(folder, name), rest)
  }
  return namesIn(folder).some((each) => matchPath(name, each) === true && exists(join(folder, each), rest))
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/**
 * The ignore file that a builder goes by. BuildKit (frontend/dockerui/config.go) takes the one beside the Dockerfile,
 * even when it is empty, before the context's; buildah (ContainerIgnoreFile in pkg/parse) knows a second name for each.
 * A symlink that leads out of its folder is not followed.
 *
 * @param dockerfile absolute
 * @param context absolute
 * @param builder `docker`, `podman` or `buildah`
 */
export function ignoreFileOf(dockerfile: string, context: string, builder: string): string | undefined {
  const beside = builder === 'docker' ? ['.dockerignore'] : ['.dockerignore', '.containerignore']
  const within = builder === 'docker' ? ['.dockerignore'] : ['.containerignore', '.dockerignore']
  const candidates = [
    ...beside.map((suffix) => [dirname(dockerfile), basename(dockerfile) + suffix] as const),
    ...within.map((name) => [context, name] as const),
  ]
  for (const [folder, name] of candidates) {
    if (isFileIn(folder, name)) return join(folder, name)
  }
  return undefined
}

function isFileIn(folder: string, name: string): boolean {
  try {
    const [root, path] = [realpathSync(folder), realpathSync(join(folder, name))]
    return path.startsWith(root.endsWith(sep) ? root : root + sep) && statSync(path).isFile()
  } catch {
    return false
  }
}
