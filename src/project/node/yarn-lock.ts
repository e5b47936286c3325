import { readLockYaml } from './lock-yaml.ts'
import { reading, sourceOf, type LockedPackage, type LockReading } from './locked-package.ts'
import { flagged, type Node } from './reach.ts'
import { entriesOf, fieldOf, isTrue, textOf } from './values.ts'

/** The package.json of the project and of its workspaces, parsed: a yarn.lock does not say what is for development. */
export interface Manifests {
  readonly manifests: readonly unknown[]
  /** Whether these are all; else every package counts as needed. */
  readonly complete: boolean
}

/** Reads yarn.lock of yarn 1 to 4; never throws. */
export function readYarnLock(text: string, manifests: Manifests): LockReading {
  return reading('yarn.lock', text, (yaml) =>
    /^__metadata:/m.test(yaml) ? berry(readLockYaml(yaml), manifests) : classic(yaml, manifests),
  )
}

interface Entry {
  readonly keys: readonly string[]
  readonly fields: Map<string, string>
  readonly dependencies: Map<string, string>
  readonly optional: Map<string, string>
}

/** Yarn 1 has a format of its own: fields two deep, without colons. */
function classic(text: string, manifests: Manifests): readonly LockedPackage[] {
  const nodes = new Map<string, Node>()
  const byKey = new Map<string, string>()
  const entries = classicEntries(text)
  for (const { keys } of entries) for (const key of keys) byKey.set(key, keys[0] ?? key)
  for (const { keys, fields, dependencies, optional } of entries) {
    const [key = ''] = keys
    const { name, range } = split(key)
    const resolved = fields.get('resolved') ?? ''
    // Without an address it is a folder, or what a lock file of a mirror leaves out.
    const source = sourceOf(resolved) ?? (resolved === '' ? sourceOf(range) : undefined) ?? 'registry'
    const alias = /^npm:(@?[^@]+)/.exec(range)?.[1]
    nodes.set(key, {
      package: {
        ...NOT_SAID,
        name: alias ?? name,
        version: fields.get('version') ?? '',
        source,
        address: source === 'local' ? range.replace(/^(?:file|link):/, '') : resolved,
        requires: [...dependencies.keys(), ...optional.keys()],
      },
      dependencies: [...dependencies].flatMap(([each, wanted]) => byKey.get(`${each}@${wanted}`) ?? []),
      optional: [...optional].flatMap(([each, wanted]) => byKey.get(`${each}@${wanted}`) ?? []),
    })
  }
  return withFlags(nodes, manifests, (name, range) => byKey.get(`${name}@${range}`))
}

const NOT_SAID = { installScript: undefined, os: [], cpu: [], libc: [] }

function classicEntries(text: string): readonly Entry[] {
  const entries: Entry[] = []
  let entry: Entry | undefined
  let list: Map<string, string> | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trimEnd()
    if (line === '' || line.startsWith('#')) continue
    const [, spaces = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? []
    const words = wordsOf(rest)
    const [name = '', value] = words
    if (spaces.length === 0 && rest.endsWith(':')) {
      entry = { keys: keysOf(rest), fields: new Map(), dependencies: new Map(), optional: new Map() }
      entries.push(entry)
      list = undefined
    } else if (entry && spaces.length === 2 && rest.endsWith(':')) {
      list = rest === 'dependencies:' ? entry.dependencies : entry.optional
    } else if (entry && spaces.length === 2 && value !== undefined) entry.fields.set(name, value)
    else if (entry && list && spaces.length === 4 && value !== undefined) list.set(name, value)
    else throw new Error(`line ${index + 1} is not understood`)
  }
  return entries
}

function keysOf(line: string): readonly string[] {
  return [...line.slice(0, -1).matchAll(/"((?:[^"\\]|\\.)*)"|([^\s,"][^,]*)/g)].map(
    ([, quoted, plain = '']) => quoted ?? plain.trim(),
  )
}

function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g)].map(([, quoted, plain = '']) => quoted ?? plain)
}

function berry(lock: unknown, manifests: Manifests): readonly LockedPackage[] {
  const nodes = new Map<string, Node>()
  const byKey = new Map<string, string>()
  const entries = entriesOf(lock).filter(([key]) => key !== '__metadata')
  for (const [keys, fields] of entries) {
    const id = textOf(fieldOf(fields, 'resolution')) ?? keys
    for (const key of keys.split(/,\s*/)) byKey.set(key, id)
  }
  const find = (name: string, range: string): string | undefined =>
    byKey.get(`${name}@${range}`) ?? byKey.get(`${name}@npm:${range}`)
  for (const [keys, fields] of entries) {
    const id = textOf(fieldOf(fields, 'resolution')) ?? keys
    const { name, range } = split(id)
    // A virtual or patched package is the one that it is made from.
    const patched = /^patch:[^#]*?@(npm%3A|npm:)?/.test(range)
      ? decodeURIComponent(range.slice(6).replace(/#.*$/s, ''))
      : id
    const from = split(patched)
    const source = sourceOf(from.range) ?? 'registry'
    const isOptional = (each: string): boolean =>
      isTrue(fieldOf(fieldOf(fieldOf(fields, 'dependenciesMeta'), each), 'optional'))
    const dependencies = entriesOf(fieldOf(fields, 'dependencies'))
    const keysWhere = (wanted: boolean): readonly string[] =>
      dependencies.flatMap(([each, to]) =>
        isOptional(each) === wanted ? (find(each, textOf(to) ?? '') ?? []) : [],
      )
    nodes.set(id, {
      package: {
        ...NOT_SAID,
        ...systemsIn(textOf(fieldOf(fields, 'conditions')) ?? ''),
        name: from.name || name,
        version: textOf(fieldOf(fields, 'version')) ?? '',
        source,
        address: source === 'registry' ? '' : from.range.replace(/^workspace:/, ''),
        requires: dependencies.map(([each]) => each),
      },
      // A workspace leads to what it develops with, too: what of that is needed, its package.json tells.
      dependencies: from.range.startsWith('workspace:') ? [] : keysWhere(false),
      optional: from.range.startsWith('workspace:') ? [] : keysWhere(true),
    })
  }
  return withFlags(nodes, manifests, find)
}

/** `os=linux & cpu=x64 & libc=glibc`, `(os=linux | os=darwin)` */
function systemsIn(conditions: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const valuesOf = (name: string): readonly string[] =>
    [...conditions.matchAll(new RegExp(`\\b${name}=([\\w!-]+)`, 'g'))].map(([, value = '']) => value)
  return { os: valuesOf('os'), cpu: valuesOf('cpu'), libc: valuesOf('libc') }
}

function split(key: string): { readonly name: string; readonly range: string } {
  const at = key.indexOf('@', 1)
  return at === -1 ? { name: key, range: '' } : { name: key.slice(0, at), range: key.slice(at + 1) }
}

function withFlags(
  nodes: ReadonlyMap<string, Node>,
  { manifests, complete }: Manifests,
  find: (name: string, range: string) => string | undefined,
): readonly LockedPackage[] {
  if (!complete) return [...nodes.values()].map((node) => ({ ...node.package, ...NEEDED }))
  const rooted = (field: string): readonly string[] =>
    manifests.flatMap((manifest) =>
      entriesOf(fieldOf(manifest, field)).flatMap(([name, range]) => find(name, textOf(range) ?? '') ?? []),
    )
  return flagged(nodes, {
    dependencies: rooted('dependencies'),
    dev: rooted('devDependencies'),
    optional: rooted('optionalDependencies'),
  })
}

const NEEDED = { dev: false, optional: false, devOptional: false }
