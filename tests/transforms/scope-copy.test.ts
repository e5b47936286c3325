// Whatever lies in a build context: what is copied afterwards comes from where it came from before, and nothing that a source names
// is left out.
import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import { copiedFiles } from '../../src/project/copied-files.ts'
import type { Project } from '../../src/project/project.ts'
import { transforms } from '../../src/transforms/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const list = transforms.filter(({ id }) => id === 'scope-copy')

const FOLDERS = [
  '',
  'src',
  'src/deep',
  'docs',
  'tests',
  'examples',
  'public',
  '.github/workflows',
  'spec',
  'charts/shop',
]
const NAMES = [
  'a.js',
  'README.md',
  'data.json',
  'Makefile',
  '.env',
  '.npmrc',
  'Dockerfile',
  'index.html',
  'setup.sh',
]

/** mulberry32: the same contexts in every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function contextOf(seed: number): Readonly<Record<string, string>> {
  const random = randomOf(seed)
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  const files: Record<string, string> = {
    'server.js': `require('./${pick(FOLDERS)}/a')\n`,
    'package.json': '{}',
  }
  for (let count = Math.floor(random() * 24); count > 0; count--)
    files[posix.join(pick(FOLDERS), pick(NAMES))] =
      random() < 0.3 ? `open("${pick(FOLDERS)}/data.json")\n` : '{}\n'
  return files
}

function origins(text: string, project: Project, paths: readonly string[]): ReadonlyMap<string, string> {
  const document = parseDocument(text)
  const stage = document.stages.at(-1)
  if (!stage) throw new Error('a file without a stage')
  const files = copiedFiles(document, stage, undefined, project)
  return new Map(paths.flatMap((path) => (files.sourceOf(`/app/${path}`) === path ? [[path, path]] : [])))
}

const seeds = Array.from({ length: 300 }, (_, seed) => seed)

test('what stays is where it was, and what goes is named by nobody', () => {
  let changed = 0
  for (const seed of seeds) {
    const files = contextOf(seed)
    const project = memoryProject(files)
    const target = ['.', './', '/app', '/app/'][seed % 4] ?? '.'
    const before = `FROM node:24-slim\nWORKDIR /app\nCOPY . ${target}\nCMD ["node", "server.js"]\n`
    const result = rewrite(before, { transforms: list, project })
    expect(result.notes).toEqual([])
    const paths = Object.keys(files)
    const kept = origins(result.output, project, paths)
    const gone = paths.filter((path) => !kept.has(path))
    if (result.output === before) {
      expect(gone).toEqual([])
      continue
    }
    changed++
    const tops = new Set(gone.map((path) => path.split('/')[0] ?? ''))
    expect(tops.has('src') || tops.has('public') || tops.has('.env') || tops.has('.npmrc')).toBe(false)
    const text = [...kept.keys()]
      .filter((path) => /\.(?:js|sh)$/.test(path))
      .map((path) => files[path])
      .join('')
    for (const top of tops) expect(text).not.toContain(`/${top}/`)
    for (const top of tops) expect(text).not.toContain(`"${top}/`)
    // Nothing of a folder stays behind in it.
    for (const path of kept.keys()) expect(tops.has(path.split('/')[0] ?? '')).toBe(false)
  }
  expect(changed).toBeGreaterThan(50)
})
