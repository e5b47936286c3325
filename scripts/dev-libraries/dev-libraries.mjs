// Makes src/catalog/data/dev-libraries.json from local copies of the package data of Debian and Ubuntu.
//
//   npm run dev-libraries -- <folder>    writes it anew
//   npm run dev-libraries -- --check     says whether it has the right shape; needs nothing but the checkout
//
// <folder> has a folder for each release, named like it, and in each of these, of http://deb.debian.org/debian/dists/<release>
// and http://archive.ubuntu.com/ubuntu/dists/<release>: Release, Packages (unpacked: of main/binary-amd64, and of
// universe/binary-amd64 behind it) and Contents-amd64 (unpacked or .gz; of main in Debian).
//
// Which packages are looked at: those that Dockerfiles install (scripts/recommends, scripts/catalog), those of images, and what
// comes with them.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './check.mjs'
import { derive } from './derive.mjs'

const output = new URL('../../src/catalog/data/dev-libraries.json', import.meta.url)

const [argument] = process.argv.slice(2)
if (argument === undefined) {
  console.error('usage: npm run dev-libraries -- <folder> | --check')
  process.exit(2)
}
if (argument === '--check') {
  const faults = faultsOf(JSON.parse(readFileSync(output, 'utf8')))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length === 0 ? 0 : 1)
}
const data = await derive(argument, seenInDockerfiles())
const faults = faultsOf(data)
if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'))
writeFileSync(output, `${JSON.stringify(data, null, 2)}\n`)
console.log(`${fileURLToPath(output)}: ${data.packages.split('\n').length} packages`)

function seenInDockerfiles() {
  const read = (path) => readFileSync(new URL(path, import.meta.url), 'utf8')
  const installed = read('../recommends/installed.txt').trim().split('\n')
  const translated = JSON.parse(read('../../src/catalog/data/debian-to-alpine.json')).packages
  const inImages = JSON.parse(read('../../src/catalog/data/image-contents.json')).packages.split('\n')
  const names = [
    ...installed.map((line) => line.split(' ')[1]),
    ...Object.keys(translated),
    ...inImages.map((row) => row.split('|')[0]),
  ]
  return new Set(names.filter((name) => /-dev$/.test(name)))
}
