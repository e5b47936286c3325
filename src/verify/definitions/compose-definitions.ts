import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { readCompose } from './compose.ts'
import { serviceBuild, type ServiceBuild } from './compose-build.ts'
import { defaultDotenv, loadModel, readText, withDotenv, type Model } from './compose-model.ts'
import { ComposeError, isMap, member, NOTHING, type MapValue, type Value } from './compose-value.ts'
import { problemWith, realPathOf, shownPath, type Findings } from './definition-parts.ts'
import type { Around, Definition, DefinitionFault } from './definitions.ts'
import { interpolate, InterpolationError, type Lookup } from './interpolate.ts'

// DefaultFileNames and DefaultOverrideFileNames of compose-go's cli/options.go, in its order.
const NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]
const ANY_NAME = /^(?:docker-)?compose(?:[._-].+)?\.ya?ml$/i

/**
 * The services of a folder's compose files that are built from a Dockerfile: those of the project as compose reads it
 * without `-f`, and those of every other compose file, over the project's where it makes no sense alone.
 *
 * @param dockerfile its real path
 */
export function composeDefinitions(folder: string, dockerfile: string, around: Around): Findings {
  const faults: DefinitionFault[] = []
  const services = composeServices(folder, around.environment, (error) => {
    faults.push({
      message: `${shownPath(error.file, around)}: ${error.message}`,
      hint: 'correct it, or pass --context and --build-arg instead',
    })
  })
  const definitions = services.flatMap(({ files, name: service, value, model, lookup, exported }) => {
    const name = `${files.map((file) => shownPath(file, around)).join(' with ')}, service ${service}`
    return definitionOf(name, serviceBuild(value, model, lookup, exported), dockerfile)
  })
  return { definitions, faults }
}

export interface ComposeService {
  /** The files that say so, as they are shown. */
  readonly files: readonly string[]
  readonly name: string
  readonly value: Value
  readonly model: Model
  readonly lookup: Lookup
  /** What programs get to see of the environment. */
  readonly exported: Lookup
}

/** The services of a folder's compose files; `complain` hears of files that cannot be read. */
export function composeServices(
  folder: string,
  environment: Around['environment'],
  complain: (error: ComposeError) => void,
): readonly ComposeService[] {
  const files = composeFilesIn(folder)
  const attempt = <T>(action: () => T): T | undefined => {
    try {
      return action()
    } catch (error) {
      if (!(error instanceof ComposeError)) throw error
      complain(error)
      return undefined
    }
  }

  if (files.length === 0) return []
  const exported: Lookup = (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined)
  const lookup = attempt(() => withDotenv(defaultDotenv(folder), exported))
  if (!lookup) return []
  const project = projectOf(folder, files, lookup)
  const others = files.filter((file) => !project?.files.includes(file) && !OVERRIDES.includes(basename(file)))
  const sources = [
    ...(project ? [project] : []),
    ...others.flatMap((file) => attempt(() => sourceOf(file, project)) ?? []),
  ]
  return sources.flatMap((source) => {
    const found = attempt(() => servicesOf(source, folder, lookup))
    return (found ?? []).map(([name, value, model, variables]) => {
      return { files: source.shown, name, value, model, lookup: variables, exported }
    })
  })
}

function composeFilesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => ANY_NAME.test(name))
    return names.sort().flatMap((name) => (isFile(join(folder, name)) ? [join(folder, name)] : []))
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

interface Source {
  /** In the order in which they are merged. */
  readonly files: readonly string[]
  readonly shown: readonly string[]
  /** The services that count; undefined for all. */
  readonly services: ReadonlySet<string> | undefined
}

/** What compose reads in a folder without being told a file. */
function projectOf(folder: string, files: readonly string[], lookup: Lookup): Source | undefined {
  const listed = lookup('COMPOSE_FILE')
  if (listed !== undefined && listed !== '') {
    const named = listed.split(lookup('COMPOSE_PATH_SEPARATOR') ?? ':').map((name) => resolve(folder, name))
    if (named.every(isFile)) return { files: named, shown: named, services: undefined }
  }
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => join(folder, name)).find((path) => files.includes(path))
  const main = first(NAMES)
  if (main === undefined) return undefined
  const override = first(OVERRIDES)
  return { files: override === undefined ? [main] : [main, override], shown: [main], services: undefined }
}

/** A file such as compose.dev.yaml: complete in itself, or made to be laid over the project's own. */
function sourceOf(file: string, project: Source | undefined): Source {
  const own = rawServices(file)
  const [main] = project?.files ?? []
  const base = main === undefined ? NOTHING : readableServices(main)
  const isOver = [...own.map].some(([name, service]) => base.map.has(name) && isPartial(service))
  if (main === undefined || !isOver) return { files: [file], shown: [file], services: undefined }
  const changed = [...own.map].flatMap(([name, service]) =>
    member(service, 'build') === undefined && member(service, 'platform') === undefined ? [] : [name],
  )
  return { files: [main, file], shown: [main, file], services: new Set(changed) }
}

/** None where the file cannot be read, which is told when it is its turn. */
function readableServices(file: string): MapValue {
  try {
    return rawServices(file)
  } catch (error) {
    if (error instanceof ComposeError) return NOTHING
    throw error
  }
}

function rawServices(file: string): MapValue {
  const documents = readCompose(file, readText(file))
  return { map: new Map(documents.flatMap((each) => [...mapOf(member(each, 'services')).map])) }
}

function mapOf(value: Value | undefined): MapValue {
  return isMap(value) ? value : NOTHING
}

/** Neither an image nor a build that says what it is made from: compose refuses such a service. */
function isPartial(service: Value): boolean {
  const build = member(service, 'build')
  if (member(service, 'extends') !== undefined) return false
  if (build === undefined) return member(service, 'image') === undefined
  return isMap(build) && !build.map.has('context') && !build.map.has('dockerfile_inline')
}

function servicesOf(
  { files, services }: Source,
  folder: string,
  lookup: Lookup,
): readonly (readonly [name: string, service: Value, model: Model, lookup: Lookup])[] {
  const variables = withProjectName(files, folder, lookup)
  const model = loadModel(files, { folder, lookup: variables, including: [] })
  const counting = [...model.services.map].filter(([name]) => services?.has(name) ?? true)
  return counting.map(([name, service]) => [name, service, model, variables])
}

/** The name that a project goes by is a variable too. */
function withProjectName(files: readonly string[], folder: string, lookup: Lookup): Lookup {
  const given = files.flatMap((file) => readCompose(file, readText(file)).map((each) => member(each, 'name')))
  const last = given.findLast((name) => typeof name === 'string')
  const name = normalName(typeof last === 'string' ? interpolated(last, lookup) : basename(folder))
  return (variable) => lookup(variable) ?? (variable === 'COMPOSE_PROJECT_NAME' ? name : undefined)
}

/** As it stands where compose would refuse it: the name of a project is no part of a build. */
function interpolated(text: string, lookup: Lookup): string {
  try {
    return interpolate(text, lookup)
  } catch (error) {
    if (error instanceof InterpolationError) return text
    throw error
  }
}

function normalName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
}

function definitionOf(
  name: string,
  build: ServiceBuild | undefined,
  dockerfile: string,
): readonly Definition[] {
  if (!build) return []
  const { context, settings } = build
  // Without its context nothing but the name tells which Dockerfile is meant.
  const matches =
    context === undefined
      ? basename(build.dockerfile) === basename(dockerfile)
      : realPathOf(build.dockerfile) === dockerfile
  if (!matches) return []
  const problem = build.problem === undefined ? undefined : problemWith(name, build.problem)
  return [{ name, context: context ?? '', settings, problem }]
}
