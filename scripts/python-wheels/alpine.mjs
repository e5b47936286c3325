// Prints which Python modules Alpine builds once for all architectures, `NAME all` or `NAME any`, for python-wheels.mjs:
//   node scripts/python-wheels/alpine.mjs APORTS > alpine.txt
// APORTS is a git folder of Alpine's aports.
import { execFileSync } from 'node:child_process'

const [folder] = process.argv.slice(2)
const git = (input, ...args) =>
  execFileSync('git', ['-C', folder, ...args], { input, encoding: 'latin1', maxBuffer: 1 << 29 })
const [commit, date] = git('', 'log', '-1', '--format=%H %cs').trim().split(' ')
const ids = git('', 'ls-tree', '-r', 'HEAD')
  .split('\n')
  .flatMap((line) => /^\d+ blob ([0-9a-f]+)\t[^/]+\/py3-[^/]+\/APKBUILD$/.exec(line)?.[1] ?? [])
const text = git(`${ids.join('\n')}\n`, 'cat-file', '--batch')
const found = new Set()
for (let at = 0; at < text.length;) {
  const end = text.indexOf('\n', at)
  const length = Number(text.slice(at, end).split(' ')[2])
  const file = text.slice(end + 1, end + 1 + length)
  at = end + 1 + length + 1
  const own = /pythonhosted|pypi/.test(file)
    ? /^_(?:pyname|pkgname|pypiname)="?([\w.-]+)"?$/m.exec(file)?.[1]
    : undefined
  const name = own ?? /^pkgname="?py3-([\w.-]+)"?$/m.exec(file)?.[1]
  const arch = /^arch="([^"]*)"/m.exec(file)?.[1]
  if (name !== undefined && arch !== undefined)
    found.add(`${name.replace(/[-_.]+/g, '-').toLowerCase()} ${arch.trim() === 'noarch' ? 'all' : 'any'}`)
}
console.log([`# alpinelinux/aports ${commit} ${date}`, ...[...found].sort()].join('\n'))
