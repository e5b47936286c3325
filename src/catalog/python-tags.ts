// Which built packages (wheels) a Python takes: PEP 425 for the tags, PEP 600 and PEP 656 for those of Linux.

/** What a wheel is for, as far as an x86_64 Linux can take it. */
export interface Build {
  /** `pure` runs anywhere, `exact` under the Pythons that it names, `stable` from one on, `any` under every Python 3. */
  readonly kind: 'pure' | 'exact' | 'stable' | 'any'
  /** As 100 times the major and the minor: 311 for 3.11. Both ends are among them. */
  readonly from: number
  readonly to: number
  readonly libc?: 'glibc' | 'musl'
  /** The oldest glibc 2.x or musl 1.x that it runs on. */
  readonly floor: number
  /** Named as only pip 20.3 and later know it: `manylinux_2_17` without `manylinux2014`. */
  readonly perennial: boolean
}

export interface WheelTarget {
  /** As in `Build`. */
  readonly python: number
  readonly libc: 'glibc' | 'musl'
  /** The x of glibc 2.x or musl 1.x. */
  readonly libcMinor: number
  /** As 100 times the major and the minor; undefined for what knows every tag. */
  readonly pip?: number
}

const NEWEST_PYTHON = 399

const LEGACY: Readonly<Record<string, number>> = { manylinux1: 5, manylinux2010: 12, manylinux2014: 17 }
// https://pip.pypa.io/en/stable/news/: each of these names is known from that release on.
const PIP_MANYLINUX2010 = 1900
const PIP_MANYLINUX2014 = 1903
const PIP_PERENNIAL = 2003
const PIP_MUSLLINUX = 2102

export interface WheelName {
  readonly name: string
  readonly version: string
  readonly builds: readonly Build[]
}

/** What the name of a file says; undefined for one that is no wheel, no builds for one that no x86_64 Linux takes. */
export function wheelName(file: string): WheelName | undefined {
  if (!file.endsWith('.whl')) return undefined
  const parts = file.slice(0, -'.whl'.length).split('-')
  if (parts.length !== 5 && parts.length !== 6) return undefined
  const [name = '', version = ''] = parts
  const [pythons = '', abis = '', platforms = ''] = parts.slice(-3)
  const platform = platformOf(platforms.split('.'))
  const builds = platform
    ? pythons.split('.').flatMap((python) => abis.split('.').flatMap((abi) => buildOf(python, abi, platform)))
    : []
  return { name, version, builds }
}

type Platform = Pick<Build, 'libc' | 'floor' | 'perennial'>

const ANY: Platform = { floor: 0, perennial: false }

function platformOf(tags: readonly string[]): Platform | undefined {
  let best: Platform | undefined
  for (const tag of tags) {
    const found = linuxTag(tag)
    if (!found) continue
    if (!best || found.floor < best.floor || (found.floor === best.floor && best.perennial)) best = found
  }
  return best
}

function linuxTag(tag: string): Platform | undefined {
  if (tag === 'any') return ANY
  const match = /^(manylinux1|manylinux2010|manylinux2014|manylinux_2_(\d+)|musllinux_1_(\d+))_x86_64$/.exec(
    tag,
  )
  if (!match) return undefined
  const [, name = '', glibc, musl] = match
  if (musl !== undefined) return { libc: 'musl', floor: Number(musl), perennial: false }
  const legacy = LEGACY[name]
  return { libc: 'glibc', floor: legacy ?? Number(glibc), perennial: legacy === undefined }
}

function buildOf(python: string, abi: string, platform: Platform): readonly Build[] {
  const match = /^(py|cp)(\d)(\d*)$/.exec(python)
  if (!match) return []
  const [, implementation, major = '', minor = ''] = match
  const number = Number(major) * 100 + Number(minor === '' ? 0 : minor)
  if (implementation === 'py' && abi === 'none') {
    const kind = platform.libc === undefined ? 'pure' : 'any'
    return [{ kind, from: number, to: Number(major) * 100 + 99, ...platform }]
  }
  if (implementation !== 'cp' || minor === '') return []
  if (abi === 'abi3') return [{ kind: 'stable', from: number, to: NEWEST_PYTHON, ...platform }]
  const own = new RegExp(`^cp${major}${minor}(?:m|mu)?$`)
  return abi === 'none' || own.test(abi) ? [{ kind: 'exact', from: number, to: number, ...platform }] : []
}

export function fits(build: Build, target: WheelTarget): boolean {
  if (target.python < build.from || target.python > build.to) return false
  if (build.libc === undefined) return true
  if (build.libc !== target.libc || build.floor > target.libcMinor) return false
  return target.pip === undefined || target.pip >= pipFor(build)
}

function pipFor({ libc, floor, perennial }: Build): number {
  if (libc === 'musl') return PIP_MUSLLINUX
  if (perennial) return PIP_PERENNIAL
  if (floor >= 17) return PIP_MANYLINUX2014
  return floor >= 12 ? PIP_MANYLINUX2010 : 0
}

// --- How the data has them: `p` pure, `m` exact, `a` stable, `n` any for glibc, `x`, `y` and `z` the same for musl; then
// the Pythons, `36-312` or `36` or, for every Python 3, nothing, and `@17` for the floor, with a `!` where it is perennial.

const LETTERS: Readonly<Record<string, readonly [Build['kind'], Build['libc']]>> = {
  p: ['pure', undefined],
  m: ['exact', 'glibc'],
  a: ['stable', 'glibc'],
  n: ['any', 'glibc'],
  x: ['exact', 'musl'],
  y: ['stable', 'musl'],
  z: ['any', 'musl'],
}

export function readBuilds(text: string): readonly Build[] {
  return [...text.matchAll(/([pmanxyz])(?:(\d+)(?:-(\d+))?)?(?:@(\d+)(!?))?/g)].flatMap(
    ([, letter = '', from, to, floor, mark]) => {
      const [kind, libc] = LETTERS[letter] ?? []
      if (kind === undefined) return []
      const first = from === undefined ? 300 : pythonNumber(from)
      const last =
        kind === 'exact'
          ? pythonNumber(to ?? from ?? '3')
          : kind === 'stable'
            ? NEWEST_PYTHON
            : first - (first % 100) + 99
      const build = { kind, from: first, to: last, floor: Number(floor ?? 0), perennial: mark === '!' }
      return [libc === undefined ? build : { ...build, libc }]
    },
  )
}

/** `311` of `cp311`, `36` of `cp36`, `3.11`: as 100 times the major and the minor. */
export function pythonNumber(text: string): number {
  const digits = text.replace('.', '')
  return Number(digits.slice(0, 1)) * 100 + Number(digits.slice(1))
}
