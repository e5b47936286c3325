// What the images have, worked out from Debian's indices and from what the Dockerfiles install.
import { join } from 'node:path'
import { readPackages, readRelease, Suite } from '../recommends/debian.mjs'
import { perlModule, readContents, sonames } from './contents.mjs'

export const READ = ['bullseye', 'bookworm', 'trixie']
export const DERIVED = ['jessie', 'stretch', 'buster']
export const RELEASES = [...DERIVED, ...READ]
const LEVELS = ['curl', 'scm', 'full']
const ALL = (1 << READ.length) - 1

/** The releases whose indices a folder has. */
export function readSuites(folder) {
  return READ.map((name) => ({
    name,
    suite: new Suite(readPackages(join(folder, name, 'Packages'))),
    release: readRelease(join(folder, name, 'Release')),
  }))
}

/** The data from a folder with Debian's indices and from what was found out by hand. */
export async function derive(folder, suites, images, older) {
  const oldest = suites[0].suite
  const seen = new Map(
    DERIVED.map((name) => [name, new Set(Object.values(older[name]).join(' ').split(' '))]),
  )
  const releases = new Map([
    ...DERIVED.map((name) => [name, derivedLevels(name, older[name], images, oldest)]),
    ...suites.map(({ name, suite }) => [name, readLevels(name, suite, images)]),
  ])
  const sets = new Map()
  for (const [name, rows] of Object.entries(images.images)) {
    for (const variant of ['full', 'slim']) {
      for (const release of rows[variant] === undefined ? [] : RELEASES) {
        const { on, adds } = addsOf(rows[variant], release)
        const { levels } = releases.get(release)
        const suite = suites.find((each) => each.name === release)?.suite ?? oldest
        const there = new Set(levels.flatMap(({ level, names }) => (isWithin(level, on) ? names : [])))
        const found = beyond(suite, adds, there)
        if (READ.includes(release)) requireAll(suite, adds, `${name} ${variant} in ${release}`)
        // Of a derived slim image nothing is said that only a later release tells.
        const isSure = (each) =>
          variant === 'full' || seen.get(release)?.has(each) !== false || adds.includes(each)
        sets.set(`${name} ${variant} ${release}`, { on, names: [...found].filter(isSure).sort() })
      }
    }
  }
  const wanted = new Set([...releases.values()].flatMap(({ levels }) => levels.flatMap(({ names }) => names)))
  for (const { names } of sets.values()) for (const name of names) wanted.add(name)
  const files = await filesOf(folder, wanted, suites)
  return {
    about:
      'What official images made from Debian have beside their own software: packages, and the commands and shared libraries of these. Made by scripts/image-contents; do not edit.',
    sources: suites.map(({ name, release }) => ({
      ...release,
      url: `http://deb.debian.org/debian/dists/${name}/main: binary-amd64/Packages, Contents-amd64, Contents-all`,
    })),
    images: images.sources,
    releases: RELEASES.map((name) => ({ name, read: READ.includes(name) })),
    packages: [...wanted]
      .sort()
      .map((name) => rowOf(name, releases, files, images))
      .join('\n'),
    sets: [...sets].map(([key, { on, names }]) => [key, on, names.join(' ')].join('|')).join('\n'),
    perlBase: words(files.get('perl-base').modules, ALL),
    own: pick(images.images, 'own'),
    ownFull: pick(images.images, 'ownFull'),
    like: pick(images.images, 'like'),
    lost: pick(images.images, 'lost'),
    unnamed: withoutAbout(images.unnamed),
    installs: installsOf(images.installs, wanted),
  }
}

/** The first of `a|b` that there is. */
function choose(suite, name) {
  const names = name.split('|')
  return names.find((each) => suite.has(each)) ?? names[0]
}

function requireAll(suite, names, where) {
  const lacking = names.filter((name) => !suite.has(choose(suite, name)))
  if (lacking.length > 0) throw new Error(`there is no ${lacking.join(', no ')} for ${where}`)
}

function beyond(suite, names, there) {
  const chosen = names.map((name) => choose(suite, name))
  const found = suite.closure(chosen, false, there)
  // Of a derived release a name may be gone.
  for (const name of chosen) if (!suite.has(name)) found.add(name)
  return found
}

function listOf(lists, release) {
  return lists[release] ?? lists['*']
}

function pick(objects, key) {
  return Object.fromEntries(
    Object.entries(objects).flatMap(([name, each]) => (each[key] ? [[name, each[key]]] : [])),
  )
}

function withoutAbout(object) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'about'))
}

function installsOf(object, wanted) {
  const installs = withoutAbout(object)
  for (const name of Object.keys(installs)) {
    if (!wanted.has(name)) throw new Error(`installs has ${name}, which no image has`)
  }
  return installs
}

function addsOf(variant, release) {
  const list = listOf(variant.adds, release)
  return Array.isArray(list) ? { on: variant.on, adds: list } : list
}

function isWithin(level, on) {
  return level === 'base' || LEVELS.indexOf(level) <= LEVELS.indexOf(on)
}

/** What each of buildpack-deps' images has beyond the one before. */
function readLevels(release, suite, images) {
  const there = new Set(suite.base)
  const levels = [{ level: 'base', names: [...there] }]
  for (const level of LEVELS) {
    const names = listOf(images.levels[level], release)
    requireAll(suite, names, `${level} in ${release}`)
    const found = beyond(suite, names, there)
    for (const name of found) there.add(name)
    levels.push({ level, names: [...found] })
  }
  return { levels }
}

/** Everything that an image had some day, or would have had in the release after. */
function derivedLevels(release, seen, images, suite) {
  const there = new Set(seen.base.split(' '))
  const levels = [{ level: 'base', names: [...there] }]
  for (const level of LEVELS) {
    const words = level === 'curl' ? `${seen.debian} ${seen.curl}` : seen[level]
    const names = new Set(words.split(' ').filter((name) => !there.has(name)))
    for (const name of beyond(
      suite,
      listOf(images.levels[level], release),
      new Set([...suite.base, ...there]),
    ))
      names.add(name)
    if (release === 'buster' && level === 'curl')
      for (const name of ['iproute2', 'iputils-ping']) names.add(name)
    for (const name of names) there.add(name)
    levels.push({ level, names: [...names] })
  }
  return { levels }
}

/** The commands and sonames of each package, with a bit for each release where it has them. */
async function filesOf(folder, wanted, suites) {
  const found = new Map()
  for (const [index, suite] of READ.entries()) {
    const paths = new Map()
    for (const file of ['Contents-amd64', 'Contents-all']) {
      await readContents(join(folder, suite, file), (name, path) => {
        if (wanted.has(name)) paths.set(name, [...(paths.get(name) ?? []), path])
      })
    }
    for (const [name, own] of paths) {
      const bases = own.map((path) => ({ path, base: path.slice(path.lastIndexOf('/') + 1) }))
      const isLibrary = ({ path }) => /^(?:usr\/)?lib\//.test(path)
      const entry = found.get(name) ?? { commands: new Map(), libraries: new Map(), modules: new Map() }
      const note = (names, each) => names.set(each, (names.get(each) ?? 0) | (1 << index))
      for (const each of bases) if (!isLibrary(each)) note(entry.commands, each.base)
      for (const module of own.flatMap((path) => perlModule(path) ?? [])) note(entry.modules, module)
      for (const each of sonames(bases.filter(isLibrary).map(({ base }) => base))) note(entry.libraries, each)
      found.set(name, entry)
    }
  }
  for (const [name, entry] of found) {
    entry.releases = suites.reduce((all, { suite }, index) => all | (suite.has(name) ? 1 << index : 0), 0)
  }
  return found
}

/** `name|levels|commands|sonames`: a letter of each release's level, - where it is in none, and : before releases. */
function rowOf(name, releases, files, images) {
  const letters = RELEASES.map((release) => {
    const found = releases.get(release).levels.find(({ names }) => names.includes(name))
    return found === undefined ? '-' : found.level[0]
  })
  const { commands = new Map(), libraries = new Map(), releases: all = ALL } = files.get(name) ?? {}
  for (const link of (images.alternatives[name] ?? '').split(' ')) {
    const [command, mask = all] = link.split(':')
    if (command) commands.set(command, Number(mask))
  }
  for (const command of (images.olderCommands[name] ?? '').split(' ')) if (command) commands.set(command, all)
  return [name, letters.join(''), words(commands, all), words(libraries, all)].join('|').replace(/\|+$/, '')
}

function words(names, all) {
  return [...names]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, mask]) => name.replace('x86_64-linux-gnu', '@') + (mask === all ? '' : `:${mask}`))
    .join(' ')
}
