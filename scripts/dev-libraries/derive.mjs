// From packages with headers to those with the libraries that are linked with them.
import { join } from 'node:path'
import { controlBlocks } from '../debian-control.mjs'
import { readContents, sonames } from '../image-contents/contents.mjs'
import { readRelease } from '../recommends/debian.mjs'

export const RELEASES = ['bullseye', 'bookworm', 'trixie', 'focal', 'jammy', 'noble']
const ALL = (1 << RELEASES.length) - 1

export async function derive(folder, names) {
  const releases = []
  for (const name of RELEASES) releases.push(await readReleaseData(join(folder, name), name))
  const rows = new Map()
  const queue = [...names]
  while (queue.length > 0) {
    const name = queue.pop()
    if (rows.has(name)) continue
    const own = releases.flatMap((release, index) => {
      const found = linkedWith(release, name)
      return found ? [{ ...found, bit: 1 << index }] : []
    })
    rows.set(name, own)
    for (const { brings } of own) queue.push(...brings)
  }
  return {
    about:
      'Which packages with shared libraries belong to a package with headers: name | releases that have it, a bit for each in base 32 | the libraries, those of some releases alone with their bits behind : | what the linker is asked for with -l, where not all the libraries stand for it with their places | other packages with headers that it brings. Made by scripts/dev-libraries; do not edit.',
    sources: releases.map(({ source }) => source),
    packages: [...rows]
      .filter(([, own]) => own.length > 0)
      .map(([name, own]) => rowOf(name, own))
      .sort((a, b) => (a.split('|')[0] < b.split('|')[0] ? -1 : 1))
      .join('\n'),
  }
}

async function readReleaseData(folder, name) {
  const packages = new Map()
  const providers = new Map()
  for (const block of controlBlocks(join(folder, 'Packages'))) {
    const own = block.get('Package')
    if (own === undefined || packages.has(own)) continue
    packages.set(own, {
      source: (block.get('Source') ?? own).replace(/ .*/, ''),
      depends: groups(block.get('Depends')),
      section: block.get('Section') ?? '',
      isForAll: block.get('Architecture') === 'all',
    })
    for (const [provided] of groups(block.get('Provides')))
      providers.set(provided, [...(providers.get(provided) ?? []), own])
  }
  const files = new Map()
  await readContents(join(folder, 'Contents-amd64'), (owner, path) => {
    const file = /^(?:usr\/)?lib\/(?:x86_64-linux-gnu\/)?(lib[^/]+\.so[^/]*)$/.exec(path)?.[1]
    if (file !== undefined) files.set(owner, (files.get(owner) ?? new Set()).add(file))
  })
  const place = RELEASES.indexOf(name) < 3 ? 'debian.org/debian' : 'ubuntu.com/ubuntu'
  const { release, date } = readRelease(join(folder, 'Release'))
  return {
    packages,
    providers,
    files,
    source: {
      suite: name,
      release,
      date,
      url: `http://${place === 'debian.org/debian' ? 'deb' : 'archive'}.${place}/dists/${name}`,
    },
  }
}

function groups(field = '') {
  return field
    .split(',')
    .map((group) => group.split('|').map((name) => name.trim().replace(/[ (:[].*$/, '')))
    .map((group) => group.filter((name) => name !== ''))
    .filter((group) => group.length > 0)
}

/** Undefined where the release has no such package, or where its libraries cannot be told. */
function linkedWith(release, name) {
  const { packages, files } = release
  if (!packages.has(name)) return undefined
  const libraries = librariesOf(release, name, new Set())
  const links = new Map()
  const own = [...(files.get(name) ?? [])].filter((file) => /^lib.+\.so$/.test(file))
  for (const file of own) {
    const link = /^lib(.+)\.so$/.exec(file)[1]
    const fitting = libraries.filter((each) =>
      sonames([...(files.get(each) ?? [])]).some(
        (soname) => soname.startsWith(`${file}.`) || soname.replace(/-[\d.]+\.so$/, '.so') === file,
      ),
    )
    const found = fitting.length > 0 ? fitting : libraries
    // A library that belongs to no package that comes with the headers.
    if (found.length > 0) links.set(link, found)
  }
  if (own.length > 0 && libraries.length === 0) return undefined
  const brings = dependencies(release, name).filter((each) => HEADERS.test(each))
  return { libraries, links, brings }
}

/**
 * The libraries of the same source. A package that has none only stands for others, or has headers that ask for other headers:
 * all that comes with those may be linked then.
 */
function librariesOf(release, name, seen) {
  if (seen.has(name)) return []
  seen.add(name)
  const { packages } = release
  const needs = dependencies(release, name)
  const isOwn = (each) => packages.get(each).source === packages.get(name).source
  const found = [
    ...needs.filter((each) => isLibrary(release, each) && isOwn(each)),
    ...needs
      .filter((each) => HEADERS.test(each) && isOwn(each))
      .flatMap((each) => librariesOf(release, each, seen)),
  ]
  if (found.length > 0) return [...new Set(found)].sort()
  const others = [
    ...needs.filter((each) => isLibrary(release, each)),
    ...needs
      .filter((each) => HEADERS.test(each) && !OF_COMPILERS.test(each))
      .flatMap((each) => librariesOf(release, each, seen)),
  ]
  return [...new Set(others)].filter((each) => each !== 'libc6').sort()
}

const HEADERS = /(?:-|multi)dev(?:-compat)?$/
const OF_COMPILERS = /^(?:libc6|libc|linux-libc|libstdc\+\+.*|libgcc.*)-dev$/

/** The first of each choice, as apt takes it. */
function dependencies({ packages, providers }, name) {
  return packages.get(name).depends.flatMap((group) => {
    const first = group.flatMap((each) =>
      packages.has(each) ? [each] : [...(providers.get(each) ?? [])].sort().slice(0, 1),
    )
    return first.slice(0, 1)
  })
}

// Where alternatives choose one of several libraries, as for BLAS, none lies in the folders that are looked at.
function isLibrary({ packages, files }, name) {
  if (/dev$|-dbg$|-dbgsym$|^lib(?:32|n32|64|x32)/.test(name)) return false
  const { section, isForAll } = packages.get(name)
  return sonames([...(files.get(name) ?? [])]).length > 0 || (/(?:^|\/)libs$/.test(section) && !isForAll)
}

function rowOf(name, own) {
  const mask = own.reduce((sum, { bit }) => sum | bit, 0)
  const masks = new Map()
  for (const { libraries, bit } of own)
    for (const each of libraries) masks.set(each, (masks.get(each) ?? 0) | bit)
  const libraries = [...masks.keys()].sort()
  const links = new Map()
  for (const each of own)
    for (const [link, found] of each.links)
      links.set(link, new Set([...(links.get(link) ?? []), ...found.map((one) => libraries.indexOf(one))]))
  const brings = [...new Set(own.flatMap((each) => each.brings))].sort()
  return [
    name,
    mask === ALL ? '' : mask.toString(32),
    libraries
      .map((each) => (masks.get(each) === mask ? each : `${each}:${masks.get(each).toString(32)}`))
      .join(' '),
    [...links]
      .map(([link, places]) =>
        places.size === libraries.length ? link : `${link}=${[...places].sort((a, b) => a - b).join(',')}`,
      )
      .sort()
      .join(' '),
    brings.join(' '),
  ].join('|')
}
