// What stands in Alpine for a package of Debian.
import { alpineReleases, isApkName } from './alpine-packages.ts'
import data from './data/debian-to-alpine.json' with { type: 'json' }

export interface AlpineNames {
  readonly kind: 'packages'
  /** Names for `apk add`, each of which the release has. Empty: it may be left out. */
  readonly names: readonly string[]
  /** False where the package is there and something of it differs: paths, a version, what is in it. */
  readonly sure: boolean
  readonly note: string
}

export interface NoAlpineName {
  readonly kind: 'none'
  /** As the end of a sentence behind the name of the package. */
  readonly reason: string
}

/** @param release of Alpine, `3.20` */
export function alpineNames(name: string, release: string): AlpineNames | NoAlpineName {
  const packages: Readonly<Record<string, string>> = data.packages
  const row = Object.hasOwn(packages, name) ? packages[name] : undefined
  if (row === undefined) return byFamily(name, release)
  const [apk = '', confidence = '', , range = '', note = ''] = row.split('|')
  if (confidence === 'block') return { kind: 'none', reason: `has nothing like it in Alpine${noted(note)}` }
  if (confidence === 'drop') return { kind: 'packages', names: [], sure: true, note }
  const names = apk.split(' ')
  const missing = names.find((each) => !isApkName(each, release))
  if (missing !== undefined || !isWithin(release, range))
    return { kind: 'none', reason: `is ${apk} in Alpine, which Alpine ${release} does not have` }
  return { kind: 'packages', names, sure: confidence === 'h', note }
}

function byFamily(name: string, release: string): AlpineNames | NoAlpineName {
  for (const family of data.families) {
    const parts = family.split('|')
    const [why = '', act = ''] = [parts.at(-1), parts.at(-2)]
    const pattern = parts.slice(0, -2).join('|')
    if (!new RegExp(pattern).test(name)) continue
    // Debian 13 and Ubuntu 24.04 gave libraries a new name.
    if (act === 'strip') return alpineNames(name.replace(/t64$/, ''), release)
    if (act === 'drop') return { kind: 'packages', names: [], sure: true, note: why }
    return { kind: 'none', reason: `has nothing like it in Alpine: ${why}` }
  }
  return { kind: 'none', reason: 'has no known name in Alpine' }
}

function noted(note: string): string {
  return note === '' ? '' : `: ${note}`
}

/** `3.12-edge`, `3.15`, or both with a comma; all releases where it is empty. */
function isWithin(release: string, range: string): boolean {
  if (range === '') return true
  const releases = alpineReleases()
  const place = releases.indexOf(release)
  return range.split(',').some((span) => {
    const [from = '', to = from] = span.split('-')
    return releases.indexOf(from) <= place && place <= releases.indexOf(to)
  })
}
