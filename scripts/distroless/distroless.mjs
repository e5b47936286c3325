// Makes src/catalog/data/distroless.json from a local copy of https://github.com/GoogleContainerTools/distroless.
//
//   npm run distroless -- <folder> <commit> <date>    writes it anew from a checkout of that commit
//   npm run distroless -- --check                     says whether it has the right shape; needs nothing but the checkout
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { faultsOf } from './check.mjs'

const output = new URL('../../src/catalog/data/distroless.json', import.meta.url)

const [first, commit, date] = process.argv.slice(2)
if (first === '--check') {
  const faults = faultsOf(JSON.parse(readFileSync(output, 'utf8')))
  for (const fault of faults) console.error(fault)
  process.exit(faults.length === 0 ? 0 : 1)
}
if (first === undefined || commit === undefined || date === undefined) {
  console.error('usage: npm run distroless -- <folder> <commit> <date> | --check')
  process.exit(2)
}
const data = derive(first)
const faults = faultsOf(data)
if (faults.length > 0) throw new Error(faults.join('\n'))
writeFileSync(output, `${JSON.stringify(data, null, 2)}\n`)
console.log(`${fileURLToPath(output)}: ${Object.keys(data.images).length} images`)

/** Of the newest release of Debian that there are images of all kinds for. */
function derive(folder) {
  const read = (path) => readFileSync(join(folder, path), 'utf8')
  const release = 'debian13'
  const base = listIn(read('base/config.bzl'), 'BASE_PACKAGES', release)
  const bare = listIn(read('base/config.bzl'), 'BASE_NOSSL_PACKAGES', release)
  const cc = listIn(read('cc/config.bzl'), 'CC_PACKAGES', release)
  const common = listIn(read('static/config.bzl'), 'STATIC_PACKAGES', release)
  const files = ['ca-certificates']
  const statics = [...common, ...files]
  const images = {}
  const add = (name, packages, entrypoint, architectures) => {
    images[name] = {
      entrypoint,
      architectures: architectures.join(' '),
      packages: [...new Set(packages)].sort().join(' '),
    }
  }
  const architectures = (file, name) => listIn(read(file), name, release)
  add('static', statics, '', architectures('static/config.bzl', 'STATIC_ARCHITECTURES'))
  add('base', [...statics, ...base], '', architectures('base/config.bzl', 'BASE_ARCHITECTURES'))
  add('cc', [...statics, ...base, ...cc], '', architectures('cc/config.bzl', 'CC_ARCHITECTURES'))
  const java = listIn(read('java/config.bzl'), 'JAVA_BASE_PACKAGES', release)
  for (const major of listIn(read('java/config.bzl'), 'JAVA_MAJOR_VERSIONS', release))
    add(
      `java${major}`,
      [...statics, ...bare, ...java, 'libc-bin', `temurin-${major}-jre`],
      listIn(read('java/java.bzl'), 'entrypoint').join(' '),
      architectures('java/config.bzl', 'JAVA_ARCHITECTURES'),
    )
  const node = read('nodejs/config.bzl')
  for (const major of listIn(node, 'NODEJS_MAJOR_VERSIONS'))
    add(
      `nodejs${major}`,
      [...statics, ...base, ...cc, ...listIn(node, 'NODEJS_PACKAGES', major)],
      listIn(read('nodejs/nodejs.bzl'), 'entrypoint').join(' '),
      listIn(node, 'NODEJS_ARCHITECTURES', major),
    )
  const [, python = ''] = new RegExp(`"${release}": "([\\d.]+)"`).exec(read('python3/python.bzl')) ?? []
  add(
    'python3',
    [...statics, ...base, ...cc, ...listIn(read('python3/config.bzl'), 'PYTHON_PACKAGES', release)],
    `/usr/bin/python${python}`,
    architectures('python3/config.bzl', 'PYTHON_ARCHITECTURES'),
  )
  const named = [...read('common/BUILD.bazel').matchAll(/"(name|username)": "([a-z]+)"/g)]
  const versions = Object.fromEntries(
    [...read('private/extensions/node.bzl').matchAll(/"(\d+)_amd64": "([\d.]+)"/g)].map(
      ([, major, version]) => [`nodejs${major}`, version],
    ),
  )
  const deb = JSON.parse(read('private/repos/deb/trixie_adoptium.lock.json')).packages
  for (const { name, version } of deb) {
    const [, major] = /^temurin-(\d+)-jre$/.exec(name) ?? []
    if (major !== undefined) versions[`java${major}`] = version.split(/[.+]/).slice(0, 3).join('.')
  }
  const debian = JSON.parse(read('private/repos/deb/trixie_python.lock.json')).packages
  const own = debian.find(({ name }) => name === `python${python}-minimal`)
  versions.python3 = own?.version.split('-')[0] ?? ''
  const groups = named.filter(([, field]) => field === 'name').map(([, , name]) => name)
  return {
    about:
      'What is in the distroless images of the newest release of Debian. Made by scripts/distroless; do not edit.',
    source: { repo: 'https://github.com/GoogleContainerTools/distroless', commit, date },
    release,
    codename: 'trixie',
    users: named
      .filter(([, field]) => field === 'username')
      .map(([, , name]) => name)
      .join(' '),
    groups: groups.filter((name) => /^(?:root|nobody|tty|staff|nonroot)$/.test(name)).join(' '),
    versions,
    images,
  }
}

/** The words of a list of a .bzl file: under a name, and in that under a key. */
function listIn(text, name, key) {
  const from = text.indexOf(`${name} = `)
  if (from === -1) throw new Error(`there is no ${name}`)
  const part = text.slice(from + name.length)
  const at = key === undefined ? 0 : part.indexOf(`"${key}"`)
  if (at === -1) throw new Error(`there is no ${key} in ${name}`)
  const rest = part.slice(at + (key === undefined ? 0 : key.length + 2))
  const open = rest.indexOf('[')
  return [...rest.slice(open, rest.indexOf(']')).matchAll(/^[^#\n]*/gm)].flatMap(([line]) =>
    [...line.matchAll(/"([^"]+)"/g)].map(([, word]) => word),
  )
}
