// Rewrites src/catalog/data/latest-tags.json from a checkout of https://github.com/docker-library/official-images:
//   node scripts/catalog/latest.mjs CHECKOUT COMMIT DATE
// For each image, of the tags that stand in one line with latest: that of the release cycle where lifecycles.json has it, else
// the version as far as its second number, else the only one there is. Images whose latest has no version are left out.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [checkout, commit, date] = process.argv.slice(2)
if (date === undefined) {
  console.error('latest: name a checkout of official-images, its commit and the day of that')
  process.exit(2)
}
const data = new URL('../../src/catalog/data/', import.meta.url)
const lifecycles = JSON.parse(readFileSync(new URL('lifecycles.json', data), 'utf8'))
// Their versions are names.
const NAMED = { debian: /^[a-z]+$/, 'buildpack-deps': /^[a-z]+$/, ros: /^[a-z]+$/ }
const FLOATING = /^(?:latest|stable|rolling|devel)$/

const images = {}
for (const image of readdirSync(join(checkout, 'library')).sort()) {
  const text = readFileSync(join(checkout, 'library', image), 'utf8')
  const lists = [...text.matchAll(/^(?:Shared)?Tags: *(.*)$/gm)].map(([, list]) => list.split(/ *, */))
  const tags = lists.find((list) => list.includes('latest'))
  const tag = tags && tagOf(image, tags)
  if (tag !== undefined) images[image] = tag
}

function tagOf(image, tags) {
  if (image in NAMED) return tags.find((tag) => NAMED[image].test(tag) && !FLOATING.test(tag))
  const versions = tags.filter((tag) => /^\d+(?:\.\d+)*$/.test(tag))
  const product = lifecycles.images[image]
  const cycles = new Set(
    (lifecycles.products[product] ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.split('|')[0]),
  )
  const depth = (tag) => tag.split('.').length
  return (
    versions.filter((tag) => cycles.has(tag)).sort((left, right) => depth(right) - depth(left))[0] ??
    versions.find((tag) => depth(tag) === 2) ??
    versions[0]
  )
}

const about =
  'What latest means: for an official image, the tag of the same image that names its release. Made by scripts/catalog/latest.mjs; do not edit.'
const sources = [{ repo: 'docker-library/official-images', commit, date, licence: 'Apache-2.0' }]
const rows = Object.entries(images).map((each) => each.map((part) => JSON.stringify(part)).join(':'))
writeFileSync(
  new URL('latest-tags.json', data),
  `{\n"about":${JSON.stringify(about)},\n"sources":${JSON.stringify(sources)},\n"images":{\n${rows.join(',\n')}\n}\n}\n`,
)
