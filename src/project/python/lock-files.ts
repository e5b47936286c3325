// The lock files of Python: what each of them says of the packages that it locks.
import { parseToml, tableIn, tablesIn, textIn, textsIn, isTable, type Table } from '../toml.ts'
import { sourceOf, type Source } from './requirement.ts'
import {
  filesOf,
  identity,
  markersIn,
  NO_TOML,
  PYPI,
  wheelsAndSource,
  type LockedPackage,
  type LockRead,
} from './locked-package.ts'
import { readUvLock } from './uv-lock.ts'
import { normalName } from './version.ts'

const INDEX: Source = { kind: 'index' }
/**
 * The reader for a file of this name; undefined for one that is no lock file. Conditions are read for a Python (`3.11`) where they
 * stand between packages.
 */
export function lockReader(path: string, python: string): ((text: string) => LockRead) | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (name === 'Pipfile.lock') return readPipfileLock
  if (name === 'poetry.lock') return readPoetryLock
  if (name === 'uv.lock') return (text) => readUvLock(text, python)
  if (name === 'pdm.lock') return readPdmLock
  return /^pylock(?:\.[^.]+)?\.toml$/.test(name) ? readPylock : undefined
}

function readPoetryLock(text: string): LockRead {
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
  return { packages, indexes: [...indexes], python: textIn(metadata, 'python-versions') }
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
  return { packages, indexes: [], python: textIn(tableIn(lock, 'metadata'), 'requires_python') }
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
  return { packages, indexes: [...indexes], python: textIn(lock, 'requires-python') }
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
  return { packages, indexes: sources.filter((url) => !PYPI.test(url)), python: undefined }
}

function parseJson(text: string): Table | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isTable(value) ? value : undefined
  } catch {
    return undefined
  }
}
