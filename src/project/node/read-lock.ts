import type { Unknown } from '../dependency-needs.ts'
import type { Project } from '../project.ts'
import { readBunLock } from './bun-lock.ts'
import type { Lock, LockReading } from './locked-package.ts'
import { readNpmLock } from './npm-lock.ts'
import { readPnpmLock } from './pnpm-lock.ts'
import type { PackageManager } from './project-scripts.ts'
import { fieldOf, textsOf } from './values.ts'
import { within } from './within.ts'
import { readYarnLock } from './yarn-lock.ts'

/** What is read of a build context. */
export type Files = Pick<Project, 'read' | 'list'>

export interface Manifest {
  readonly folder: string
  /** For messages: `packages/a/package.json`. */
  readonly place: string
  /** Parsed. */
  readonly manifest: unknown
}

export interface LockOfProject extends Lock {
  /** The package.json of the project, and those of its workspaces and local dependencies. */
  readonly manifests: readonly Manifest[]
}

const LOCKS: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock'],
}

/** The lock file of a package manager in a folder, with every package.json that it is made from; never throws. */
export function readLock(
  files: Files,
  { folder, manager }: { readonly folder: string; readonly manager: PackageManager },
): LockOfProject | Unknown {
  const manifest = readManifest(files, folder)
  if (manifest === undefined) {
    return {
      reason: 'what the dependencies need is not known without a package.json that can be read',
      unblock: 'run dfopt where it sees the build context, with package.json in it',
    }
  }
  for (const name of LOCKS[manager]) {
    const text = files.read(within(folder, name) ?? name)
    if (text === undefined) continue
    const workspaces = workspacesOf(files, folder, manifest)
    const own = { folder, place: 'package.json', manifest }
    const reading = readAs(manager, text, [own, ...workspaces.manifests], workspaces.complete)
    if ('unreadable' in reading) return { reason: reading.unreadable, unblock: `write ${name} anew` }
    const local = reading.packages.flatMap(({ source, address = '' }) =>
      source === 'local' ? manifestAt(files, folder, address) : [],
    )
    const manifests = [own, ...workspaces.manifests, ...local]
    return { ...reading, manifests: [...new Map(manifests.map((each) => [each.folder, each])).values()] }
  }
  return {
    reason: `which dependencies ${manager} installs is not known without ${LOCKS[manager].slice(-1).join('')}`,
    unblock: 'commit a lock file, and keep it out of .dockerignore',
  }
}

function readAs(
  manager: PackageManager,
  text: string,
  manifests: readonly Manifest[],
  complete: boolean,
): LockReading {
  switch (manager) {
    case 'npm':
      return readNpmLock(text)
    case 'pnpm':
      return readPnpmLock(text)
    case 'bun':
      return readBunLock(text)
    case 'yarn':
      return readYarnLock(text, { manifests: manifests.map(({ manifest }) => manifest), complete })
  }
}

/** A package.json, parsed; undefined where there is none or it is no JSON. */
export function readManifest(files: Files, folder: string): unknown {
  const text = files.read(within(folder, 'package.json') ?? '')
  if (text === undefined) return undefined
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
}

function manifestAt(files: Files, folder: string, path: string): readonly Manifest[] {
  const at = within(folder, path)
  if (at === undefined || at === '.' || at === folder) return []
  const manifest = readManifest(files, at)
  if (manifest === undefined) return []
  return [{ folder: at, place: `${within('', path) ?? path}/package.json`, manifest }]
}

/** The workspaces that npm, yarn and bun find by the patterns in package.json. */
function workspacesOf(
  files: Files,
  folder: string,
  manifest: unknown,
): { readonly manifests: readonly Manifest[]; readonly complete: boolean } {
  const field = fieldOf(manifest, 'workspaces')
  const patterns = textsOf(fieldOf(field, 'packages') ?? field)
  const plain = patterns.filter((pattern) => /^(?:\.\/)?[\w@.-]+(?:\/[\w@.-]+)*(?:\/\*)?\/?$/.test(pattern))
  const manifests = plain.flatMap((pattern) => {
    const path = pattern.replace(/\/$/, '')
    if (!path.endsWith('/*')) return manifestAt(files, folder, path)
    const parent = path.slice(0, -2)
    const names = files.list(within(folder, parent) ?? '') ?? []
    return names.flatMap((name) => manifestAt(files, folder, `${parent}/${name}`))
  })
  return { manifests, complete: plain.length === patterns.length }
}
