// Rewrites src/catalog/data/dotnet-images.json, which tags the images of .NET have and had on Linux:
//   node scripts/dotnet-images/dotnet-images.mjs REPOSITORY
// REPOSITORY is a git folder of dotnet/dotnet-docker with its history: manifest.json and manifest.versions.json say in each commit of
// its main branch which tags are built from what.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const [repository] = process.argv.slice(2)
if (repository === undefined) {
  console.error('dotnet-images: name a git folder of dotnet/dotnet-docker')
  process.exit(2)
}
const IMAGES = ['sdk', 'aspnet', 'runtime', 'runtime-deps', 'monitor']
const git = (...args) =>
  execFileSync('git', ['-C', repository, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
/** Undefined where the commit has no such file, or one that was mended by the next commit. */
const json = (commit, file) => {
  try {
    return JSON.parse(git('show', `${commit}:${file}`))
  } catch {
    return undefined
  }
}
const commits = git(
  'log',
  '--first-parent',
  '--reverse',
  '--format=%H %cs',
  '--',
  'manifest.json',
  'manifest.versions.json',
)
  .trim()
  .split('\n')
  .map((line) => line.split(' '))
const [head, date] = git('log', '-1', '--first-parent', '--format=%H %cs').trim().split(' ')

/** image to tag to what it was last made from, and by which commit. */
const images = new Map(IMAGES.map((name) => [name, new Map()]))
let last
for (const [commit, day] of commits) {
  const manifest = json(commit, 'manifest.json')
  if (!Array.isArray(manifest?.repos)) continue
  last = commit
  const variables = { ...manifest.variables }
  for (const file of manifest.includes ?? []) Object.assign(variables, json(commit, file)?.variables)
  for (const { name, images: built } of manifest.repos) {
    const tags = images.get(String(name).replace(/^dotnet\//, ''))
    for (const { sharedTags = {}, platforms } of (tags && built) ?? [])
      for (const platform of platforms ?? [])
        if (platform.os === 'linux')
          for (const tag of [...Object.keys(sharedTags), ...Object.keys(platform.tags ?? {})])
            tags.set(resolved(tag, variables), { system: platform.osVersion ?? '', commit, day })
  }
}

function resolved(text, variables) {
  const next = text.replaceAll(/\$\(([^)]*)\)/g, (whole, name) => variables[name] ?? whole)
  return next === text ? text : resolved(next, variables)
}

const month = (day) => ((Number(day.slice(0, 4)) - 2013) * 12 + Number(day.slice(5, 7)) - 1).toString(36)
// Tags of one architecture are for those who know why, and a preview is nothing to build on.
const LEFT_OUT = /-(?:amd64|arm64v8|arm32v[67])(?:-|$)|preview|-rc|alpha\.|beta/
const words = new Map()
const place = (word) => {
  if (!words.has(word)) words.set(word, words.size)
  return words.get(word).toString(36)
}
const tables = {}
for (const [name, tags] of images) {
  const versions = new Map()
  for (const [tag, { system, commit, day }] of tags) {
    const [, version, variant = ''] = /^(\d[\d.]*|latest)(?:-(.*))?$/.exec(tag) ?? []
    if (version === undefined || LEFT_OUT.test(tag)) continue
    const of = place(variant) + (variant === system ? '' : `>${place(system)}`)
    const row = versions.get(version) ?? new Map()
    versions.set(version, row)
    const gone = commit === last ? '' : month(day)
    row.set(gone, [...(row.get(gone) ?? []), of])
  }
  const rows = new Map()
  for (const [version, row] of versions) {
    const signature = [...row]
      .map(([gone, list]) => list.join(',') + (gone === '' ? '' : `~${gone}`))
      .join(';')
    rows.set(signature, [...(rows.get(signature) ?? []), version])
  }
  tables[name] = Object.fromEntries([...rows].map(([signature, list]) => [signature, list.join(' ')]))
}
const data = {
  about:
    'Tags of mcr.microsoft.com/dotnet/* for Linux, without those of one architecture and without previews. Each line of an image: ' +
    'variants by their place in words (base 36), `>` what they are made from where the variant does not say it, `~` the month of their last build ' +
    '(base 36, from 2013-01) where they are no more built; then the versions that have them.',
  sources: [{ repo: 'https://github.com/dotnet/dotnet-docker', commit: head, date, licence: 'MIT' }],
  words: [...words.keys()].map((word) => (word === '' ? '-' : word)).join(' '),
  images: tables,
}
const target = new URL('../../src/catalog/data/dotnet-images.json', import.meta.url)
writeFileSync(target, `${JSON.stringify(data, undefined, 0).replaceAll('","', '",\n"')}\n`)
