import type { Releases } from '../../catalog/recommends.ts'
import { DOUBTFUL } from './doubtful.ts'
import { NOTICED } from './noticed.ts'
import { TOOLCHAIN } from './toolchain.ts'
import { UNNOTICED } from './unnoticed.ts'
import type { Use } from './use.ts'

/** Asked in this order; the first that fits a package and what brings it holds. */
export const USES: readonly Use[] = [...NOTICED, ...TOOLCHAIN, ...DOUBTFUL, ...UNNOTICED]

/** The row for a package that something recommends. @param via the packages of the list that bring it */
export function useOf(name: string, via: readonly string[]): Use | undefined {
  // What Python 2 had was of the same use as what Python 3 has.
  const today = name.replace(/^python-/, 'python3-')
  return USES.find(
    (use) =>
      (use.packages.includes(name) || use.packages.includes(today)) &&
      (use.via === undefined || via.some((each) => use.via?.test(each) === true)),
  )
}

// Names with a number in them change with the release, but for these; others came in with one.
const NUMBERED =
  /^(?:python3-[\w-]+|libc6-dev|libc6-dev-armhf-cross|apache2|libsasl2-modules|librsvg2-common|gnupg2|g\+\+|fonts-liberation2|bzip2|e2fsprogs|exim4-daemon-light|krb5-config|libcap2-bin|x11-(?:utils|xserver-utils))$/
const SINCE: Readonly<Record<string, number>> = {
  xxd: 9,
  'libldap-common': 9,
  'cppzmq-dev': 9,
  'opencv-data': 10,
}

/** True for what has a package of its own in later releases only, and came along with one that others depend on before. */
export function isPartOfAnother(name: string, releases: Releases): boolean {
  return /^(?:xxd|libldap-common)$/.test(name) && releases !== undefined && releases.to < (SINCE[name] ?? 0)
}

/** True for a name that the releases of the data may have alone. */
export function changesItsName(name: string): boolean {
  return /\d/.test(name) && !NUMBERED.test(name)
}

/** True for a package that one of some releases may not have. */
export function mayBeMissing(name: string, releases: Releases): boolean {
  const since = Object.hasOwn(SINCE, name) ? SINCE[name] : undefined
  return (since !== undefined && since > (releases?.from ?? 0)) || changesItsName(name)
}
