// The lock files of Python: what each of them says of the packages that it locks.
import { parseToml, tableIn, tablesIn, textIn, textsIn, isTable, type Table } from '../toml.ts'
import { sourceOf, type Source } from './requirement.ts'
import { normalName } from './version.ts'

export interface LockedPackage {
  readonly name: string
  /** Undefined where the lock file leaves it to the source. */
  readonly version: string | undefined
  /** The names of all its files; undefined where the lock file does not list them. */
  readonly files: readonly string[] | undefined
  readonly source: Source
  /** Only for those who work on the project. */
  readonly dev: boolean
  /** Only with an extra of the project. */
  readonly optional: boolean
  readonly extras: readonly string[]
  /** It is installed where one of them holds; always, where there is none. */
  readonly markers: readonly string[]
}

export type LockRead =
  | {
      readonly packages: readonly LockedPackage[]
      /** Other than PyPI. */ readonly indexes: readonly string[]
    }
  /** Why it cannot be read, as the end of a sentence. */
  | { readonly unread: string }

const INDEX: Source = { kind: 'index' }
const PYPI = /^https:\/\/(?:pypi\.org|pypi\.python\.org|files\.pythonhosted\.org)(?:\/|$)/

/** The reader for a file of this name; undefined for one that is no lock file. */
export function lockReader(path: string): ((text: string) => LockRead) | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === 'Pipfile.lock') return readPipfileLock
  if (name === 'poetry.lock') return readPoetryLock
  if (name === 'uv.lock') return readUvLock
  if (name === 'pdm.lock') return readPdmLock
  return /^pylock(?:\.[^.]+)?\.toml$/.test(name) ? readPylock : undefined
}

const NO_TOML = { unread: 'it is no valid TOML' }

export function readPoetryLock(text: string): LockRead {
  const lock = parseToml(text)
  if (!lock) return NO_TOML
  const metadata = tableIn(lock, 'metadata')
  const listed = tableIn(metadata, 'files')
  const indexes = new Set<string>()
  const packages = tablesIn(lock, 'package').map((each): LockedPackage => {
    const name = textIn(each, 'name') ?? ''
    const source = tableIn(each, 'source')
    const kind = textIn(source, 'type')
    if (kind === 'legacy') indexes.add(textIn(source, 'url') ?? '')
    const files = Object.hasOwn(each, 'files')
      ? each
      : Object.hasOwn(listed, name)
        ? { files: listed[name] }
        : undefined
    const groups = textsIn(each, 'groups')
    return {
      ...identity(each),
      files: files && filesOf(tablesIn(files, 'files')),
      source: poetrySource(kind, source),
      dev: textIn(each, 'category') === 'dev' || (groups.length > 0 && !groups.includes('main')),
      optional: each['optional'] === true,
      markers: poetryMarkers(each),
    }
  })
  return { packages, indexes: [...indexes] }
}

/** One for all groups, or one for each. */
function poetryMarkers(each: Table): readonly string[] {
  const marker = textIn(each, 'markers')
  if (marker !== undefined) return [marker]
  const byGroup = tableIn(each, 'markers')
  const groups = textsIn(each, 'groups')
  const found = groups.map((group) => textIn(byGroup, group))
  return found.every((text) => text !== undefined) ? found : []
}

function poetrySource(kind: string | undefined, source: Table): Source {
  const url = textIn(source, 'url') ?? ''
  switch (kind) {
    case 'git':
      return { kind: 'vcs', program: 'git' }
    case 'hg':
      return { kind: 'vcs', program: 'hg' }
    case 'directory':
      return { kind: 'folder', path: url }
    case 'file':
    case 'url':
      return sourceOf(url) ?? INDEX
    default:
      return INDEX
  }
}

function readPdmLock(text: string): LockRead {
  const lock = parseToml(text)
  if (!lock) return NO_TOML
  const listed = tableIn(tableIn(lock, 'metadata'), 'files')
  const packages = tablesIn(lock, 'package').flatMap((each): readonly LockedPackage[] => {
    const groups = textsIn(each, 'groups')
    const id = identity(each)
    const key = Object.keys(listed).find(
      (entry) =>
        normalName(entry.replace(/[\s[].*$/, '')) === id.name && entry.endsWith(` ${id.version ?? ''}`),
    )
    const files = Object.hasOwn(each, 'files') ? each : key === undefined ? undefined : { files: listed[key] }
    const found = {
      ...id,
      files: files && filesOf(tablesIn(files, 'files')),
      source: directSource(each),
      // Groups of its own are extras or for developers, which the lock file does not tell apart.
      dev:
        groups.length > 0 && !groups.includes('default') && groups.every((group) => DEVELOPERS.test(group)),
      optional: groups.length > 0 && !groups.includes('default'),
      markers: markersIn(each),
    }
    // `name[extra]` is listed beside the package itself, without files of its own.
    return textsIn(each, 'extras').length > 0 && found.files?.length === 0 ? [] : [found]
  })
  return { packages, indexes: [] }
}

const DEVELOPERS = /^(?:dev|test|tests|testing|doc|docs|lint|linting|typing|ci)(?:[-_].*)?$/

function directSource(each: Table): Source {
  if (textIn(each, 'git') !== undefined) return { kind: 'vcs', program: 'git' }
  const path = textIn(each, 'path') ?? textIn(each, 'file')
  if (path !== undefined) return sourceOf(path) ?? { kind: 'folder', path }
  const url = textIn(each, 'url')
  return (url === undefined ? undefined : sourceOf(url)) ?? INDEX
}

/** https://packaging.python.org/en/latest/specifications/pylock-toml/ */
function readPylock(text: string): LockRead {
  const lock = parseToml(text)
  if (!lock) return NO_TOML
  const indexes = new Set<string>()
  const packages = tablesIn(lock, 'packages').map((each): LockedPackage => {
    const index = textIn(each, 'index')
    if (index !== undefined && !PYPI.test(index)) indexes.add(index)
    const vcs = textIn(tableIn(each, 'vcs'), 'type')
    const archive = tableIn(each, 'archive')
    const source: Source =
      vcs === 'git' || vcs === 'hg' || vcs === 'svn' || vcs === 'bzr'
        ? { kind: 'vcs', program: vcs }
        : Object.hasOwn(each, 'directory')
          ? { kind: 'folder', path: textIn(tableIn(each, 'directory'), 'path') ?? '.' }
          : Object.hasOwn(each, 'archive')
            ? (sourceOf(textIn(archive, 'url') ?? textIn(archive, 'path') ?? '') ?? INDEX)
            : INDEX
    return {
      ...identity(each),
      files: wheelsAndSource(each),
      source,
      dev: false,
      optional: false,
      markers: markersIn(each),
    }
  })
  return { packages, indexes: [...indexes] }
}

export function wheelsAndSource(each: Table): readonly string[] {
  return filesOf([...tablesIn(each, 'wheels'), ...(isTable(each['sdist']) ? [each['sdist']] : [])])
}

export function filesOf(entries: readonly Table[]): readonly string[] {
  return entries.flatMap((entry) => {
    const text = ['file', 'name', 'filename', 'url', 'path']
      .map((key) => textIn(entry, key))
      .find((found) => found !== undefined)
    const source = text === undefined ? undefined : sourceOf(text)
    return source?.kind === 'file' ? [source.file] : []
  })
}

export function identity(each: Table): Pick<LockedPackage, 'name' | 'version' | 'extras'> {
  return {
    name: normalName(textIn(each, 'name') ?? ''),
    version: textIn(each, 'version'),
    extras: textsIn(each, 'extras').map(normalName),
  }
}

function markersIn(each: Table): readonly string[] {
  const marker = textIn(each, 'marker')
  return marker === undefined ? [] : [marker]
}

function readPipfileLock(text: string): LockRead {
  const lock = parseJson(text)
  if (!lock) return { unread: 'it is no valid JSON' }
  const sources = tablesIn(tableIn(lock, '_meta'), 'sources').flatMap((each) => textIn(each, 'url') ?? [])
  const packages = ['default', 'develop'].flatMap((group) =>
    Object.entries(tableIn(lock, group)).flatMap(([name, each]) => {
      if (!isTable(each)) return []
      const source: Source =
        textIn(each, 'hg') === undefined ? directSource(each) : { kind: 'vcs', program: 'hg' }
      const marker = textIn(each, 'markers')
      return {
        name: normalName(name),
        version: textIn(each, 'version')?.replace(/^===?/, ''),
        files: undefined,
        source,
        dev: group === 'develop',
        optional: false,
        extras: textsIn(each, 'extras').map(normalName),
        markers: marker === undefined ? [] : [marker],
      }
    }),
  )
  return { packages, indexes: sources.filter((url) => !PYPI.test(url)) }
}

function parseJson(text: string): Table | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isTable(value) ? value : undefined
  } catch {
    return undefined
  }
}

function readUvLock(text: string): LockRead {
  const lock = parseToml(text)
  if (!lock) return NO_TOML
  const tables = tablesIn(lock, 'package')
  const used = usedByUv(tables)
  const indexes = new Set<string>()
  const packages = tables.flatMap((each): readonly LockedPackage[] => {
    const source = tableIn(each, 'source')
    const registry = textIn(source, 'registry')
    if (registry !== undefined && !PYPI.test(registry)) indexes.add(registry)
    const use = used.get(each) ?? { main: true, dev: false }
    return [
      {
        ...identity(each),
        files: wheelsAndSource(each),
        source: uvSource(source),
        dev: use.dev && !use.main,
        optional: !use.main,
        markers: textsIn(each, 'resolution-markers'),
      },
    ]
  })
  return { packages, indexes: [...indexes] }
}

function uvSource(source: Table): Source {
  if (textIn(source, 'git') !== undefined) return { kind: 'vcs', program: 'git' }
  const path = textIn(source, 'editable') ?? textIn(source, 'directory') ?? textIn(source, 'virtual')
  if (path !== undefined) return { kind: 'folder', path }
  const place = textIn(source, 'url') ?? textIn(source, 'path')
  return (place === undefined ? undefined : sourceOf(place)) ?? INDEX
}

interface Use {
  readonly main: boolean
  readonly dev: boolean
}

/** Which packages the project needs to run, and which only its groups for developers. */
function usedByUv(tables: readonly Table[]): ReadonlyMap<Table, Use> {
  const byName = new Map<string, Table[]>()
  for (const each of tables) {
    const { name } = identity(each)
    byName.set(name, [...(byName.get(name) ?? []), each])
  }
  const roots = tables.filter((each) => uvSource(tableIn(each, 'source')).kind === 'folder')
  const named = (entries: readonly Table[]): readonly Table[] =>
    entries.flatMap((entry) => byName.get(identity(entry).name) ?? [])
  const inGroups = (each: Table, key: string): readonly Table[] =>
    Object.keys(tableIn(each, key)).flatMap((group) => named(tablesIn(tableIn(each, key), group)))
  const reach = (start: readonly Table[]): ReadonlySet<Table> => {
    const seen = new Set(start)
    for (const each of seen) {
      for (const found of named(tablesIn(each, 'dependencies'))) seen.add(found)
      // Of a package that comes from elsewhere, only the extras are listed that somebody asks for.
      if (!roots.includes(each)) for (const found of inGroups(each, 'optional-dependencies')) seen.add(found)
    }
    return seen
  }
  const main = reach(roots)
  const dev = reach(roots.flatMap((root) => inGroups(root, 'dev-dependencies')))
  return new Map(tables.map((each) => [each, { main: main.has(each), dev: dev.has(each) }]))
}
