// Modules that reach into what Go keeps to itself, so that a newer Go does not build them, whatever go.mod asks for.
import type { Project } from '../../project/project.ts'
import type { VersionDemand } from '../../project/runtime-versions.ts'

interface Module {
  readonly name: string
  /** True for a version that is not known to build with the releases of Go that are kept up. */
  readonly fails: (version: Version) => boolean
}

type Version = readonly [major: number, minor: number, patch: number]

const before =
  (minor: number): Module['fails'] =>
  ([major, own]) =>
    major === 0 && own < minor

const MODULES: readonly Module[] = [
  // It goes with releases of Go one by one: bytedance/sonic issues 359 (Go 1.20), 595 (1.22) and 738 (1.24).
  { name: 'github.com/bytedance/sonic', fails: () => true },
  // "The version of quic-go you're using can't be built on Go 1.21 yet": issue 4546, and caddyserver/caddy issue 5639 for 0.36.
  { name: 'github.com/lucas-clemente/quic-go', fails: () => true },
  { name: 'github.com/quic-go/quic-go', fails: before(37) },
  // golang/go issue 74462: Go 1.25 builds 0.26 and later, and 0.24.1 and 0.25.1, which were released for that.
  {
    name: 'golang.org/x/tools',
    fails: ([major, minor, patch]) =>
      major === 0 && minor > 0 && minor < 26 && !((minor === 24 || minor === 25) && patch > 0),
  },
]

/** What the manifests name that a newer Go may not build; undefined where they name nothing of the kind. */
export function brokenModule(project: Project, demands: readonly VersionDemand[]): string | undefined {
  for (const file of new Set(demands.map((demand) => demand.file))) {
    if (!/(?:^|\/)go\.mod$/.test(file)) continue
    const text = project.read(file) ?? ''
    for (const { name, fails } of MODULES) {
      const pattern = new RegExp(
        `^\\s*(?:require\\s+)?${name.replaceAll('.', '\\.')}\\s+v(\\d+)\\.(\\d+)\\.(\\d+)`,
        'm',
      )
      const [, major = '', minor = '', patch = ''] = pattern.exec(text) ?? []
      if (major !== '' && fails([Number(major), Number(minor), Number(patch)]))
        return `${file} names ${name} v${major}.${minor}.${patch}, which a newer Go may not build`
    }
  }
  return undefined
}
