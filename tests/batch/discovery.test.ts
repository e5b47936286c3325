import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { discover } from '../../src/batch/discovery.ts'
import { repository, writeFiles } from '../cli/run-cli.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfopt-discovery-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function found(
  paths: readonly string[],
  from = folder,
  environment = process.env,
): Promise<readonly string[]> {
  const result = await discover(paths, { folder: from, environment })
  return [
    ...result.found.map(({ kind, path }) => (kind === 'file' ? path : `${kind} ${path}`)),
    ...result.unmatched.map(({ path }) => `unmatched ${path}`),
  ]
}

const WITHOUT_GIT = { PATH: '/nowhere' }

const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'Dockerfile',
    'b/Dockerfile.dev',
    'b/Dockerfile.j2',
    'b/Dockerfile.dockerignore',
    'a/x.Dockerfile',
    'a/Containerfile',
    '.devcontainer/Dockerfile',
    'node_modules/p/Dockerfile',
    'a/node_modules/p/Dockerfile',
    'ignored/Dockerfile',
    'a/Dockerfile.ignored',
    'a/Dockerfile.kept',
    'README.md',
  ].map((name) => [name, '']),
)

const RULES = { '.gitignore': '/ignored/\n*.ignored\n*.kept\n', 'a/.gitignore': '!*.kept\n' }

const EXPECTED = [
  '.devcontainer/Dockerfile',
  'Dockerfile',
  'a/Containerfile',
  'a/Dockerfile.kept',
  'a/x.Dockerfile',
  'b/Dockerfile.dev',
  'skipped b/Dockerfile.j2',
]

describe.each([
  ['in a repository', true],
  ['outside of any', false],
])('%s', (_, inRepository) => {
  beforeEach(() => {
    writeFiles(folder, { ...FILES, ...RULES })
    if (inRepository) repository(folder, {})
  })

  test('a folder stands for the Dockerfiles in it that are not ignored, in the order of their names', async () => {
    expect(await found([])).toEqual(EXPECTED)
    expect(await found(['.'])).toEqual(EXPECTED)
    expect(await found([folder])).toEqual(EXPECTED.map((path) => path.replace(/(\S+)$/, `${folder}/$1`)))
  })

  test('.gitignore files of the folders above count', async () => {
    expect(await found(['a'])).toEqual(['a/Containerfile', 'a/Dockerfile.kept', 'a/x.Dockerfile'])
    expect(await found(['./a/'])).toEqual(['./a/Containerfile', './a/Dockerfile.kept', './a/x.Dockerfile'])
    writeFiles(folder, { 'b/Dockerfile.ignored': '' })
    expect(await found(['b'])).toEqual(['b/Dockerfile.dev', 'skipped b/Dockerfile.j2'])
    expect(await found([], join(folder, 'a'))).toEqual(['Containerfile', 'Dockerfile.kept', 'x.Dockerfile'])
  })

  test('a file that is named counts whatever its name, and even if it is ignored', async () => {
    const named = ['README.md', 'ignored/Dockerfile', './b/../b/Dockerfile.j2', 'b/Dockerfile.dockerignore']
    expect(await found(named)).toEqual(named)
  })

  test('a folder that is named counts even if it is ignored', async () => {
    expect(await found(['ignored'])).toEqual(['ignored/Dockerfile'])
    expect(await found(['node_modules'])).toEqual(['node_modules/p/Dockerfile'])
  })

  test('symlinks and folders with the name of a Dockerfile are not followed', async () => {
    mkdirSync(join(folder, 'c/Dockerfile'), { recursive: true })
    symlinkSync('../Dockerfile', join(folder, 'c/Dockerfile.link'))
    symlinkSync('../a', join(folder, 'c/linked'))
    writeFiles(folder, { 'c/Dockerfile/Dockerfile': '' })
    expect(await found(['c'])).toEqual(['c/Dockerfile/Dockerfile'])
  })

  test('a glob selects files, and what is in the folders that it matches', async () => {
    expect(await found(['**/Dockerfile'])).toEqual(['.devcontainer/Dockerfile', 'Dockerfile'])
    expect(await found(['{a,b}/*.Dockerfile', 'b/D*'])).toEqual([
      'a/x.Dockerfile',
      'b/Dockerfile.dev',
      'skipped b/Dockerfile.j2',
    ])
    expect(await found(['./[a]'])).toEqual(['./a/Containerfile', './a/Dockerfile.kept', './a/x.Dockerfile'])
    expect(await found(['../*/x.Dockerfile'], join(folder, 'b'))).toEqual(['../a/x.Dockerfile'])
    expect(await found([`${folder}/*.Dockerfile`, '**/*.none'])).toEqual([
      `unmatched ${folder}/*.Dockerfile`,
      'unmatched **/*.none',
    ])
  })

  test('a file whose name looks like a glob is a file', async () => {
    writeFiles(folder, { 'Dockerfile.[x]': '' })
    expect(await found(['Dockerfile.[x]'])).toEqual(['Dockerfile.[x]'])
  })

  test('a file whose name is no UTF-8 is told of', async () => {
    writeFileSync(Buffer.from(`${folder}/b/Dockerfile.\xff`, 'latin1'), '')
    expect(await found(['b'])).toEqual([
      'b/Dockerfile.dev',
      'skipped b/Dockerfile.j2',
      'failed b/Dockerfile.\ufffd',
    ])
  })

  test('a path with templates only leads to no Dockerfile', async () => {
    writeFiles(folder, { 'only/Dockerfile.tmpl': '' })
    expect(await found(['only'])).toEqual(['skipped only/Dockerfile.tmpl', 'unmatched only'])
  })
})

test('in a repository without git installed, .gitignore files are read', async () => {
  repository(folder, { ...FILES, ...RULES })
  expect(await found([], folder, WITHOUT_GIT)).toEqual(EXPECTED)
})

test('a file that git has and that is gone is not found, nor is one in a submodule', async () => {
  repository(folder, { Dockerfile: '', 'b.Dockerfile': '' })
  rmSync(join(folder, 'b.Dockerfile'))
  const inner = join(folder, 'inner')
  repository(inner, { Dockerfile: '' })
  execFileSync('git', ['add', 'inner'], { cwd: folder, stdio: 'ignore' })
  expect(await found([])).toEqual(['Dockerfile'])
  expect(await found(['inner'])).toEqual(['inner/Dockerfile'])
})

test('the environment of a git hook does not keep git from being asked', async () => {
  repository(folder, { 'sub/Dockerfile': '' })
  // Only git reads this file, so what it excludes shows that git was asked.
  writeFiles(folder, { '.git/info/exclude': 'Dockerfile.local\n', 'sub/Dockerfile.local': '' })
  const environment = { ...process.env, GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index' }
  expect(await found(['sub'], folder, environment)).toEqual(['sub/Dockerfile'])
})
