/** Where a package comes from. */
export type PackageSource = 'registry' | 'tarball' | 'git' | 'local'

/** A package that a lock file has installed, unless its conditions or the flags of the install leave it out. */
export interface LockedPackage {
  /** The package's own name, also where it is installed under another one. */
  readonly name: string
  readonly version: string
  readonly source: PackageSource
  /** The address of a tarball or a git repository, or the folder of a local package. */
  readonly address?: string
  /** Needed by development dependencies only. */
  readonly dev: boolean
  /** Needed by optional dependencies only. */
  readonly optional: boolean
  /** Needed by development dependencies and by optional ones, and by nothing else. */
  readonly devOptional: boolean
  /** Whether installing it runs a script of its own; undefined where the lock file does not say. */
  readonly installScript: boolean | undefined
  /** `linux`, `!win32`; empty for every system. */
  readonly os: readonly string[]
  readonly cpu: readonly string[]
  readonly libc: readonly string[]
  /** The names of what it depends on, where the lock file has them. */
  readonly requires: readonly string[]
}

export interface Lock {
  readonly packages: readonly LockedPackage[]
}

/** Why a lock file cannot be read, as the end of a sentence. */
export interface Unreadable {
  readonly unreadable: string
}

export type LockReading = Lock | Unreadable

/** Which dependencies an install leaves out. */
export interface LeftOut {
  readonly omitDev: boolean
  readonly noOptional: boolean
}

/** The packages of a lock file that an install with these flags asks for, whatever the system is. */
export function installed({ packages }: Lock, { omitDev, noOptional }: LeftOut): readonly LockedPackage[] {
  return packages.filter(
    ({ dev, optional, devOptional }) =>
      !(dev && omitDev) && !(optional && noOptional) && !(devOptional && omitDev && noOptional),
  )
}

// The largest lock files that are known of have a tenth of it.
const MOST_TEXT = 32 * 1024 * 1024

/** Reads a lock file with `read`, in which whatever goes wrong is what is wrong with the file. */
export function reading(
  name: string,
  text: string,
  read: (text: string) => readonly LockedPackage[],
): LockReading {
  if (text.length > MOST_TEXT) return { unreadable: `${name} is too large to be read` }
  if (/^<{7} /m.test(text)) return { unreadable: `${name} has an unresolved merge conflict` }
  try {
    return { packages: read(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) }
  } catch (error) {
    return {
      unreadable: `${name} cannot be read: ${error instanceof Error ? error.message : 'it is no lock file'}`,
    }
  }
}

/** The source that an address or the right side of `name@…` stands for; undefined for a version or a range. */
export function sourceOf(address: string): PackageSource | undefined {
  if (/^(?:file|link|portal|workspace):|^\.{1,2}(?:\/|$)|^\//.test(address)) return 'local'
  if (/^(?:git(?:\+[a-z]+)?:|github:|gitlab:|bitbucket:|gist:|ssh:|git@)/.test(address)) return 'git'
  if (/^https?:.*(?:\.git(?:#|$)|#commit=)/.test(address)) return 'git'
  if (/^https?:/.test(address)) return isRegistryTarball(address) ? 'registry' : 'tarball'
  // Shorthand for GitHub: a scope has an @ in front.
  return /^[\w-]+\/[\w.-]+(?:#.*)?$/.test(address) ? 'git' : undefined
}

/** `…/name/-/name-1.0.0.tgz`, as every registry has it. */
function isRegistryTarball(address: string): boolean {
  return (
    /\/-\/[^/]+\.tgz(?:[?#].*)?$/.test(address) || /\/download\/(?:@[^/]+\/)?[^/]+-\d[^/]*\.tgz/.test(address)
  )
}
