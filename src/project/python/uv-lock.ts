// uv.lock: https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile
import { parseToml, tableIn, tablesIn, textIn, textsIn, type Table } from '../toml.ts'
import {
  identity,
  markersIn,
  NO_TOML,
  PYPI,
  wheelsAndSource,
  type LockedPackage,
  type LockRead,
} from './locked-package.ts'
import { markerHolds } from './markers.ts'
import { sourceOf, type Source } from './requirement.ts'

export function readUvLock(text: string, python: string): LockRead {
  const lock = parseToml(text)
  if (!lock) return NO_TOML
  const tables = tablesIn(lock, 'package')
  const used = usedByUv(tables, python)
  const indexes = new Set<string>()
  const packages = tables.flatMap((each): readonly LockedPackage[] => {
    const source = tableIn(each, 'source')
    const registry = textIn(source, 'registry')
    if (registry !== undefined && !PYPI.test(registry)) indexes.add(registry)
    const use = used.get(each)
    if (!use) return []
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
  return { packages, indexes: [...indexes], python: textIn(lock, 'requires-python') }
}

function uvSource(source: Table): Source {
  if (textIn(source, 'git') !== undefined) return { kind: 'vcs', program: 'git' }
  const path = textIn(source, 'editable') ?? textIn(source, 'directory') ?? textIn(source, 'virtual')
  if (path !== undefined) return { kind: 'folder', path }
  const place = textIn(source, 'url') ?? textIn(source, 'path')
  return (place === undefined ? undefined : sourceOf(place)) ?? { kind: 'index' }
}

interface Use {
  readonly main: boolean
  readonly dev: boolean
}

/** Which packages the project needs to run, and which only its extras and its groups for developers; those that it never needs are left out. */
function usedByUv(tables: readonly Table[], python: string): ReadonlyMap<Table, Use> {
  const byName = new Map<string, Table[]>()
  for (const each of tables) {
    const { name } = identity(each)
    byName.set(name, [...(byName.get(name) ?? []), each])
  }
  const named = (entries: readonly Table[]): readonly Table[] =>
    entries
      .filter((entry) => markersIn(entry).every((marker) => markerHolds(marker, python)))
      .flatMap((entry) => byName.get(identity(entry).name) ?? [])
  const inGroups = (each: Table, key: string): readonly Table[] =>
    Object.keys(tableIn(each, key)).flatMap((group) => named(tablesIn(tableIn(each, key), group)))
  const roots = new Set(tables.filter((each) => uvSource(tableIn(each, 'source')).kind === 'folder'))
  const reach = (start: readonly Table[]): ReadonlySet<Table> => {
    const seen = new Set(start)
    for (const each of seen) {
      for (const found of named(tablesIn(each, 'dependencies'))) seen.add(found)
      // Of a package that comes from elsewhere, only the extras are listed that somebody asks for.
      if (!roots.has(each)) for (const found of inGroups(each, 'optional-dependencies')) seen.add(found)
    }
    return seen
  }
  const main = reach([...roots])
  const dev = reach([...roots].flatMap((root) => inGroups(root, 'dev-dependencies')))
  const optional = reach([...roots].flatMap((root) => inGroups(root, 'optional-dependencies')))
  const isUsed = (each: Table): boolean =>
    roots.size === 0 || main.has(each) || dev.has(each) || optional.has(each)
  return new Map(
    tables
      .filter(isUsed)
      .map((each) => [
        each,
        { main: roots.size === 0 || main.has(each), dev: dev.has(each) && !optional.has(each) },
      ]),
  )
}
