// Rewrites src/catalog/data/ruby-gems.json, which gems hold code to compile:
//   node scripts/ruby-gems/ruby-gems.mjs FOLDER PACKAGES SOURCES [PACKAGES SOURCES]...
// FOLDER holds git folders of gems' repositories, OWNER+NAME/repo, whose gemspecs tell by their `extensions`, as they are and as they were since 2019;
// PACKAGES and SOURCES are files of Debian's releases, whose ruby-* packages are built for all architectures at once where a gem is pure.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { controlBlocks } from '../debian-control.mjs'

const [folder, ...lists] = process.argv.slice(2)
if (folder === undefined || lists.length === 0 || lists.length % 2 === 1) {
  console.error(
    'ruby-gems: name a folder of repositories, and the Packages and the Sources file of each release',
  )
  process.exit(2)
}
// Nobody locks gems that are older.
const SINCE = '--since=2019-01-01'
const OF_THE_COMPILER =
  /^(?:libc6|libgcc-s1|libgcc1|libstdc\+\+6|zlib1g|libgmp10|libcrypt1|ruby.*|libruby.*)$/
const sources = []
const gems = new Map()
const note = (name, kind) => gems.set(name, new Set([...(gems.get(name) ?? []), kind]))

for (const repository of readdirSync(folder).sort()) {
  const path = join(folder, repository, 'repo')
  if (!existsSync(path)) continue
  const git = (...args) =>
    execFileSync('git', ['-C', path, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  const specs = git('ls-tree', '-r', '--name-only', 'HEAD')
    .split('\n')
    .filter(
      (file) =>
        file.endsWith('.gemspec') && !/(?:^|\/)(?:test|spec|fixtures?|templates?|vendor)\//.test(file),
    )
  if (specs.length === 0) continue
  sources.push(`${repository.replace('+', '/')} ${git('log', '-1', '--format=%H %cs').trim()}`)
  for (const file of specs) {
    const changed = git(
      'log',
      '-1',
      '--format=%h',
      SINCE,
      '-G\\.extensions *(=|<<|\\+=|\\.)',
      '--',
      file,
    ).trim()
    const has = /\.extensions *(?:=|<<|\+=|\.)/.test(git('show', `HEAD:${file}`))
    note(basename(file, '.gemspec'), has || changed !== '' ? 'native' : 'pure')
  }
}
for (let at = 0; at < lists.length; at += 2) {
  const built = new Map(controlBlocks(lists[at + 1]).map((each) => [each.get('Package'), each]))
  for (const block of controlBlocks(lists[at])) {
    const name = block.get('Package') ?? ''
    if (!name.startsWith('ruby-') && !block.has('Ruby-Versions')) continue
    const source = built.get((block.get('Source') ?? name).split(' ')[0])
    const libraries = names(block.get('Depends') ?? '').filter(
      (each) => each !== '' && !OF_THE_COMPILER.test(each),
    )
    const dev = names(source?.get('Build-Depends') ?? '').filter((each) =>
      /^(?:lib|default-lib).*-dev$/.test(each),
    )
    const kind =
      block.get('Architecture') === 'all'
        ? 'pure'
        : libraries.length === 0 && dev.length === 0
          ? 'native'
          : 'linked'
    note(name.replace(/^ruby-/, ''), kind)
  }
}
const listed = (test) =>
  [...gems]
    .filter(([, kinds]) => test(kinds))
    .map(([name]) => name)
    .sort()
    .join(' ')
const data = {
  about:
    'Which gems are pure, which hold code to compile, and which also link against libraries of the system. Debian has a hyphen for each underscore in a name. Made by scripts/ruby-gems; do not edit.',
  sources,
  debian: 'Packages and Sources of Debian bullseye, bookworm and trixie, main, amd64',
  pure: listed((kinds) => kinds.size === 1 && kinds.has('pure')),
  native: listed((kinds) => kinds.has('native') && !kinds.has('linked')),
  linked: listed((kinds) => kinds.has('linked')),
}
writeFileSync(
  new URL('../../src/catalog/data/ruby-gems.json', import.meta.url),
  `{\n${Object.entries(data)
    .map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`)
    .join(',\n')}\n}\n`,
)
console.log(
  Object.entries(data)
    .map(([key, each]) => `${key} ${Array.isArray(each) ? each.length : each.split(' ').length}`)
    .join(', '),
)

function names(list) {
  return list
    .split(',')
    .filter((each) => !each.includes('!nocheck'))
    .map((each) => each.trim().replace(/[ :(<[|].*/, ''))
}
