// What comes along when apt-get installs a package, of that which full images have and minimal ones have not.
import { READ } from './derive.mjs'

const ALL = (1 << READ.length) - 1

/**
 * @param suites of READ
 * @param rows of the packages of images, `name|levels|commands|sonames`
 * @param names of packages that Dockerfiles install
 */
export function broughtData(suites, rows, names, sources) {
  const wanted = rows.map((row) => row.split('|')).flatMap((row) => (isOfUse(row) ? [row[0]] : []))
  const places = new Map(wanted.map((name, index) => [name, index]))
  const rowsAlike = new Map()
  for (const name of names) {
    const found = new Map()
    for (const [index, { suite }] of suites.entries()) {
      for (const each of suite.has(name) ? suite.closure([name], false) : []) {
        if (places.has(each) && each !== name) found.set(each, (found.get(each) ?? 0) | (1 << index))
      }
    }
    if (found.size === 0) continue
    const all = suites.reduce((mask, { suite }, index) => mask | (suite.has(name) ? 1 << index : 0), 0)
    const key = [...found]
      .sort(([a], [b]) => places.get(a) - places.get(b))
      .map(([each, mask]) => places.get(each).toString(36) + (mask === all ? '' : `:${mask}`))
      .join(' ')
    rowsAlike.set(key, [...(rowsAlike.get(key) ?? []), name])
  }
  return {
    about:
      'What comes along with packages that Dockerfiles install, without what is only recommended: of the packages in packages, by their places in base 36, with a bit for each release where that is not so in all that have it. Made by scripts/image-contents; do not edit.',
    sources,
    packages: wanted.join(' '),
    brought: [...rowsAlike]
      .map(([key, list]) => `${list.sort().join(' ')}|${key}`)
      .sort()
      .join('\n'),
  }
}

/** Packages that somebody may use without naming them, beyond the minimal image: commands, headers, certificates, names. */
function isOfUse([name, levels, commands = '']) {
  const isInFull = /[csf]/.test(levels.slice(-READ.length))
  return (
    isInFull &&
    (commands !== '' || /-dev$/.test(name) || /^(?:ca-certificates|netbase|perl|python3)$/.test(name))
  )
}

/** What is wrong with the data, one line each. */
export function faultsOfBrought(data) {
  const faults = []
  const packages = data.packages.split(' ')
  const areSorted = (list) => list.every((each, index) => index === 0 || list[index - 1] < each)
  if (!areSorted(packages)) faults.push('the packages are not sorted')
  const rows = data.brought.split('\n')
  if (!areSorted(rows)) faults.push('the rows are not sorted')
  const known = new Set()
  const found = new Map()
  for (const row of rows) {
    const [names = '', list = ''] = row.split('|')
    for (const name of names.split(' ')) {
      if (!/^[a-z0-9][a-z0-9+.-]+$/.test(name) || known.has(name))
        faults.push(`${name} is no name, or comes twice`)
      known.add(name)
      found.set(name, list)
    }
    for (const entry of list.split(' ')) {
      const [, place, mask] = /^([0-9a-z]+)(?::([1-7]))?$/.exec(entry) ?? []
      if (place === undefined || parseInt(place, 36) >= packages.length) faults.push(`${names} has ${entry}`)
      if (mask !== undefined && Number(mask) > ALL) faults.push(`${names} has the releases ${mask}`)
    }
  }
  for (const [name, brought] of [
    ['build-essential', 'gcc'],
    ['build-essential', 'make'],
    ['git-lfs', 'git'],
    ['python3-pip', 'python3'],
  ]) {
    const place = packages.indexOf(brought).toString(36)
    if (!(found.get(name) ?? '').split(' ').includes(place)) faults.push(`${name} does not bring ${brought}`)
  }
  return faults
}
