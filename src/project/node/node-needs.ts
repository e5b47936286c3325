import {
  hasUnknownScript,
  isNativeHelper,
  isPureTool,
  nativeFacts,
  type NativeFacts,
} from '../../catalog/npm-natives.ts'
import type { DependencyNeed, DependencyNeeds, Libc, Unknown } from '../dependency-needs.ts'
import { builtWith } from './built-packages.ts'
import { installed, type LockedPackage } from './locked-package.ts'
import { leavesOutMusl } from './prisma-schema.ts'
import { families, fits } from './platform-packages.ts'
import { scriptNeeds, type PackageManager } from './project-scripts.ts'
import { readLock, type Files } from './read-lock.ts'
import { within } from './within.ts'

export interface NodeOptions {
  /** Where the package.json is, relative to what `files` reads; empty for its root. */
  readonly folder: string
  readonly omitDev: boolean
  readonly ignoreScripts: boolean
  readonly noOptional: boolean
  readonly libc: Libc
  readonly nodeMajor: number | undefined
  readonly manager: PackageManager
  /** What the command line names, as for `npm install -g pm2@5`: then no lock file counts. */
  readonly dependenciesIn?: readonly string[]
}

const UNBLOCK_PACKAGE = 'keep the image as it is, or report the package to dfopt so that it is looked into'

/**
 * What installing the dependencies of a Node project asks of an image with Linux on x64: a lock file says what is installed, the
 * catalog what of it has native code, package.json what else runs.
 *
 * Where a lock file does not say which packages have install scripts (npm 5 and 6, yarn, bun, pnpm from version 9 on), those count
 * that are known to have one, and those that depend on a helper of native code. Tried on 20 lock files of five projects that do
 * say so and that the lists were not made with: of 34 names of packages with a script it missed 6, among them one with native
 * code of its own (a fork of skia-canvas), two that fetch programs, and one for macOS only. Two helpers, added since, give two
 * of these away. `npm run npm-natives -- <folder>` tries it on others.
 */
export function nodeNeeds(files: Files, options: NodeOptions): DependencyNeeds {
  if (options.dependenciesIn) return namedNeeds(options.dependenciesIn)
  const lock = readLock(files, options)
  if ('reason' in lock) return { needs: [], unknown: [lock] }
  const packages = installed(lock, options).filter((each) => fits(each, options.libc))
  const runs = builtWith(files, options)
  const needs: DependencyNeed[] = []
  const unknown: Unknown[] = []
  for (const each of packages) {
    const found = needsOf(each, options, runs)
    needs.push(...found.needs)
    unknown.push(...found.unknown)
  }
  // What does not fit is needed to tell what the others of a family are for.
  for (const { name, version, outcome } of families(installed(lock, options), options.libc)) {
    const label = `${name} ${version}`
    if (outcome === 'missing') needs.push({ name: label, build: [], run: [], blocked: missing(options.libc) })
    if (outcome === 'unknown') unknown.push(unknownWith(label, options.libc))
  }
  for (const { folder, manifest, place } of options.libc === 'musl' ? lock.manifests : []) {
    const read = (path: string): string | undefined => files.read(within(folder, path) ?? '')
    if (leavesOutMusl(manifest, read)) {
      const name = `the schema of Prisma beside ${place}`
      needs.push({ name, build: [], run: [], blocked: 'names binaryTargets, and none for musl' })
    }
  }
  if (!options.ignoreScripts) {
    // A program that is left out fails in every image.
    const names = new Set(lock.packages.map(({ name }) => name))
    for (const { folder, manifest, place } of lock.manifests) {
      const read = (path: string): string | undefined => {
        const at = within(folder, path)
        return at === undefined ? undefined : files.read(at)
      }
      const { manager, libc, nodeMajor } = options
      const found = scriptNeeds({ manager, libc, nodeMajor, manifest, place, installed: names, read })
      needs.push(...found.needs)
      unknown.push(...found.unknown)
    }
  }
  return { needs: distinct(needs, ({ name }) => name), unknown: distinct(unknown, ({ reason }) => reason) }
}

function missing(libc: Libc): string {
  return `has no build for ${libc}`
}

function unknownWith(label: string, libc: Libc): Unknown {
  const reason =
    libc === 'musl'
      ? `whether ${label} works with musl is not known`
      : `what ${label} needs of an image is not known`
  return { reason, unblock: UNBLOCK_PACKAGE }
}

const NONE: DependencyNeeds = { needs: [], unknown: [] }

function needsOf(
  each: LockedPackage,
  options: NodeOptions,
  runs: (name: string) => boolean,
): DependencyNeeds {
  const label = each.version === '' ? each.name : `${each.name} ${each.version}`
  switch (each.source) {
    case 'local':
      // Its own package.json is read with those of the workspaces.
      return NONE
    case 'git':
      return gitNeeds(each, label, options)
    case 'tarball': {
      const isNative = mayHaveScript(each, options.manager) || nativeFacts(each.name, '') !== undefined
      if (options.ignoreScripts || !isNative) return NONE
      return onlyUnknown(`what ${label} from ${addressOf(each)} needs is not known`)
    }
    case 'registry': {
      const built = !options.ignoreScripts && runs(each.name)
      const facts = nativeFacts(each.name, each.version, options.nodeMajor)
      // Of some versions nothing is known, but that they run no script.
      if (facts && isUnknown(facts) && each.installScript === false) return NONE
      // What a tool for developers calls when it runs is nothing to an image that runs something else.
      if (facts?.[options.libc] === 'ready' && facts.build.length === 0 && each.dev) return NONE
      if (facts) return factNeeds(facts, label, options.libc, built)
      return built && mayHaveScript(each, options.manager)
        ? onlyUnknown(`what the install script of ${label} needs is not known`)
        : NONE
    }
  }
}

/** Without what comes behind the name of the file, which is long and says nothing. */
function addressOf({ address = '' }: LockedPackage): string {
  return address.replace(/[?#].*$/s, '')
}

function onlyUnknown(reason: string): DependencyNeeds {
  return { needs: [], unknown: [{ reason, unblock: UNBLOCK_PACKAGE }] }
}

/** Whether installing a package may run a script of its own, for all that the lock file and the names in the catalog say. */
export function mayHaveScript(
  { name, installScript, requires }: LockedPackage,
  manager: PackageManager,
): boolean {
  if (installScript !== undefined) return installScript
  if (hasUnknownScript(name)) return true
  // bun runs the scripts of those that it knows by name.
  return manager !== 'bun' && requires.some(isNativeHelper)
}

function isUnknown({ glibc, musl }: NativeFacts): boolean {
  return glibc === 'unknown' && musl === 'unknown'
}

function factNeeds(facts: NativeFacts, label: string, libc: Libc, built: boolean): DependencyNeeds {
  const { run } = facts
  switch (facts[libc]) {
    case 'ready':
      return run.length > 0 ? { needs: [{ name: label, build: [], run }], unknown: [] } : NONE
    case 'compiled':
      return { needs: [{ name: label, build: built ? facts.build : [], run }], unknown: [] }
    case 'missing':
      return { needs: [{ name: label, build: [], run, blocked: missing(libc) }], unknown: [] }
    case 'unknown':
      return { needs: [], unknown: [unknownWith(label, libc)] }
  }
}

/** Git fetches it; npm, pnpm and yarn then build it with what it develops with, which no lock file has. */
function gitNeeds(
  { address = '', installScript }: LockedPackage,
  label: string,
  options: NodeOptions,
): DependencyNeeds {
  const isSsh = /^(?:git\+)?ssh:|^git@/.test(address)
  const build = ['git', ...(isSsh ? ['openssh-client'] : []), 'ca-certificates']
  const unknown: readonly Unknown[] =
    options.ignoreScripts && installScript !== true
      ? []
      : [
          {
            reason: `what ${label} builds itself with, which comes from git, is not known`,
            unblock: UNBLOCK_PACKAGE,
          },
        ]
  return { needs: [{ name: label, build, run: [] }], unknown }
}

function namedNeeds(names: readonly string[]): DependencyNeeds {
  const unknown = names.flatMap((each) => {
    const name = /^(@?[^@]+)(?:@[^/:]*)?$/.exec(each)?.[1]
    if (name !== undefined && isPureTool(name)) return []
    return [
      {
        reason: `what ${each} and its dependencies need is not known`,
        unblock: 'make it a dependency in package.json with a lock file',
      },
    ]
  })
  return { needs: [], unknown }
}

function distinct<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()]
}
