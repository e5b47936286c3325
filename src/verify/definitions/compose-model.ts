// Compose files as a whole: their variables, includes, extends and paths, following loader/ and paths/ of compose-go
// (Apache-2.0, see NOTICE). Only what a build needs is looked at.
import { readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { cleanPath } from '../../project/go-path.ts'
import { readCompose } from './compose.ts'
import { buildMap, mergeService, mergeServices, mergeValues, settled } from './compose-merge.ts'
import {
  ComposeError,
  isBroken,
  isList,
  isMap,
  isTagged,
  mapEntries,
  member,
  NOTHING,
  withMember,
  type MapValue,
  type Value,
} from './compose-value.ts'
import { DotenvError, parseDotenv } from './dotenv.ts'
import { interpolate, InterpolationError, type Lookup } from './interpolate.ts'

export interface Model {
  readonly services: MapValue
  /** The top-level ones, that builds refer to. */
  readonly secrets: MapValue
}

/** What the files of a project are read with. */
export interface Surroundings {
  /** The project's folder, absolute: relative paths start there. */
  readonly folder: string
  readonly lookup: Lookup
  /** Files that include this one. */
  readonly including: readonly string[]
}

const EMPTY: Model = { services: NOTHING, secrets: NOTHING }

/**
 * A project of one or more files, each merged over those before it. Paths in it are absolute.
 *
 * @throws ComposeError
 */
export function loadModel(files: readonly string[], around: Surroundings): Model {
  let model = EMPTY
  for (const file of files) {
    for (const document of readCompose(file, readText(file))) {
      const own = partsOf(file, document, around)
      const all = withIncludes(file, document, own, around)
      const services = withExtends(file, all.services, around)
      model = mergeModels(model, { services, secrets: all.secrets })
    }
  }
  return {
    services: mapEntries(model.services, (service) => withContext(settled(service) ?? null, around.folder)),
    secrets: mapEntries(model.secrets, settled),
  }
}

function mergeModels(base: Model, over: Model): Model {
  const secrets = mergeValues(base.secrets, over.secrets)
  return {
    services: mergeServices(base.services, over.services),
    secrets: isMap(secrets) ? secrets : NOTHING,
  }
}

/** @throws ComposeError */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code !== 'string') throw error
    throw new ComposeError(file, code === 'ENOENT' ? 'does not exist' : `cannot be read: ${code}`)
  }
}

const SERVICE_KEYS: ReadonlySet<string> = new Set(['build', 'platform', 'extends', 'image'])

/** What of a file matters to builds, its variables put in and its paths made absolute. */
function partsOf(file: string, document: Value, around: Surroundings): Model {
  if (document !== null && !isMap(document)) throw new ComposeError(file, 'is no mapping')
  const part = (key: string): MapValue => {
    const value = withoutTag(member(document, key) ?? null)
    if (value !== null && !isMap(value)) throw new ComposeError(file, `${key} is no mapping`)
    return value ?? NOTHING
  }
  const services = mapEntries(part('services'), (service) => {
    if (!isMap(service)) return service ?? NOTHING
    return mapEntries(service, (value, key) => (SERVICE_KEYS.has(key) ? value : undefined))
  })
  const { folder, lookup } = around
  const home = lookup('HOME')
  return {
    services: mapEntries(services, (each) => withPaths(interpolated(each, lookup), folder, home)),
    secrets: mapEntries(part('secrets'), (secret) => {
      const value = interpolated(secret, lookup)
      const place = member(value, 'file')
      return isMap(value) && typeof place === 'string'
        ? withMember(value, 'file', absolute(place, folder, home))
        : value
    }),
  }
}

function withoutTag(value: Value): Value {
  return isTagged(value) ? (value.tag === '!reset' ? null : value.value) : value
}

function interpolated(value: Value, lookup: Lookup): Value {
  if (typeof value === 'string') return interpolatedText(value, lookup)
  if (isMap(value)) return mapEntries(value, (entry) => interpolated(entry, lookup))
  if (isList(value)) return { list: value.list.map((entry) => interpolated(entry, lookup)) }
  return isTagged(value) ? { tag: value.tag, value: interpolated(value.value, lookup) } : value
}

function interpolatedText(text: string, lookup: Lookup): Value {
  try {
    return interpolate(text, lookup)
  } catch (error) {
    if (error instanceof InterpolationError) return { problem: error.message }
    throw error
  }
}

/** Whether builders fetch a context themselves. */
export function isRemote(context: string): boolean {
  return context.includes('://') || /^(?:service:|github\.com\/|git@)/.test(context)
}

function absolute(path: string, folder: string, home: string | undefined): string {
  const expanded = path.startsWith('~') && home !== undefined ? join(home, path.slice(1)) : path
  if (expanded === '') return ''
  return cleanPath(isAbsolute(expanded) ? expanded : join(folder, expanded))
}

function withPaths(service: Value, folder: string, home: string | undefined): Value {
  const build = member(service, 'build')
  if (!isMap(service) || build === undefined || build === null) return service
  const place = (value: Value): Value => {
    if (typeof value === 'string') return isRemote(value) ? value : absolute(value, folder, home)
    return isTagged(value) ? { ...value, value: place(value.value) } : value
  }
  if (isTagged(build)) {
    const inner = withPaths({ map: new Map([['build', build.value]]) }, folder, home)
    return withMember(service, 'build', { ...build, value: member(inner, 'build') ?? null })
  }
  const placed = mapEntries(buildMap(build), (value, key) => {
    if (key === 'context') return place(value)
    if (key === 'additional_contexts') return placedPairs(value, place)
    if (key === 'ssh') return placedPairs(value, (path) => (path === '' ? '' : place(path)))
    return value
  })
  return withMember(service, 'build', placed)
}

function placedPairs(value: Value, place: (value: Value) => Value): Value {
  if (isMap(value)) return mapEntries(value, place)
  if (isTagged(value)) return { ...value, value: placedPairs(value.value, place) }
  if (!isList(value)) return value
  return {
    list: value.list.map((entry) => {
      const equals = typeof entry === 'string' ? entry.indexOf('=') : -1
      if (typeof entry !== 'string' || equals === -1) return entry
      const path = place(entry.slice(equals + 1))
      return typeof path === 'string' ? `${entry.slice(0, equals)}=${path}` : path
    }),
  }
}

/** A build without a context has the project's folder. */
function withContext(service: Value, folder: string): Value {
  const build = member(service, 'build')
  if (!isMap(service) || build === undefined || build === null || isBroken(build)) return service
  const map = buildMap(build)
  return withMember(service, 'build', map.map.has('context') ? map : withMember(map, 'context', folder))
}

function withIncludes(file: string, document: Value, own: Model, around: Surroundings): Model {
  const include = interpolated(withoutTag(member(document, 'include') ?? null), around.lookup)
  if (!isList(include)) return own
  let model = own
  for (const entry of include.list) {
    const path = isMap(entry) ? (member(entry, 'path') ?? null) : entry
    const paths = isList(path) ? path.list : [path]
    const broken = paths.find(isBroken)
    if (broken) throw new ComposeError(file, `include: ${broken.problem}`)
    const files = paths.filter((each) => typeof each === 'string')
    const [main] = files
    if (main === undefined || files.some((each) => isRemote(each) || each.startsWith('oci:'))) continue
    model = mergeModels(included(file, files, entry, around), model)
  }
  return model
}

function included(file: string, files: readonly string[], entry: Value, around: Surroundings): Model {
  const home = around.lookup('HOME')
  const place = (path: string): string => absolute(path, around.folder, home)
  const paths = files.map(place)
  const [main] = paths
  if (main === undefined) return EMPTY
  const including = [...around.including, file]
  if (including.includes(main))
    throw new ComposeError(file, `includes itself, by ${relative(dirname(file), main)}`)
  const named = member(entry, 'project_directory')
  const folder = typeof named === 'string' ? place(named) : dirname(main)
  const envFile = member(entry, 'env_file') ?? null
  const envFiles = (isList(envFile) ? envFile.list : [envFile]).filter((each) => typeof each === 'string')
  const lookup = withDotenv(
    envFiles.length > 0 ? envFiles.filter((each) => each !== '/dev/null').map(place) : defaultDotenv(folder),
    around.lookup,
  )
  return loadModel(paths, { folder, lookup, including })
}

/** The .env of a folder, where there is one. */
export function defaultDotenv(folder: string): readonly string[] {
  const path = join(folder, '.env')
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true ? [path] : []
}

/**
 * What is set already comes before what files set, and a later file before an earlier one.
 *
 * @throws ComposeError
 */
export function withDotenv(files: readonly string[], lookup: Lookup): Lookup {
  const variables = new Map<string, string>()
  const both: Lookup = (name) => lookup(name) ?? variables.get(name)
  for (const file of files) {
    try {
      for (const [name, value] of parseDotenv(readText(file), both)) variables.set(name, value)
    } catch (error) {
      if (error instanceof DotenvError) throw new ComposeError(file, `line ${error.line}: ${error.message}`)
      if (error instanceof InterpolationError) throw new ComposeError(file, error.message)
      throw error
    }
  }
  return both
}

function withExtends(file: string, services: MapValue, around: Surroundings): MapValue {
  return mapEntries(services, (_, name) => extended(name, { file, services, around }, []))
}

interface Source {
  readonly file: string
  readonly services: MapValue
  readonly around: Surroundings
}

function extended(name: string, source: Source, chain: readonly string[]): Value {
  const service = source.services.map.get(name) ?? null
  const extending = withoutTag(member(service, 'extends') ?? null)
  if (!isMap(service) || extending === null) return service
  const own = mapEntries(service, (value, key) => (key === 'extends' ? undefined : value))
  const broken = (problem: string): Value => withMember(own, 'build', { problem })

  const base = isMap(extending) ? member(extending, 'service') : extending
  const file = member(extending, 'file') ?? null
  const unreadable = [extending, base, file].find(isBroken)
  if (unreadable) return broken(unreadable.problem)
  if (typeof base !== 'string') return broken('extends names no service')
  const link = `${source.file}\0${name}`
  if (chain.includes(link)) return broken('extends leads back to itself')
  const from = typeof file === 'string' ? sourceOf(file, source.around) : source
  if ('problem' in from) return broken(from.problem)
  if (!from.services.map.has(base)) return broken(`extends ${base}, which is not there`)
  const above = extended(base, from, [...chain, link])
  const fault = member(above, 'build')
  return isBroken(fault) ? broken(fault.problem) : mergeService(above, own)
}

/** The services of a file that is extended, without what it includes. */
function sourceOf(name: string, around: Surroundings): Source | { readonly problem: string } {
  if (isRemote(name)) return { problem: `extends a service of ${name}` }
  const file = absolute(name, around.folder, around.lookup('HOME'))
  const there = { ...around, folder: dirname(file) }
  try {
    const parts = readCompose(file, readText(file)).map((each) => partsOf(file, each, there).services)
    return { file, services: parts.reduce(mergeServices, NOTHING), around: there }
  } catch (error) {
    if (error instanceof ComposeError) return { problem: `extends a service of ${name}: ${error.message}` }
    throw error
  }
}
