import { DOUBTFUL } from './doubtful.ts'
import { NOTICED } from './noticed.ts'
import { UNNOTICED } from './unnoticed.ts'
import type { Use } from './use.ts'

/** Asked in this order; the first that fits a package and what brings it holds. */
export const USES: readonly Use[] = [...NOTICED, ...DOUBTFUL, ...UNNOTICED]

/** The row for a package that something recommends. @param via the packages of the list that bring it */
export function useOf(name: string, via: readonly string[]): Use | undefined {
  return USES.find(
    (use) =>
      use.packages.includes(name) &&
      (use.via === undefined || via.some((each) => use.via?.test(each) === true)),
  )
}

// Names with a number in them change with the release, but for these; others came in with one.
const NUMBERED =
  /^(?:python3-\w+|libc6-dev|libc6-dev-armhf-cross|apache2|libsasl2-modules|librsvg2-common|gnupg2|g\+\+|fonts-liberation2)$/
const SINCE: Readonly<Record<string, number>> = { xxd: 9, 'libldap-common': 9, 'cppzmq-dev': 9 }

/** True for a package that a release may not have. @param release of Debian, undefined where unknown */
export function mayBeMissing(name: string, release: number | undefined): boolean {
  const since = Object.hasOwn(SINCE, name) ? SINCE[name] : undefined
  return (since !== undefined && since > (release ?? 0)) || (/\d/.test(name) && !NUMBERED.test(name))
}
