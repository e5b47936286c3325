// Makes src/catalog/data/npm-natives.json from the lists beside this script, and measures it on lock files.
//
//   npm run npm-natives               writes it anew
//   npm run npm-natives -- --check    says whether it has the right shape
//   npm run npm-natives -- <folder>   which packages with an install script, in the package-lock.json files below a folder, it
//                                     does not know, and how many of these would be missed in a lock file without that flag
//
// facts.txt has what is known, with how; seen.txt the names of packages that have been seen with an install script;
// helpers.txt what packages with native code depend on; pure-tools.txt programs that are installed by name.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './check.mjs'
import { derive } from './derive.mjs'
import { measure } from './measure.mjs'

const output = new URL('../../src/catalog/data/npm-natives.json', import.meta.url)
const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')

const [argument] = process.argv.slice(2)
const data = derive({
  facts: read('facts.txt'),
  seen: read('seen.txt'),
  helpers: read('helpers.txt'),
  pureTools: read('pure-tools.txt'),
})
if (argument === '--check') {
  const faults = faultsOf(JSON.parse(readFileSync(output, 'utf8')))
  if (readFileSync(output, 'utf8') !== textOf(data)) faults.push('the data is not what the lists make')
  for (const fault of faults) console.error(fault)
  process.exit(faults.length === 0 ? 0 : 1)
} else if (argument === undefined) {
  const faults = faultsOf(data)
  if (faults.length > 0) throw new Error(faults.slice(0, 20).join('\n'))
  writeFileSync(output, textOf(data))
  console.log(`${fileURLToPath(output)}: ${data.natives.split('\n').length} rows`)
} else {
  const files = readdirSync(argument, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:package-lock|npm-shrinkwrap)\.json$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(argument, name), 'utf8') }))
  for (const line of measure(data, files)) console.log(line)
}

function textOf(made) {
  return `${JSON.stringify(made, null, 2)}\n`
}
