import { nativeFacts } from '../../catalog/npm-natives.ts'
import type { Libc } from '../dependency-needs.ts'
import type { LockedPackage } from './locked-package.ts'

/** What a platform package is built for, as far as its conditions and its name tell. */
interface Platform {
  /** What the packages for all platforms have in front of their platform. */
  readonly family: string
  readonly isLinux: boolean
  readonly libc: Libc | undefined
}

const SYSTEM = /(?:^|[-/_.])(linux|darwin|macos|win32|windows|freebsd|android|alpine)(?=[-_.\d]|musl|gnu|$)/

/** Whether the system, the processor and the C library of an image with Linux on x64 are among a package's conditions. */
export function fits({ os, cpu, libc }: LockedPackage, wanted: Libc): boolean {
  return meets(os, 'linux') && meets(cpu, 'x64') && meets(libc, wanted)
}

function meets(conditions: readonly string[], value: string): boolean {
  if (conditions.includes(`!${value}`)) return false
  const positive = conditions.filter((each) => !each.startsWith('!'))
  return positive.length === 0 || positive.includes(value) || positive.includes('any')
}

/** Undefined for a package that is for no platform in particular. */
function platformOf({ name, os, cpu, libc }: LockedPackage): Platform | undefined {
  const match = SYSTEM.exec(name)
  if (!match) return undefined
  const rest = name.slice(match.index)
  // A name alone may say something else: `linux-release-info`.
  if (os.length === 0 && cpu.length === 0 && !/64|arm|32|musl|gnu/.test(rest)) return undefined
  const forX64 =
    meets(cpu, 'x64') && !/arm|aarch|ia32|i686|x86(?!_64|-64)|ppc|s390|riscv|mips|loong|-386|-32/.test(rest)
  const system = match[1] === 'alpine' ? 'linux' : (match[1] ?? '')
  const [only] = libc.filter((each) => !each.startsWith('!'))
  const named = /musl|alpine/.test(rest) ? 'musl' : /gnu|glibc/.test(rest) ? 'glibc' : undefined
  return {
    family: name.slice(0, match.index),
    isLinux: system === 'linux' && meets(os, 'linux') && forX64,
    libc: only === 'musl' || only === 'glibc' ? only : named,
  }
}

/** The packages for one platform only that an install with this C library brings, those for every Linux among them. */
export function platformPackages(packages: readonly LockedPackage[], libc: Libc): readonly LockedPackage[] {
  return packages.filter((each) => {
    const platform = platformOf(each)
    return platform?.isLinux === true && (platform.libc === undefined || platform.libc === libc)
  })
}

export interface Family {
  readonly name: string
  readonly version: string
  readonly outcome: 'ready' | 'missing' | 'unknown'
}

/**
 * For each family of packages that a lock file has for Linux, one of them for each platform: whether it has one for this C
 * library. Where a family has one for musl, what names no C library is for glibc; where it has none, the catalog has to know.
 */
export function families(packages: readonly LockedPackage[], libc: Libc): readonly Family[] {
  const found = new Map<string, Member[]>()
  for (const each of packages) {
    const platform = platformOf(each)
    if (!platform) continue
    const key = `${platform.family} ${each.version}`
    const known = found.get(key)
    if (known) known.push({ package: each, platform })
    else found.set(key, [{ package: each, platform }])
  }
  const outcomes = [...found.values()].flatMap((members) => familyOf(members, libc))
  // One that a project itself asks for, beside those that the package asks for in another version, is of no use and no harm.
  return outcomes
    .filter(
      ({ outcome, family, isAlone }) =>
        !(
          isAlone &&
          outcome !== 'ready' &&
          outcomes.some((other) => other.family === family && !other.isAlone)
        ),
    )
    .map(({ name, version, outcome }) => ({ name, version, outcome }))
}

interface Member {
  readonly package: LockedPackage
  readonly platform: Platform
}

interface Outcome extends Family {
  readonly family: string
  /** Without packages for other platforms. */
  readonly isAlone: boolean
}

function familyOf(members: readonly Member[], libc: Libc): readonly Outcome[] {
  const onLinux = members.filter(({ platform }) => platform.isLinux)
  const [first] = onLinux
  if (!first) return []
  const { name, version } = first.package
  const libcs = new Set(onLinux.map(({ platform }) => platform.libc))
  const outcomeOf = (): Family['outcome'] => {
    if (libcs.has(libc)) return 'ready'
    if (libc === 'glibc') return libcs.has(undefined) ? 'ready' : 'missing'
    if (libcs.has('glibc') && !libcs.has(undefined)) return 'missing'
    const outcomes = onLinux
      .filter(({ platform }) => platform.libc === undefined)
      .map((member) => nativeFacts(member.package.name, member.package.version)?.musl)
    if (outcomes.includes('ready')) return 'ready'
    return outcomes.includes('missing') ? 'missing' : 'unknown'
  }
  return [
    { name, version, outcome: outcomeOf(), family: first.platform.family, isAlone: members.length === 1 },
  ]
}
