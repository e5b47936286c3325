// What comes along with a package that apt installs. The data is Debian's own, see scripts/image-contents.
import data from './data/image-brought.json' with { type: 'json' }
import { once } from './lazily.ts'

/**
 * Packages that come with an install because something depends on them, of those with commands, headers or certificates that
 * full official images have and their slim variants have not; what is only recommended is not among them. Empty for a package
 * that brings none, that the release has not, or that Dockerfiles seldom install.
 *
 * @param release of Debian, by its code name; one that was not read counts as the oldest that was
 */
export function broughtBy(name: string, release: string): ReadonlySet<string> {
  const bit =
    1 <<
    Math.max(
      data.sources.findIndex(({ suite }) => suite === release),
      0,
    )
  const entries = (rows().get(name) ?? '').split(' ').flatMap((entry) => {
    const [, place = '', mask] = /^([0-9a-z]+)(?::(\d))?$/.exec(entry) ?? []
    const found = packages()[parseInt(place, 36)]
    return found === undefined || (mask !== undefined && (Number(mask) & bit) === 0) ? [] : [found]
  })
  return new Set(entries)
}

const packages = once(() => data.packages.split(' '))

const rows = once((): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const row of data.brought.split('\n')) {
    const [names = '', entries = ''] = row.split('|')
    for (const name of names.split(' ')) found.set(name, entries)
  }
  return found
})
