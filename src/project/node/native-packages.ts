import { nativeFacts } from '../../catalog/npm-natives.ts'
import type { Unknown } from '../dependency-needs.ts'
import { builtWith } from './built-packages.ts'
import { installed, type LockedPackage } from './locked-package.ts'
import { mayHaveScript, type NodeOptions } from './node-needs.ts'
import { fits, platformPackages } from './platform-packages.ts'
import { readLock, type Files } from './read-lock.ts'

export interface NativePackages {
  /** Packages whose files only run with the C library that they were installed with: `sharp 0.32.6`. */
  readonly native: readonly string[]
  readonly unknown: readonly Unknown[]
}

/**
 * What keeps a node_modules that was installed with one C library from being copied to an image with the other. Scripts of the
 * project itself are not looked at: what they write is no part of node_modules.
 */
export function nativePackages(files: Files, options: Omit<NodeOptions, 'dependenciesIn'>): NativePackages {
  const lock = readLock(files, options)
  if ('reason' in lock) return { native: [], unknown: [lock] }
  const packages = installed(lock, options).filter((each) => fits(each, options.libc))
  const forPlatforms = new Set(platformPackages(packages, options.libc))
  const runs = builtWith(files, options)
  const native = new Set<string>()
  const unknown = new Map<string, Unknown>()
  for (const each of packages) {
    const label = each.version === '' ? each.name : `${each.name} ${each.version}`
    const found = portability(
      each,
      forPlatforms.has(each),
      options,
      !options.ignoreScripts && runs(each.name),
    )
    if (found === 'native') native.add(label)
    if (found === 'unknown') {
      unknown.set(label, {
        reason: `whether ${label} has native code is not known`,
        unblock:
          'install the dependencies in a stage with the same C library as the one that they are copied to',
      })
    }
  }
  return { native: [...native], unknown: [...unknown.values()] }
}

function portability(
  each: LockedPackage,
  isForPlatform: boolean,
  options: Omit<NodeOptions, 'dependenciesIn'>,
  built: boolean,
): 'portable' | 'native' | 'unknown' {
  if (each.source === 'local') return 'portable'
  if (each.source === 'git')
    return options.ignoreScripts && each.installScript !== true ? 'portable' : 'unknown'
  const facts = nativeFacts(each.name, each.source === 'registry' ? each.version : '', options.nodeMajor)
  if (facts && each.source === 'registry') {
    if (facts.isPortable) return 'portable'
    // Nothing was compiled, and nothing fetched.
    if (!built && facts[options.libc] === 'compiled') return 'portable'
    return 'native'
  }
  if (isForPlatform) return 'native'
  return built && (facts !== undefined || mayHaveScript(each, options.manager)) ? 'unknown' : 'portable'
}
