import { readLockYaml } from './lock-yaml.ts'
import {
  reading,
  sourceOf,
  type LockedPackage,
  type LockReading,
  type PackageSource,
} from './locked-package.ts'
import { flagged, type Node } from './reach.ts'
import { entriesOf, fieldOf, isTrue, textOf, textsOf } from './values.ts'

/** Reads pnpm-lock.yaml of lockfileVersion 5.x to 9; never throws. */
export function readPnpmLock(text: string): LockReading {
  return reading('pnpm-lock.yaml', text, (yaml) => {
    const lock = readLockYaml(yaml)
    const version = parseFloat(textOf(fieldOf(lock, 'lockfileVersion')) ?? '')
    if (!(version >= 5 && version < 10)) throw new Error('its lockfileVersion is not known')
    return [...(version < 9 ? withFlags(lock, version) : withSnapshots(lock)), ...workspaces(lock)]
  })
}

/** The packages of the workspace, by their folders: they are no others' names. */
function workspaces(lock: unknown): readonly LockedPackage[] {
  return entriesOf(fieldOf(lock, 'importers')).flatMap(([folder]) =>
    folder === '.'
      ? []
      : [{ ...described(folder, {}, { name: folder, version: '' }), ...WORKSPACE, address: folder }],
  )
}

const WORKSPACE = { source: 'local', dev: false, optional: false, devOptional: false } as const

// Of optional packages, and at times of all that these depend on, pnpm says yes without having looked.
const MOST_BUILT = 40

/** Up to version 8 of pnpm, each package says what needs it, and whether it is built. */
function withFlags(lock: unknown, version: number): readonly LockedPackage[] {
  const entries = entriesOf(fieldOf(lock, 'packages'))
  const built = entries.filter(([, fields]) => isTrue(fieldOf(fields, 'requiresBuild'))).length
  const isBuilt = (fields: unknown): boolean | undefined => {
    // A package from git that builds itself.
    if (isTrue(fieldOf(fields, 'prepare'))) return true
    const says = isTrue(fieldOf(fields, 'requiresBuild'))
    return says && (built > MOST_BUILT || isTrue(fieldOf(fields, 'optional'))) ? undefined : says
  }
  return entries.map(([key, fields]) => ({
    ...described(key, fields, version < 6 ? nameOfPath(key) : nameOf(key.replace(/^\//, ''))),
    dev: isTrue(fieldOf(fields, 'dev')),
    optional: isTrue(fieldOf(fields, 'optional')),
    devOptional: false,
    installScript: isBuilt(fields),
  }))
}

/** From version 9 on, what they are stands in `packages`, and what leads where in `snapshots`. */
function withSnapshots(lock: unknown): readonly LockedPackage[] {
  const packages = fieldOf(lock, 'packages')
  const nodes = new Map<string, Node>()
  for (const [key, snapshot] of entriesOf(fieldOf(lock, 'snapshots'))) {
    const bare = withoutPeers(key)
    const fields = fieldOf(packages, bare)
    const [dependencies, optional] = ['dependencies', 'optionalDependencies'].map((field) =>
      entriesOf(fieldOf(snapshot, field)),
    )
    nodes.set(key, {
      package: {
        ...described(bare, fields, nameOf(bare)),
        installScript: undefined,
        requires: [...(dependencies ?? []), ...(optional ?? [])].map(([name]) => name),
      },
      dependencies: (dependencies ?? []).map(([name, version]) => keyOf(name, textOf(version) ?? '', nodes)),
      optional: (optional ?? []).map(([name, version]) => keyOf(name, textOf(version) ?? '', nodes)),
    })
  }
  const importers = entriesOf(fieldOf(lock, 'importers'))
  const rooted = (field: string): readonly string[] =>
    importers.flatMap(([, importer]) =>
      entriesOf(fieldOf(importer, field)).map(([name, each]) =>
        keyOf(name, textOf(fieldOf(each, 'version')) ?? '', nodes),
      ),
    )
  return flagged(nodes, {
    dependencies: rooted('dependencies'),
    dev: rooted('devDependencies'),
    optional: rooted('optionalDependencies'),
  })
}

/** `name@version`, where an alias has the other name in its version. */
function keyOf(name: string, version: string, nodes: ReadonlyMap<string, Node>): string {
  if (nodes.has(version) || /^@?[^@(]+@/.test(version)) return version
  return `${name}@${version}`
}

interface Named {
  readonly name: string
  readonly version: string
}

function described(
  key: string,
  fields: unknown,
  { name, version }: Named,
): Omit<LockedPackage, 'dev' | 'optional' | 'devOptional'> {
  const resolution = fieldOf(fields, 'resolution')
  const address =
    textOf(fieldOf(resolution, 'repo')) ??
    textOf(fieldOf(resolution, 'directory')) ??
    textOf(fieldOf(resolution, 'tarball')) ??
    ''
  const source = sourceIn(resolution, key, version)
  return {
    name: textOf(fieldOf(fields, 'name')) ?? name,
    version: textOf(fieldOf(fields, 'version')) ?? (source === 'registry' ? version : ''),
    source,
    address,
    installScript: undefined,
    os: textsOf(fieldOf(fields, 'os')),
    cpu: textsOf(fieldOf(fields, 'cpu')),
    libc: textsOf(fieldOf(fields, 'libc')),
    requires: ['dependencies', 'optionalDependencies'].flatMap((field) =>
      entriesOf(fieldOf(fields, field)).map(([each]) => each),
    ),
  }
}

function sourceIn(resolution: unknown, key: string, version: string): PackageSource {
  const type = textOf(fieldOf(resolution, 'type'))
  if (type === 'git' || type === 'directory') return type === 'git' ? 'git' : 'local'
  const tarball = textOf(fieldOf(resolution, 'tarball'))
  if (tarball?.startsWith('file:')) return 'local'
  if (tarball !== undefined && fieldOf(resolution, 'integrity') === undefined) return 'tarball'
  if (tarball !== undefined) return /^\d/.test(version) ? 'registry' : 'tarball'
  return sourceOf(version) ?? (key.startsWith('file:') ? 'local' : 'registry')
}

/** `/@scope/name/1.0.0_peer@1.0.0` of version 5. */
function nameOfPath(key: string): Named {
  const [, name = key, version = ''] = /^\/?((?:@[^/]+\/)?[^/]+)\/([^/_(]+)/.exec(key) ?? []
  return { name, version }
}

/** `@scope/name@1.0.0(peer@1.0.0)` */
function nameOf(key: string): Named {
  const [, name = key, version = ''] = /^(@?[^@]+)@(.*)$/s.exec(withoutPeers(key)) ?? []
  return { name, version: version.replace(/^npm:/, '') }
}

function withoutPeers(key: string): string {
  const at = key.indexOf('(')
  return at === -1 ? key : key.slice(0, at)
}
