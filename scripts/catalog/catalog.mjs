// Rewrites the facts in src/catalog/data from local copies of their sources, and checks them:
//   npm run catalog -- FOLDER
// FOLDER holds official-images.json, alpine-packages.json, debian-alpine.json, end-of-life.json and image-facts.json, as they
// are made from the repositories that each of them names as its source. Nothing is written where a check fails.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultsOf, tagsOf } from './check.mjs'

const [folder] = process.argv.slice(2)
if (folder === undefined) {
  console.error('catalog: name the folder with the copies of the sources: npm run catalog -- FOLDER')
  process.exit(2)
}
const source = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))

const images = officialImages(source('official-images.json'))
const data = {
  'official-images.json': images,
  'alpine-packages.json': alpinePackages(source('alpine-packages.json')),
  'debian-to-alpine.json': debianToAlpine(source('debian-alpine.json')),
  'lifecycles.json': lifecycles(source('end-of-life.json')),
  'image-facts.json': imageFacts(source('image-facts.json'), images.images),
}
const faults = faultsOf(data)
for (const fault of faults) console.error(`catalog: ${fault}`)
if (faults.length > 0) process.exit(1)
for (const [name, each] of Object.entries(data))
  writeFileSync(new URL(`../../src/catalog/data/${name}`, import.meta.url), `${lines(each)}\n`)

/** JSON with one line for each entry of what is two levels deep: a change of a fact is a line of a diff. */
function lines(value, depth = 0) {
  if (depth === 2 || typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value)
  const entries = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}:${lines(each, depth + 1)}`,
  )
  return `{\n${entries.join(',\n')}\n}`
}

function officialImages({ source, source2, images, deprecated }) {
  return {
    about:
      'Every Linux tag that the Docker Official Images have or had, those of retired pre-releases left out. src/catalog/official-images.ts reads the notation. Made by scripts/catalog; do not edit.',
    sources: [source, source2].map(({ repo, commit, date, licence }) => ({ repo, commit, date, licence })),
    images: byName(images, ({ os, t, arch = {}, gone = '' }) => ({ os, gone, arch, tags: t })),
    deprecated: byName(deprecated, ([since, successors, note, only = '']) => ({
      since,
      successors,
      note,
      only,
    })),
  }
}

function alpinePackages({ source, releases, format, names, aliases }) {
  return {
    about:
      'Names that apk add takes, by release of Alpine: main and community, x86_64. src/catalog/alpine-packages.ts reads the notation. Made by scripts/catalog; do not edit.',
    sources: [{ repo: source.repo, commit: source.commit, date: source.date }],
    releases,
    suffixes: format.codes,
    names,
    aliases,
  }
}

function debianToAlpine({ source, families, packages }) {
  const row = ([apk, confidence, how, , range = '', note = '']) =>
    [apk ?? '', confidence, how, range, note].join('|')
  return {
    about:
      'What stands for a package of Debian in Alpine: apk names | h, m or l for how sure, drop (may be left out) or block (there is none) | how it is known | releases of Alpine | note. Made by scripts/catalog; do not edit.',
    sources: [{ repo: source.repo, date: source.date, debian: source.debian, alpine: source.alpine }],
    families: families.map(({ re, act, why }) => [re, act, why].join('|')),
    packages: byName(packages, row),
  }
}

function lifecycles({ source, images, products }) {
  const text = (value) => (value === null || value === undefined ? '' : String(value))
  return {
    about:
      'Cycle | end of life (a date, or true or false) | newest release | first release | end of active support | end of extended support | long-term support | code name. Made by scripts/catalog; do not edit.',
    sources: [
      { repo: source.repo, commit: source.commit, date: source.date, licence: source.licence ?? 'MIT' },
    ],
    images: Object.fromEntries(Object.entries(images).sort()),
    products: byName(products, ({ title, cycles }) =>
      [title, ...cycles.map((cycle) => Array.from({ length: 8 }, (_, at) => text(cycle[at])).join('|'))].join(
        '\n',
      ),
    ),
  }
}

function imageFacts({ source, os, images, sizes, distroless }, tables) {
  const isTag = (name, tag) => tables[name] !== undefined && tagsOf(tables[name]).tags.has(tag)
  return {
    about: 'What official images are made of, and how large they were. Made by scripts/catalog; do not edit.',
    sources: source.map(({ repo, commit = '', date = '', used }) => ({ repo, commit, date, used })),
    applets: { alpine: os.alpine.applets.join(' ') },
    users: byName(
      Object.fromEntries(Object.entries(images).filter(([, { user }]) => user)),
      ({ user, alpineUser = user }) => ({ debian: user.join(':'), alpine: alpineUser.join(':') }),
    ),
    // Where a container starts, as far as it is the same for all tags.
    folders: byName(
      Object.fromEntries(Object.entries(images).filter(([, { wd }]) => /^\/\S*$/.test(wd ?? ''))),
      ({ wd }) => wd,
    ),
    distroless: {
      name: distroless.name,
      tags: distroless.tags.join(' '),
      debian12: distroless.debian12.join(' '),
      debian13: distroless.debian13.join(' '),
    },
    sizes: Object.fromEntries(
      ['2025-26', '2018-03-15'].map((date) => [
        date,
        // Pre-releases, which the table of tags leaves out, say nothing of what is used.
        byName(sizes[date].images, (tags, name) =>
          Object.entries(tags)
            .filter(([tag]) => isTag(name, tag))
            .map(([tag, size]) => `${tag}=${size}`)
            .join(' '),
        ),
      ]),
    ),
  }
}

function byName(object, make) {
  return Object.fromEntries(
    Object.keys(object)
      .sort()
      .map((name) => [name, make(object[name], name)]),
  )
}
