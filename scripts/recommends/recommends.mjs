// Makes src/catalog/data/recommends.json from local copies of Debian's package data.
//
//   npm run recommends -- <folder>    writes it anew
//   npm run recommends -- --check     says whether it has the right shape; needs nothing but the checkout
//
// <folder> has a folder for each release, named like it (bullseye, bookworm, trixie), and in each of these, of
// http://deb.debian.org/debian/dists/<release>: Release, main/binary-amd64/Packages (unpacked), the same of contrib and
// non-free as Packages-contrib and Packages-non-free, and main/Contents-amd64 and main/Contents-all (unpacked; lines that are
// no programs may be left out).
//
// installed.txt beside this script has the packages that Dockerfiles install, with how many of 2,283 installs in 2,500
// Dockerfiles name each; 0: seen in other Dockerfiles, or what a package of older releases is called today. also.txt has packages beside the most installed ones of which it was
// worked out what their recommends are for.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './check.mjs'
import { addPackages, readCommands, readPackages, readRelease, Suite } from './debian.mjs'

const SUITES = ['bullseye', 'bookworm', 'trixie']
const MOST = 300
// One bit for each release.
const ALL = (1 << SUITES.length) - 1
const output = new URL('../../src/catalog/data/recommends.json', import.meta.url)

const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: npm run recommends -- <folder> | --check')
  process.exit(2)
}
if (argument === '--check') {
  const faults = faultsOf(JSON.parse(readFileSync(output, 'utf8')))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length === 0 ? 0 : 1)
}
const data = derive(argument)
const faults = faultsOf(data)
if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'))
writeFileSync(output, `${JSON.stringify(data, null, 2)}\n`)
console.log(`${fileURLToPath(output)}: ${data.packages.split(/[ \n]/).length} words`)

function derive(folder) {
  const lines = linesOf('installed.txt').map((line) => line.split(' ')[1])
  const suites = SUITES.map((name) => {
    const packages = readPackages(join(folder, name, 'Packages'))
    for (const part of ['contrib', 'non-free']) {
      addPackages(packages, join(folder, name, `Packages-${part}`), new Set(lines))
    }
    const suite = new Suite(packages)
    const files = ['Contents-amd64', 'Contents-all'].map((file) => join(folder, name, file))
    return { name, suite, release: readRelease(join(folder, name, 'Release')), commands: readCommands(files) }
  })
  const installed = lines.filter((name) => suites.some(({ suite }) => suite.has(name)))
  const rows = new Map(installed.map((name) => [name, rowOf(name, suites)]))
  const most = installed.slice(0, MOST)

  // Named in the order of how many of the most installed packages bring them.
  const understood = new Set([...most, ...linesOf('also.txt')])
  const recommended = namesOfLost(
    installed.filter((name) => understood.has(name)),
    rows,
  )
  const places = new Map(recommended.map((name, index) => [name, index]))
  const behind = commandsBehind(recommended, suites)
  for (const owner of behind.owners) if (!places.has(owner)) places.set(owner, places.size)
  const judged = new Map(places)
  // What only others bring has a name and nothing else: nobody has worked out what it is for.
  const strange = namesOfLost(installed, rows).filter((name) => !places.has(name))
  for (const name of strange) places.set(name, places.size)

  const rowsAlike = new Map()
  for (const name of installed) {
    const { lost, brings } = rows.get(name)
    const masks = new Map([...lost].map(([each, { mask }]) => [each, mask]))
    const key = [numbers(masks, places), numbers(brings, judged)].join('|')
    rowsAlike.set(key, [...(rowsAlike.get(key) ?? []), name])
  }
  const others = new Map(recommended.map((name) => [name, new Set()]))
  for (const { lost } of rows.values()) {
    for (const [each, { choices }] of lost) {
      for (const choice of choices) if (choice !== each && rows.has(choice)) others.get(each)?.add(choice)
    }
  }
  return {
    about:
      'What apt installs with the packages that Dockerfiles install most, because something recommends it; programs are from Contents-amd64 and Contents-all of the same releases. Made by scripts/recommends; do not edit.',
    sources: suites.map(({ name, release }) => ({
      ...release,
      url: `http://deb.debian.org/debian/dists/${name}/main/binary-amd64/Packages`,
    })),
    mostInstalled: most.join(' '),
    recommended: recommended.join(' '),
    strange: strange.join(' '),
    instead: [...others]
      .filter(([, choices]) => choices.size > 0)
      .map(([name, choices]) => `${name}=${[...choices].sort().join(',')}`)
      .join(' '),
    packages: [...rowsAlike]
      .map(([key, names]) => `${key}|${names.sort().join(' ')}`)
      .sort()
      .join('\n'),
    programs: behind.programs,
    programsBehind: behind.programsBehind,
    sizes: most.map((name) => sizeOf(name, suites)).join(' '),
  }
}

/** What some packages lose, what most of them lose first. */
function namesOfLost(names, rows) {
  const weight = new Map()
  for (const name of names)
    for (const each of rows.get(name).lost.keys()) weight.set(each, (weight.get(each) ?? 0) + 1)
  return [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || (a < b ? -1 : 1))
}

/**
 * What a package loses without recommends, each with the releases where that is so (1 for the first, 2 for the next, 4 for the
 * third, added up), and which packages come with it in all of them. A release without the package is taken to be like the others.
 */
function rowOf(name, suites) {
  const lost = new Map()
  const own = suites.flatMap((each, index) => (each.suite.has(name) ? [{ ...each, bit: 1 << index }] : []))
  const lacks = own.reduce((rest, { bit }) => rest & ~bit, ALL)
  const closures = own.map(({ suite }) => suite.closure([name], false))
  for (const [index, { suite, bit }] of own.entries()) {
    for (const [each, choices] of suite.recommendedBy(closures[index])) {
      const { mask, choices: known } = lost.get(each) ?? { mask: lacks, choices: [] }
      lost.set(each, { mask: mask | bit, choices: [...known, ...choices] })
    }
  }
  const brings = new Set(closures.flatMap((closure) => [...closure]))
  for (const each of brings) {
    const everywhere = own.every(({ suite }, index) => closures[index].has(each) || suite.base.has(each))
    if (!everywhere || each === name || lost.has(each)) brings.delete(each)
  }
  return { lost, brings: new Map([...brings].map((each) => [each, ALL])) }
}

function linesOf(file) {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n')
}

/** Places in ascending order, and behind each that is not for all releases a capital for those that it is for, A for 1. */
function numbers(masks, places) {
  return [...masks]
    .flatMap(([name, mask]) => (places.has(name) ? [[places.get(name), mask]] : []))
    .sort(([a], [b]) => a - b)
    .map(([place, mask]) => place.toString(36) + (mask === ALL ? '' : String.fromCharCode(64 + mask)))
    .join(',')
}

/** The programs that come with each recommended package, its own recommends included. */
function commandsBehind(recommended, suites) {
  const programs = new Map()
  const behind = new Map(recommended.map((name) => [name, new Set()]))
  for (const { suite, commands } of suites) {
    for (const name of recommended) {
      for (const each of suite.closure([name], true)) {
        const own = [...(commands.get(each) ?? [])].filter((command) => /^[a-z][\w.+-]*$/i.test(command))
        if (own.length === 0) continue
        behind.get(name).add(each)
        programs.set(each, new Set([...(programs.get(each) ?? []), ...own]))
      }
    }
  }
  const owners = [...programs.keys()].sort()
  const places = new Map(owners.map((name, index) => [name, index]))
  return {
    names: new Set(recommended),
    owners,
    programs: owners.map((name) => `${name}:${[...programs.get(name)].sort().join(',')}`).join(' '),
    programsBehind: recommended
      .map((name) => numbers(new Map([...behind.get(name)].map((each) => [each, ALL])), places))
      .join(' '),
  }
}

/** How many packages recommends add, and how many megabytes they take when installed, in the newest release. */
function sizeOf(name, suites) {
  const found = suites.findLast(({ suite }) => suite.has(name))
  const without = found.suite.closure([name], false)
  const added = [...found.suite.closure([name], true)].filter((each) => !without.has(each))
  const kilobytes = added.reduce((sum, each) => sum + found.suite.kilobytes(each), 0)
  return `${added.length}:${(kilobytes / 1000).toFixed(1)}`
}
