// Makes src/catalog/data/image-contents.json and image-brought.json from local copies of Debian's package data.
//
//   npm run image-contents -- <folder>    writes them anew
//   npm run image-contents -- --check     says whether they have the right shape; needs nothing but the checkout
//
// <folder> has a folder for each release, named like it (bullseye, bookworm, trixie), and in each of these, of
// http://deb.debian.org/debian/dists/<release>: Release, main/binary-amd64/Packages (unpacked), and main/Contents-amd64 and
// main/Contents-all (unpacked or .gz).
//
// images.json beside this script has what the Dockerfiles of the images install, older.json the packages of images of releases
// whose indices are no more to be had. The packages that Dockerfiles install are those of scripts/recommends.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { broughtData, faultsOfBrought } from './brought.mjs'
import { faultsOf } from './check.mjs'
import { derive, readSuites } from './derive.mjs'

const FILES = [
  { url: new URL('../../src/catalog/data/image-contents.json', import.meta.url), check: faultsOf },
  { url: new URL('../../src/catalog/data/image-brought.json', import.meta.url), check: faultsOfBrought },
]
const read = (url) => JSON.parse(readFileSync(url, 'utf8'))

const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: npm run image-contents -- <folder> | --check')
  process.exit(2)
}
if (argument === '--check') {
  const faults = FILES.flatMap(({ url, check }) => check(read(url)))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length === 0 ? 0 : 1)
}
const [images, older] = ['images.json', 'older.json'].map((name) => read(new URL(name, import.meta.url)))
const suites = readSuites(argument)
const contents = await derive(argument, suites, images, older)
const installed = readFileSync(new URL('../recommends/installed.txt', import.meta.url), 'utf8')
const names = installed
  .trim()
  .split('\n')
  .map((line) => line.split(' ')[1])
const brought = broughtData(suites, contents.packages.split('\n'), names, contents.sources)
for (const [index, data] of [contents, brought].entries()) {
  const { url, check } = FILES[index]
  const faults = check(data)
  if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'))
  writeFileSync(url, `${JSON.stringify(data, null, 2)}\n`)
  console.log(fileURLToPath(url))
}
