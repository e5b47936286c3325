// Where the packages of a release can still be fetched with the sources that its images came with.
import data from './data/package-archives.json' with { type: 'json' }
import { cycleNamed } from './lifecycles.ts'

interface Row {
  readonly distribution: string
  readonly release: string
  readonly gone?: string
  readonly seen?: string
  readonly source: string
}

/**
 * True where `apt-get update` and an install are known to work in an image of a release, on a day; false where they are known
 * not to, and where nothing is known. Releases move to archive.debian.org and old-releases.ubuntu.com at no set time: after the
 * last day on which one was seen it counts as served while it is kept up by anybody.
 *
 * @param release its code name
 * @param today YYYY-MM-DD
 */
export function isServed(distribution: 'debian' | 'ubuntu', release: string, today: string): boolean {
  const row = rows.find((each) => each.distribution === distribution && each.release === release)
  if (row === undefined) return false
  if (row.gone !== undefined) return today < row.gone
  const cycle = cycleNamed(distribution, release)
  const last = cycle === undefined ? undefined : (cycle.extendedEnd ?? cycle.end)
  return [row.seen, last].some((day) => day !== undefined && today <= day)
}

const rows: readonly Row[] = data.releases
