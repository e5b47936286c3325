import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What each room may import besides itself: what is decided once does not depend on how it is shown or found. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  cli: ['batch', 'config', 'report', 'verify', 'registry', 'engine', 'transforms', 'project', 'dockerfile'],
  registry: ['engine', 'dockerfile'],
  batch: ['engine', 'dockerfile', 'project'],
  config: ['batch', 'engine', 'catalog', 'dockerfile', 'project'],
  report: ['verify', 'engine', 'dockerfile'],
  verify: ['engine', 'dockerfile', 'project'],
  transforms: ['engine', 'dockerfile', 'shell', 'catalog', 'project'],
  engine: ['dockerfile', 'shell', 'project'],
  project: ['dockerfile', 'shell', 'catalog'],
  shell: ['dockerfile'],
  catalog: [],
  dockerfile: [],
}

/** Packages, and the rooms or files that may import them. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'dockerfile-ast': ['dockerfile/ast.ts'],
  'smol-toml': ['project/toml.ts'],
  unbash: ['shell/'],
  yargs: ['cli/grammar.ts'],
  diff: ['report/'],
  picomatch: ['batch/', 'config/'],
  'jsonc-parser': ['config/json-text.ts'],
  'zod/mini': ['config/'],
  'zod/v4/core': ['config/'],
  ignore: ['batch/'],
  yaml: ['verify/definitions/compose.ts', 'config/yaml-text.ts'],
}

/** Rooms that may read files or start programs; all others get what they need handed to them. */
const OUTSIDE = ['cli', 'batch', 'config', 'project', 'registry', 'verify']

interface Import {
  readonly from: string
  readonly specifier: string
}

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => name.split('\\').join('/'))
  .filter((name) => name.endsWith('.ts'))
  .sort()

const sources = new Map(files.map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]))

const imports: readonly Import[] = [...sources].flatMap(([from, text]) =>
  [
    ...text.matchAll(
      /^(?:import|export)\b[^'"]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => ({ from, specifier: match[1] ?? match[2] ?? match[3] ?? '' })),
)

function roomOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : ''
}

function target({ from, specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return relative('/src', join('/src', dirname(from), specifier))
    .split('\\')
    .join('/')
}

describe('imports', () => {
  test('are found', () => {
    expect(imports).toContainEqual({ from: 'index.ts', specifier: './engine/pipeline.ts' })
    expect(imports).toContainEqual({ from: 'cli/main.ts', specifier: './run.ts' })
    expect(imports.every(({ specifier }) => specifier !== '')).toBe(true)
  })

  test('lead only to where a room may look', () => {
    const wrong = imports.filter((each) => {
      const to = target(each)
      const [here, there] = [roomOf(each.from), to === undefined ? undefined : roomOf(to)]
      if (there === undefined || here === there || each.from === 'index.ts') return false
      return !(ROOMS[here] ?? []).includes(there)
    })
    expect(wrong).toEqual([])
  })

  test('have endings and lead to files that exist', () => {
    const missing = imports.filter((each) => {
      const to = target(each)
      return to !== undefined && !to.endsWith('.json') && !sources.has(to)
    })
    expect(missing).toEqual([])
  })

  test('of packages are where they belong', () => {
    const wrong = imports.filter(({ from, specifier }) => {
      if (specifier.startsWith('.') || specifier.startsWith('node:')) return false
      return !(PACKAGES[specifier] ?? []).some((place) => from.startsWith(place))
    })
    expect(wrong).toEqual([])
  })

  test('of what reaches outside the process are where that is allowed', () => {
    const wrong = imports.filter(
      ({ from, specifier }) =>
        specifier.startsWith('node:') && specifier !== 'node:path' && !OUTSIDE.includes(roomOf(from)),
    )
    expect(wrong).toEqual([])
  })

  test('of one transform by another do not exist', () => {
    const folder = (file: string): string => file.split('/').slice(0, 2).join('/').replace(/\.ts$/, '')
    const wrong = imports.filter((each) => {
      const to = target(each)
      if (to === undefined || roomOf(each.from) !== 'transforms' || roomOf(to) !== 'transforms') return false
      return (
        each.from !== 'transforms/index.ts' && folder(each.from) !== folder(to) && isTransform(folder(to))
      )
    })
    expect(wrong).toEqual([])
  })
})

/** A folder or file that the ordered list imports. */
function isTransform(folder: string): boolean {
  return imports.some(
    (each) =>
      each.from === 'transforms/index.ts' && target(each)?.replace(/(?:\/index)?\.ts$/, '') === folder,
  )
}

test('every room is known', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => room !== '' && !(room in ROOMS))).toEqual([])
})

// A builder starts programs of its own: all of them end only if the group of processes is told to.
const KILLS = 'verify/builders/child.ts'

test('only the command line prints or touches the process', () => {
  const wrong = files.filter((file) => {
    const text = withoutComments(sources.get(file) ?? '')
    const rest = file === KILLS ? text.replaceAll('process.kill(-', '') : text
    return roomOf(file) !== 'cli' && /\b(?:process|console)\s*\.\s*\w/.test(rest)
  })
  expect(wrong).toEqual([])
})

test('the only barrel is src/index.ts', () => {
  const reexport = /^export\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s+['"]\./m
  const barrels = [...sources].filter(([file, text]) => file !== 'index.ts' && reexport.test(text))
  expect(barrels.map(([file]) => file)).toEqual([])
})

test('no file is longer than 350 lines', () => {
  const long = [...sources].filter(([, text]) => text.split('\n').length - 1 > 350).map(([file]) => file)
  expect(long).toEqual([])
})

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}
