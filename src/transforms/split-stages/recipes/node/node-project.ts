// The project that a stage installs and builds, by its package.json and its lock file.
import { posix } from 'node:path'
import { wordsOf } from '../../../../dockerfile/instruction.ts'
import { copiedFiles } from '../../../../project/copied-files.ts'
import type { PackageManager } from '../../../../project/node/project-scripts.ts'
import { readLock, readManifest, type Files } from '../../../../project/node/read-lock.ts'
import { entriesOf, fieldOf, textOf, textsOf } from '../../../../project/node/values.ts'
import type { Subject } from '../../subject.ts'

export interface NodeProject {
  /** Absolute, in the image. */
  readonly folder: string
  /** Where in the build context its package.json comes from. */
  readonly top: string
  readonly manager: PackageManager
  readonly manifest: unknown
  readonly scripts: ReadonlyMap<string, string>
  /** Names in `dependencies`, `optionalDependencies` and `peerDependencies`. */
  readonly dependencies: ReadonlySet<string>
  /** Names in `devDependencies` alone. */
  readonly dev: ReadonlySet<string>
  /** The lock file that the install reads: `package-lock.json`. */
  readonly lock: string | undefined
  /** What the build context brings into the folder, by paths from it on. */
  readonly files: Files
  /** True for a package that is still installed without the development dependencies. */
  survives(name: string): boolean
}

const LOCKS: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  yarn: ['yarn.lock'],
  pnpm: ['pnpm-lock.yaml'],
  bun: ['bun.lock', 'bun.lockb'],
}

/** Undefined where no package.json is seen in the folder. */
export function nodeProject(
  { document, stage, project }: Subject,
  folder: string,
  manager: PackageManager,
): NodeProject | undefined {
  const all = copiedFiles(document, stage, undefined, project)
  const files: Files = {
    read: (path) => all.read(posix.join(folder, path)),
    list: (path) => {
      const whole = all.list(posix.join(folder, path))
      if (path !== '') return whole
      // Several copies may have filled it.
      const names = new Set([...(project.list('') ?? []), ...copiedNames(stage), ...(whole ?? [])])
      const found = [...names].filter((name) => all.sourceOf(posix.join(folder, name)) !== undefined)
      return found.length === 0 ? undefined : found.sort()
    },
  }
  const manifest = readManifest(files, '')
  if (manifest === undefined) return undefined
  const source = all.sourceOf(posix.join(folder, 'package.json'))
  const top = source === undefined ? '' : posix.dirname(source)
  const names = (field: string): readonly string[] =>
    entriesOf(fieldOf(manifest, field)).map(([name]) => name)
  const dependencies = new Set(
    ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((field) => names(field)),
  )
  const dev = new Set(names('devDependencies').filter((name) => !dependencies.has(name)))
  const lock = LOCKS[manager].find((name) => files.list('')?.includes(name) === true)
  const locked = lock === undefined ? undefined : readLock(files, { folder: '', manager })
  const kept = new Set(
    locked && 'packages' in locked
      ? locked.packages.filter((each) => !each.dev && !each.devOptional).map(({ name }) => name)
      : [],
  )
  return {
    folder,
    top: top === '.' ? '' : top,
    manager,
    manifest,
    scripts: new Map(
      entriesOf(fieldOf(manifest, 'scripts')).flatMap(([name, text]) => {
        const script = textOf(text)
        return script === undefined ? [] : [[name, script] as const]
      }),
    ),
    dependencies,
    dev,
    lock,
    files,
    // pnpm shows a project what it names itself, and nothing that others of its packages need.
    survives: (name) => dependencies.has(name) || (manager !== 'pnpm' && kept.has(name)),
  }
}

/** What sources and targets of COPY and ADD are called. */
function copiedNames({ instructions }: Subject['stage']): readonly string[] {
  return instructions
    .filter(({ keyword }) => /^(?:COPY|ADD)$/.test(keyword))
    .flatMap((each) => wordsOf(each))
    .flatMap((word) => word.split('/').filter((part) => /^[^.*$]|^\.\w/.test(part)))
}

/** Scripts of package.json that an install runs. https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-operation-order */
const LIFECYCLE = [
  'preinstall',
  'install',
  'postinstall',
  'prepublish',
  'preprepare',
  'prepare',
  'postprepare',
]

export function installScripts({ scripts, files }: NodeProject): readonly string[] {
  // npm builds what has a binding.gyp.
  const own = LIFECYCLE.filter((name) => scripts.has(name))
  return files.list('')?.includes('binding.gyp') === true ? [...own, 'install'] : own
}

/** Why the packages of a project are not all in its own node_modules; undefined where they are. */
export function layoutObstacle({ manifest, files, manager }: NodeProject): string | undefined {
  const workspaces = fieldOf(manifest, 'workspaces')
  if (textsOf(fieldOf(workspaces, 'packages') ?? workspaces).length > 0)
    return 'it is a workspace of several packages'
  if (/^packages:/m.test(files.read('pnpm-workspace.yaml') ?? ''))
    return 'it is a workspace of several packages'
  const away = ['dependencies', 'optionalDependencies']
    .flatMap((field) => entriesOf(fieldOf(manifest, field)))
    .find(([, range]) => /^(?:(?:file|link|portal):)?(?:\/|\.\.\/)/.test(textOf(range) ?? ''))
  if (away) return `${away[0]} is installed from a folder outside of the project`
  const inherited = entriesOf(fieldOf(manifest, 'dependencies')).find(([, range]) =>
    (textOf(range) ?? '').startsWith('workspace:'),
  )
  if (inherited) return 'it is part of a workspace'
  if (manager === 'yarn' && isBerry({ manifest, files })) {
    const settings = files.read('.yarnrc.yml') ?? ''
    if (!/^nodeLinker:\s*["']?node-modules/m.test(settings))
      return 'yarn installs without a node_modules here'
  }
  return undefined
}

/** True for yarn from version 2 on. */
export function isBerry({ manifest, files }: Pick<NodeProject, 'manifest' | 'files'>): boolean {
  return (
    files.list('')?.includes('.yarnrc.yml') === true ||
    /^yarn@(?:[2-9]|\d\d)/.test(textOf(fieldOf(manifest, 'packageManager')) ?? '') ||
    /^__metadata:/m.test(files.read('yarn.lock') ?? '')
  )
}

/** True where a package is a folder of the project, to which node_modules has a link. */
export function hasLocalPackages({ manifest }: NodeProject): boolean {
  return ['dependencies', 'optionalDependencies', 'devDependencies']
    .flatMap((field) => entriesOf(fieldOf(manifest, field)))
    .some(([, range]) => /^(?:file|link|portal|workspace):|^\.{0,2}\//.test(textOf(range) ?? ''))
}
