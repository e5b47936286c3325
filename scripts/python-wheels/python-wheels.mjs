// Rewrites python-wheels.json and python-dependencies.json in src/catalog/data, what the files on PyPI are for and what comes with what:
//   npm run python-wheels -- FOLDER LISTS...
// FOLDER holds what collect.mjs wrote, one file for each repository; LISTS are Debian's Packages files, and what
// alpine.mjs prints.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { closures } from './closures.mjs'
import { faultsOf } from './check.mjs'
import { signatureOf } from './signature.mjs'
import { importSource } from './typescript.mjs'

let aports = ''
const [folder, ...lists] = process.argv.slice(2)
if (folder === undefined || lists.length === 0) {
  console.error('python-wheels: name the folder of file names and the Packages files of Debian')
  process.exit(2)
}
const { wheelName } = await importSource('src/catalog/python-tags.ts')
const { compareVersions, isPrerelease, normalName, parseVersion } = await importSource(
  'src/project/python/version.ts',
)

// Names that fewer repositories lock are too many for what they are worth.
const FEWEST_REPOSITORIES = 1

const packages = new Map()
const edges = new Map()
const sources = []
for (const file of readdirSync(folder).sort()) {
  const [head = '', ...lines] = readFileSync(join(folder, file), 'utf8').trim().split('\n')
  sources.push(head.slice(2))
  for (const line of lines) {
    if (line.startsWith('>')) {
      const [key, ...names] = line.slice(1).split(' ')
      edges.set(key, new Set([...(edges.get(key) ?? []), ...names]))
    } else add(line, file)
  }
}

function add(file, repository) {
  const parsed = wheelName(file) ?? sourceName(file)
  const version = parsed && parseVersion(parsed.version)
  if (!version || parsed.version.includes('+')) return
  // Not for Linux as PyPI has it.
  if (file.endsWith('.whl') && parsed.builds.length === 0) return
  const key = normalName(parsed.name)
  const known = packages.get(key) ?? { versions: new Map(), repositories: new Set() }
  packages.set(key, known)
  known.repositories.add(repository)
  const id = version.join()
  const entry = known.versions.get(id) ?? {
    text: parsed.version.replace(/^v/, ''),
    version,
    builds: [],
    wheels: 0,
    source: false,
  }
  known.versions.set(id, entry)
  if (file.endsWith('.whl')) entry.wheels += 1
  else entry.source = true
  entry.builds.push(...parsed.builds)
}

function sourceName(file) {
  const match = /^(.+?)-(v?\d[^-]*|v?\d[\w.]*-\d+)\.(?:tar\.gz|tar\.bz2|zip)$/.exec(file)
  return match ? { name: match[1], version: match[2], builds: [] } : undefined
}

// Distributions build a module once for all architectures where it holds nothing compiled.
const distributions = new Map()
for (const list of lists) {
  const text = readFileSync(list, 'utf8')
  if (text.startsWith('# ')) aports = text.slice(2, text.indexOf('\n'))
  for (const [name, kind] of text.startsWith('# ') ? ofAlpine(text) : ofDebian(text)) {
    const known = distributions.get(name) ?? new Set()
    distributions.set(name, known.add(kind))
  }
}
function ofAlpine(text) {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.split(' '))
}
function ofDebian(text) {
  return text.split('\n\n').flatMap((block) => {
    const name = /^Package: python3?-(\S+)$/m.exec(block)?.[1]
    return name === undefined ? [] : [[normalName(name), /^Architecture: all$/m.test(block) ? 'all' : 'any']]
  })
}
const isCompiledIn = (name) => distributions.get(name)?.has('any') === true
const isPureIn = (name) => distributions.get(name)?.has('all') === true && !isCompiledIn(name)

const pure = []
const native = []
const kinds = new Map()
for (const [name, { versions, repositories }] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const sorted = [...versions.values()].sort((a, b) => compareVersions(a.version, b.version))
  const final = sorted.filter(({ version }) => !isPrerelease(version))
  const everyPure = sorted.every(
    ({ builds, wheels }) => wheels === 0 || builds.some(({ kind }) => kind === 'pure'),
  )
  const somePure = sorted.some(({ builds }) => builds.some(({ kind }) => kind === 'pure'))
  const others = sorted.some(({ builds }) => builds.some(({ kind }) => kind !== 'pure'))
  const enough = repositories.size >= FEWEST_REPOSITORIES
  if (everyPure && !others && (somePure ? !isCompiledIn(name) : isPureIn(name))) {
    kinds.set(name, 'pure')
    if (enough) pure.push(name)
    continue
  }
  // Only source distributions, and nothing tells what is in them.
  if (!somePure && !others && !isCompiledIn(name)) continue
  kinds.set(name, 'native')
  if (!enough && !others) continue
  const runs = []
  // Pre-releases count only where there is nothing else.
  for (const { text, builds, source } of final.length > 0 ? final : sorted) {
    const signature = signatureOf(builds, source)
    const last = runs.at(-1)
    if (last?.signature === signature) last.to = text
    else runs.push({ from: text, to: text, signature })
  }
  native.push([name, runs])
}

const signatures = new Map()
for (const [, runs] of native)
  for (const { signature } of runs) signatures.set(signature, (signatures.get(signature) ?? 0) + 1)
const order = [...signatures]
  .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  .map(([signature]) => signature)
const place = new Map(order.map((signature, index) => [signature, index.toString(36)]))
const shortened = (from, to) => (from === to ? from : `${from}~${to}`)
const byName = Object.fromEntries(
  native.map(([name, runs]) => [
    name,
    runs.map(({ from, to, signature }) => `${shortened(from, to)}:${place.get(signature)}`).join(' '),
  ]),
)
const found = closures(edges, kinds)
const data = {
  about:
    'What the files of Python packages on PyPI are for, read from lock files: src/catalog/python-wheels.ts reads the notation. Made by scripts/python-wheels; do not edit.',
  sources,
  compiled: `which modules are compiled: Packages of Debian bullseye, bookworm and trixie, main, amd64; ${aports}`,
  pure: pure.join(' '),
  signatures: order.join(' '),
  native: byName,
}
const dependencies = {
  about:
    'What comes with Python packages, of all that is not pure: src/catalog/python-dependencies.ts reads the notation. Made by scripts/python-wheels, from the sources that python-wheels.json names; do not edit.',
  ...found,
}
const faults = faultsOf(data, dependencies)
for (const fault of faults) console.error(`python-wheels: ${fault}`)
if (faults.length > 0) process.exit(1)
for (const [name, each] of Object.entries({ 'python-wheels': data, 'python-dependencies': dependencies }))
  writeFileSync(new URL(`../../src/catalog/data/${name}.json`, import.meta.url), `${lines(each)}\n`)
console.log(
  `${sources.length} repositories, ${packages.size} names seen, ${pure.length} pure, ${native.length} others, ${order.length} signatures`,
)

function lines(value, depth = 0) {
  if (depth === 2 || typeof value !== 'object' || value === null || Array.isArray(value))
    return JSON.stringify(value)
  return `{\n${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}:${lines(each, depth + 1)}`)
    .join(',\n')}\n}`
}
