// Makes src/catalog/data/image-contents.json from local copies of Debian's package data.
//
//   npm run image-contents -- <folder>    writes it anew
//   npm run image-contents -- --check     says whether it has the right shape; needs nothing but the checkout
//
// <folder> has a folder for each release, named like it (bullseye, bookworm, trixie), and in each of these, of
// http://deb.debian.org/debian/dists/<release>: Release, main/binary-amd64/Packages (unpacked), and main/Contents-amd64 and
// main/Contents-all (unpacked or .gz).
//
// images.json beside this script has what the Dockerfiles of the images install, older.json the packages of images of releases
// whose indices are no more to be had.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './check.mjs'
import { derive } from './derive.mjs'

const output = new URL('../../src/catalog/data/image-contents.json', import.meta.url)
const read = (url) => JSON.parse(readFileSync(url, 'utf8'))

const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: npm run image-contents -- <folder> | --check')
  process.exit(2)
}
if (argument === '--check') {
  const faults = faultsOf(read(output))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length === 0 ? 0 : 1)
}
const [images, older] = ['images.json', 'older.json'].map((name) => read(new URL(name, import.meta.url)))
const data = await derive(argument, images, older)
const faults = faultsOf(data)
if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'))
writeFileSync(output, `${JSON.stringify(data, null, 2)}\n`)
console.log(`${fileURLToPath(output)}: ${data.packages.split('\n').length} packages`)
