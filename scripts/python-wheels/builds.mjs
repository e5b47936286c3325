// Rewrites src/catalog/data/python-builds.json, which compiled Python packages need no more than a compiler, or Rust:
//   node scripts/python-wheels/builds.mjs PACKAGES SOURCES [PACKAGES SOURCES]...
// Files of Debian's releases. A package is plain where Debian's build of it depends on no library but those of the compiler in
// any release, and nothing of Rust takes part.
import { writeFileSync } from 'node:fs'
import { controlBlocks } from '../debian-control.mjs'

const OF_THE_COMPILER = new Set(['libc6', 'libgcc-s1', 'libgcc1', 'libstdc++6'])
const lists = process.argv.slice(2)
if (lists.length === 0 || lists.length % 2 === 1) {
  console.error('python-builds: name the Packages and the Sources file of each release')
  process.exit(2)
}
const found = new Map()
for (let at = 0; at < lists.length; at += 2) {
  const sources = new Map(controlBlocks(lists[at + 1]).map((each) => [each.get('Package'), each]))
  for (const block of controlBlocks(lists[at])) {
    const name = /^python3-(.+)$/.exec(block.get('Package') ?? '')?.[1]
    if (name === undefined || block.get('Architecture') === 'all') continue
    const key = name.replace(/[-_.]+/g, '-').toLowerCase()
    const source = sources.get((block.get('Source') ?? block.get('Package')).split(' ')[0])
    const needed = names(
      ['Build-Depends', 'Build-Depends-Arch'].map((field) => source?.get(field) ?? '').join(','),
    )
    const libraries = names(`${block.get('Depends') ?? ''},${block.get('Pre-Depends') ?? ''}`).filter(
      (each) => each !== '' && !each.startsWith('python3') && !OF_THE_COMPILER.has(each),
    )
    const known = found.get(key) ?? { plain: true, rust: false }
    const rust = needed.some((each) => /^(?:cargo|rustc|dh-cargo|librust-.*)$/.test(each))
    // A library may be linked in or be only headers.
    const dev = needed.some(
      (each) => /^lib.*-dev$|^(?:gfortran|default-.*-dev)$/.test(each) && !each.startsWith('libpython3'),
    )
    found.set(key, {
      plain: known.plain && libraries.length === 0 && !rust && !dev && source !== undefined,
      rust: known.rust || rust,
    })
  }
}
const listed = (test) =>
  [...found]
    .filter(([, each]) => test(each))
    .map(([name]) => name)
    .sort()
    .join(' ')
const data = {
  about:
    'Which compiled Python packages need no more than a compiler to be built, and which need Rust: read from how Debian builds them. Made by scripts/python-wheels; do not edit.',
  sources: 'Packages and Sources of Debian bullseye, bookworm and trixie, main, amd64',
  plain: listed(({ plain }) => plain),
  rust: listed(({ rust }) => rust),
}
writeFileSync(
  new URL('../../src/catalog/data/python-builds.json', import.meta.url),
  `${JSON.stringify(data, undefined, 0).replace(/","/g, '",\n"')}\n`,
)

function names(list) {
  return list
    .split(',')
    .filter((each) => !each.includes('!nocheck'))
    .map((each) => each.trim().replace(/[ :(<[|].*/, ''))
}
