// What of an installed Python environment runs with one C library alone.
import { fits, wheelName, type Build, type WheelTarget } from '../../catalog/python-tags.ts'
import { isPurePackage, seenRuns } from '../../catalog/python-wheels.ts'
import type { Unknown } from '../dependency-needs.ts'
import { installedWants, type PythonRequest } from './python-needs.ts'
import { compareVersions, parseVersion, pinned } from './version.ts'
import type { Want } from './wants.ts'
import { isForOtherSystems } from './wheels.ts'

export interface NativeWheels {
  /** `psycopg2 2.9.9` */
  readonly native: readonly string[]
  readonly unknown: readonly Unknown[]
}

/**
 * A package counts as free of native code where nothing but `py3-none-any` wheels of its version are there for Linux: of a wheel
 * for one system and one for all, pip takes the one for the system.
 */
export function nativeWheels(request: PythonRequest): NativeWheels {
  const { wants, image, unread, untold } = installedWants(request)
  const native = new Set<string>()
  const unknown = new Map<string, Unknown>([...unread, ...untold].map((each) => [each.reason, each]))
  for (const want of wants) {
    const version = want.version ?? pinned(want.specifiers)
    const label = version === undefined ? want.name : `${want.name} ${version}`
    const kind = kindOf(want, version, image.target)
    if (kind === 'native') native.add(label)
    if (kind === 'unknown') {
      const reason = `whether ${label} has native code is not known`
      unknown.set(reason, {
        reason,
        unblock: 'pin it in a lock file that lists its files: uv.lock, poetry.lock',
      })
    }
  }
  return { native: [...native], unknown: [...unknown.values()] }
}

type Kind = 'pure' | 'native' | 'unknown'

function kindOf(want: Want, version: string | undefined, target: WheelTarget): Kind {
  const { name, source, files } = want
  if (source.kind === 'folder' || isPurePackage(name)) return 'pure'
  if (source.kind === 'file') return ofBuilds(wheelName(source.file)?.builds ?? [], target)
  if (source.kind === 'vcs') return 'unknown'
  if (files !== undefined && files.length > 0)
    return isForOtherSystems(files)
      ? 'pure'
      : ofBuilds(
          files.flatMap((file) => wheelName(file)?.builds ?? []),
          target,
        )
  const wanted = version === undefined ? undefined : parseVersion(version)
  if (!wanted) return seenRuns(name).some(({ builds }) => builds.some(isNative)) ? 'native' : 'unknown'
  const run = seenRuns(name).find(({ from, to }) => {
    const [first, last] = [parseVersion(from), parseVersion(to)]
    return first && last && compareVersions(first, wanted) <= 0 && compareVersions(wanted, last) <= 0
  })
  return run ? ofBuilds(run.builds, target) : 'unknown'
}

function isNative({ libc }: Build): boolean {
  return libc !== undefined
}

/** Without a wheel that fits it is compiled, or it is not known that nothing is. */
function ofBuilds(builds: readonly Build[], target: WheelTarget): Kind {
  if (builds.some(isNative)) return 'native'
  return builds.some((build) => fits(build, target)) ? 'pure' : 'unknown'
}
