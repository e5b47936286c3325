// Whether a package of Python comes as a wheel that an image can take.
import { fits, wheelName, type Build, type WheelTarget } from '../../catalog/python-tags.ts'
import { isPurePackage, seenRuns, type SeenRun } from '../../catalog/python-wheels.ts'
import {
  compareVersions,
  isPrerelease,
  parseVersion,
  satisfies,
  type Specifier,
  type Version,
} from './version.ts'

/**
 * `wheel`: there is one that fits, or nothing to compile. `source`: it is built from its source. `none`: there is neither a wheel that fits nor
 * a source. `unknown`: nothing tells.
 */
export type Verdict = 'wheel' | 'source' | 'none' | 'unknown'

/** The tag of a wheel for a Linux that nobody has named, which no index but a private one takes. */
export const OF_ONE_MACHINE = 'linux_x86_64.whl'

/** Whether nothing of it is for Linux, and nothing is source: then it is never installed there. */
export function isForOtherSystems(files: readonly string[]): boolean {
  return (
    files.length > 0 &&
    files.every((file) => /-(?:win32|win_\w+|macosx_[\w.]+|ios_\w+|android_\w+)\.whl$/.test(file))
  )
}

/** PyTorch's own index has wheels of that kind, which hold all that they link against but glibc. */
function isOfPytorch(file: string, target: WheelTarget): boolean {
  const python = `cp${Math.floor(target.python / 100)}${target.python % 100}`
  return new RegExp(
    `^torch(?:vision|audio)?-[^-]*(?:\\+|%2B)(?:cpu|cu\\d+)-${python}-${python}m?-${OF_ONE_MACHINE}$`,
  ).test(file)
}

/** From the names of all files of a version, as a lock file lists them. */
export function verdictOfFiles(name: string, files: readonly string[], target: WheelTarget): Verdict {
  const builds: Build[] = []
  let source = false
  for (const file of files) {
    const wheel = wheelName(file)
    if (wheel) builds.push(...wheel.builds)
    else source = true
  }
  // Poetry's older lock files leave out under which condition a package is installed.
  if (isForOtherSystems(files)) return 'wheel'
  const verdict = verdictOfBuilds(builds, source, target)
  if (verdict !== 'wheel' && target.libc === 'glibc' && files.some((file) => isOfPytorch(file, target)))
    return 'wheel'
  if (verdict === 'none' && files.some((file) => file.endsWith(OF_ONE_MACHINE))) return 'unknown'
  return verdict === 'source' && isPurePackage(name) ? 'wheel' : verdict
}

function verdictOfBuilds(builds: readonly Build[], source: boolean, target: WheelTarget): Verdict {
  if (builds.some((build) => fits(build, target))) return 'wheel'
  return source ? 'source' : 'none'
}

interface Seen extends SeenRun {
  readonly first: Version
  readonly last: Version
}

function runsOf(name: string): readonly Seen[] {
  return seenRuns(name).flatMap((run) => {
    const [first, last] = [parseVersion(run.from), parseVersion(run.to)]
    return first && last ? [{ ...run, first, last }] : []
  })
}

/** Of one version, from what has been seen of it; between two versions of which the same holds, the same. */
export function verdictOfVersion(name: string, text: string, target: WheelTarget): Verdict {
  if (isPurePackage(name)) return 'wheel'
  const version = parseVersion(text)
  // `+cpu` and the like are not on PyPI.
  if (!version || text.includes('+') || isPrerelease(version)) return 'unknown'
  const runs = runsOf(name)
  const verdict = (run: Seen): Verdict => verdictOfBuilds(run.builds, run.source, target)
  const after = runs.findIndex((run) => compareVersions(version, run.last) <= 0)
  const run = runs[after]
  if (!run) return 'unknown'
  if (compareVersions(run.first, version) <= 0) return verdict(run)
  const before = runs[after - 1]
  return before && verdict(before) === verdict(run) ? verdict(run) : 'unknown'
}

/** Of the newest version that some conditions let through: what pip installs where none is pinned. */
export function verdictOfNewest(
  name: string,
  specifiers: readonly Specifier[],
  target: WheelTarget,
): Verdict {
  if (isPurePackage(name)) return 'wheel'
  const runs = runsOf(name).filter(
    ({ first, last }) => satisfies(last, specifiers) || satisfies(first, specifiers),
  )
  for (const run of [...runs].reverse()) {
    const verdict = verdictOfBuilds(run.builds, run.source, target)
    if (verdict === 'wheel') return 'wheel'
    // A version whose wheels all are for newer Pythons no longer supports this one, and pip passes over it.
    const given = run.builds.filter(({ libc }) => libc === target.libc)
    if (given.length === 0 || given.some(({ from }) => from <= target.python)) return verdict
  }
  return 'unknown'
}
