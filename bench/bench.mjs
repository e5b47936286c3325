import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedFiles, longFile, longRun, SMALL } from './inputs.mjs'
import { fastest, median, runNode, table } from './measure.mjs'

// npm run bench [folder]: prints how long things take, and judges nothing.
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cli = join(root, 'bin/dfopt.js')
const RUNS = 25

if (!existsSync(join(root, 'dist/lib/index.js')))
  throw new Error('there is no dist/: run npm run build first')
const { rewrite, defaultTransforms: transforms } = await import('../dist/lib/index.js')
const scratch = mkdtempSync(join(tmpdir(), 'dfopt-bench-'))
try {
  console.log(`node ${process.version}, ${transforms.length} transforms\n`)
  coldStart()
  corpus()
  growth()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function coldStart() {
  writeFileSync(join(scratch, 'Dockerfile'), SMALL)
  const cases = {
    'node -e 0': ['-e', '0'],
    'dfopt --help': [cli, '--help'],
    'dfopt list': [cli, 'list'],
    'dfopt fix --dry-run Dockerfile': [cli, 'fix', '--dry-run', 'Dockerfile'],
  }
  const results = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  // Interleaved, so that a busy moment falls on all of them.
  for (let run = 0; run < RUNS; run += 1)
    for (const [name, args] of Object.entries(cases)) results[name].push(runNode(args, scratch))
  const of = (name, key) => median(results[name].map((result) => result[key]))
  const rows = Object.keys(cases).map((name) => [
    name,
    of(name, 'cpu').toFixed(1),
    (of(name, 'cpu') - of('node -e 0', 'cpu')).toFixed(1),
    of(name, 'wall').toFixed(1),
    of(name, 'rss').toFixed(0),
  ])
  console.log(`Cold start, median of ${RUNS} interleaved runs`)
  console.log(table([['', 'CPU ms', 'above node', 'wall ms', 'RSS MB'], ...rows]), '\n')
}

function corpus() {
  const given = process.argv[2] ?? join(root, '../shared/corpus/dataset')
  const found = existsSync(given)
  const folder = found ? resolve(given) : generate()
  const { wall, cpu, rss } = runNode([cli, 'fix', '--dry-run', '--format', 'json', folder], scratch)
  const texts = dockerfiles(folder).map((path) => readFileSync(path, 'utf8'))
  const bytes = texts.reduce((sum, text) => sum + text.length, 0)
  for (const text of texts.slice(0, 200)) rewrite(text, { transforms })
  const times = texts.map((text) => {
    const started = performance.now()
    rewrite(text, { transforms })
    return performance.now() - started
  })
  times.sort((left, right) => left - right)
  const at = (share) => times[Math.floor(share * (times.length - 1))].toFixed(2)
  console.log(`${texts.length} files, ${(bytes / 1e6).toFixed(1)} MB${found ? '' : ', generated'}`)
  console.log(
    table([
      ['', ''],
      ['whole run, wall ms', wall.toFixed(0)],
      ['whole run, CPU ms', cpu.toFixed(0)],
      ['files per second', ((texts.length / wall) * 1000).toFixed(0)],
      ['peak RSS MB', rss.toFixed(0)],
      ['rewrite, mean ms per file', (times.reduce((sum, time) => sum + time, 0) / times.length).toFixed(2)],
      ['rewrite, median', at(0.5)],
      ['rewrite, 99 of 100', at(0.99)],
      ['rewrite, slowest', at(1)],
    ]),
    '\n',
  )
}

function generate() {
  const folder = join(scratch, 'corpus')
  for (const [name, text] of generatedFiles(1000)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

function dockerfiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /Dockerfile/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function growth() {
  const cases = {
    'file of many instructions, lines': [longFile, 2500],
    'one RUN over many lines, bytes': [longRun, 500_000],
  }
  const rows = Object.entries(cases).map(([name, [make, size]]) => {
    const [once, twice] = [size, 2 * size].map((each) => {
      const text = make(each)
      return fastest(() => rewrite(text, { transforms }), 3)
    })
    return [name, size, once.toFixed(0), 2 * size, twice.toFixed(0), (twice / once).toFixed(1)]
  })
  console.log('Growth: twice the size should take about twice as long')
  console.log(table([['', 'N', 'ms', '2N', 'ms', 'factor'], ...rows]))
}
