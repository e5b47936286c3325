// Writes what the lock files in a repository's whole history say of files on PyPI:
//   node scripts/python-wheels/collect.mjs FOLDER REPOSITORY...
// A REPOSITORY is a git folder, OWNER+NAME or OWNER+NAME/repo; FOLDER gets OWNER+NAME.txt: `# OWNER/NAME COMMIT DATE`, then the
// names of the files, then `>NAME DEPENDENCY...`, each sorted. Only what an x86_64 Linux could take is kept, and source distributions.
import { execFileSync, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { edgesOf } from './edges.mjs'

const [folder, ...repositories] = process.argv.slice(2)
const PATHS = ['*uv.lock', '*poetry.lock', '*pdm.lock', '*pylock*.toml']
const MOST_FILES = 800
const EVERY_FOR_EDGES = 20
const FILE = /(https?:\/\/[^\s"']*\/)?([\w.+!-]+\.(?:whl|tar\.gz|tar\.bz2|zip))(?=["'#])/g
// Files of other indexes may be built by others, under the same names.
const PYPI = /^https:\/\/(?:files\.pythonhosted\.org|pypi\.org)\//

for (const path of repositories) {
  const git = (...args) =>
    execFileSync('git', ['-C', path, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 29,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const name = (basename(path) === 'repo' ? basename(dirname(path)) : basename(path)).replace('+', '/')
  const [commit = '', date = ''] = git('log', '-1', '--format=%H %cs').trim().split(' ')
  const raw = git('log', '--all', '-m', '--first-parent', '--format=', '--raw', '--no-abbrev', '--', ...PATHS)
  const blobs = [...new Set(raw.split('\n').map((line) => line.split(' ')[3] ?? ''))].filter((id) =>
    /[1-9a-f]/.test(id),
  )
  const step = Math.max(1, blobs.length / MOST_FILES)
  const chosen = Array.from(
    { length: Math.min(blobs.length, MOST_FILES) },
    (_, index) => blobs[Math.floor(index * step)],
  )
  const found = new Set()
  const edges = new Map()
  let count = 0
  for await (const text of contents(path, chosen)) {
    if (count % EVERY_FOR_EDGES === 0)
      for (const [key, names] of edgesOf(text)) edges.set(key, new Set([...(edges.get(key) ?? []), ...names]))
    count += 1
    for (const [, address, file] of text.matchAll(FILE))
      if ((address === undefined || PYPI.test(address)) && isWanted(file)) found.add(file)
  }
  if (found.size > 0)
    writeFileSync(
      join(folder, `${name.replace('/', '+')}.txt`),
      [
        `# ${name} ${commit} ${date}`,
        ...[...found].sort(),
        ...[...edges].map(([key, names]) => [`>${key}`, ...[...names].sort()].join(' ')).sort(),
        '',
      ].join('\n'),
    )
  console.log(`${name}: ${blobs.length} lock files, ${found.size} files`)
}

function isWanted(file) {
  if (!file.endsWith('.whl')) return /-v?\d/.test(file)
  return /-(?:any|[^-]*(?:manylinux|musllinux|linux)[^-]*_x86_64[^-]*)\.whl$/.test(file)
}

async function* contents(path, ids) {
  const child = spawn('git', ['-C', path, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.end(`${ids.join('\n')}\n`)
  let parts = []
  let size = 0
  let needed = 0
  for await (const chunk of child.stdout) {
    parts.push(chunk)
    size += chunk.length
    if (size < needed) continue
    let rest = Buffer.concat(parts)
    for (;;) {
      const end = rest.indexOf(10)
      if (end === -1) break
      const length = Number(rest.toString('latin1', 0, end).split(' ')[2] ?? Number.NaN)
      if (Number.isNaN(length)) {
        rest = rest.subarray(end + 1)
        continue
      }
      needed = end + 1 + length + 1
      if (rest.length < needed) break
      yield rest.toString('latin1', end + 1, end + 1 + length)
      rest = rest.subarray(needed)
      needed = 0
    }
    parts = [rest]
    size = rest.length
  }
}
