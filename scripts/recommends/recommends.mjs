// Makes src/catalog/data/recommends.json from local copies of Debian's package data.
//
//   npm run recommends -- <folder>    writes it anew
//   npm run recommends -- --check     says whether it has the right shape; needs nothing but the checkout
//
// <folder> has a folder for each release, named like it (bookworm, trixie), and in each of these, of
// http://deb.debian.org/debian/dists/<release>: Release, main/binary-amd64/Packages (unpacked), and
// main/Contents-amd64 and main/Contents-all (unpacked; lines that are no programs may be left out).
//
// installed.txt beside this script has the packages that Dockerfiles install, with how many of 2,283 installs in 2,500
// Dockerfiles name each; 0: seen in other Dockerfiles. also.txt has packages beside the most installed ones of which it was
// worked out what their recommends are for.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './check.mjs'
import { readCommands, readPackages, readRelease, Suite } from './debian.mjs'

const SUITES = ['bookworm', 'trixie']
const MOST = 300
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
if (faults.length > 0) throw new Error(faults.join('\n'))
writeFileSync(output, `${JSON.stringify(data, null, 2)}\n`)
console.log(`${fileURLToPath(output)}: ${data.packages.split(/[ \n]/).length} words`)

function derive(folder) {
  const suites = SUITES.map((name) => {
    const suite = new Suite(readPackages(join(folder, name, 'Packages')))
    const files = ['Contents-amd64', 'Contents-all'].map((file) => join(folder, name, file))
    return { name, suite, release: readRelease(join(folder, name, 'Release')), commands: readCommands(files) }
  })
  const installed = linesOf('installed.txt')
    .map((line) => line.split(' ')[1])
    .filter((name) => suites.some(({ suite }) => suite.has(name)))
  const rows = new Map(installed.map((name) => [name, rowOf(name, suites)]))
  const most = installed.slice(0, MOST)

  // Named in the order of how many of the most installed packages bring them.
  const weight = new Map()
  for (const name of new Set([...most, ...linesOf('also.txt')]))
    for (const each of rows.get(name).lost.keys()) weight.set(each, (weight.get(each) ?? 0) + 1)
  const recommended = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || (a < b ? -1 : 1))
  const places = new Map(recommended.map((name, index) => [name, index]))

  // A package that brings something else than the most installed ones do is not of use without knowing what that is for.
  const behind = commandsBehind(recommended, suites)
  for (const owner of behind.owners) if (!places.has(owner)) places.set(owner, places.size)
  const kept = installed.filter((name) =>
    [...rows.get(name).lost.keys()].every((each) => behind.names.has(each)),
  )
  const lines = new Map()
  for (const name of kept) {
    const { lost, brings } = rows.get(name)
    const key = [numbers([...lost.keys()], places), numbers(brings, places)].join('|')
    lines.set(key, [...(lines.get(key) ?? []), name])
  }
  const others = new Map(recommended.map((name) => [name, new Set()]))
  for (const name of kept) {
    for (const [each, choices] of rows.get(name).lost) {
      for (const choice of choices) if (choice !== each && rows.has(choice)) others.get(each).add(choice)
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
    instead: [...others]
      .filter(([, choices]) => choices.size > 0)
      .map(([name, choices]) => `${name}=${[...choices].sort().join(',')}`)
      .join(' '),
    packages: [...lines]
      .map(([key, names]) => `${key}|${names.sort().join(' ')}`)
      .sort()
      .join('\n'),
    programs: behind.programs,
    programsBehind: behind.programsBehind,
    sizes: most.map((name) => sizeOf(name, suites)).join(' '),
  }
}

/** What a package loses without recommends in any release, and which recommended packages it has in every one. */
function rowOf(name, suites) {
  const lost = new Map()
  let brings
  for (const { suite } of suites) {
    if (!suite.has(name)) continue
    const closure = suite.closure([name], false)
    for (const [each, choices] of suite.recommendedBy(closure))
      lost.set(each, [...(lost.get(each) ?? []), ...choices])
    const there = new Set([...closure, ...suite.base])
    brings = brings ? brings.filter((each) => there.has(each)) : [...there]
  }
  const base = (each) => suites.every(({ suite }) => suite.base.has(each))
  return { lost, brings: (brings ?? []).filter((each) => each !== name && !lost.has(each) && !base(each)) }
}

function linesOf(file) {
  return readFileSync(new URL(file, import.meta.url), 'utf8')
    .trim()
    .split('\n')
}

function numbers(names, places) {
  return names
    .flatMap((name) => places.get(name) ?? [])
    .sort((a, b) => a - b)
    .map((place) => place.toString(36))
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
    programsBehind: recommended.map((name) => numbers([...behind.get(name)], places)).join(' '),
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
