import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { versionDemands } from '../../src/project/runtime-versions.ts'
import { memoryProject } from './memory-project.ts'

type Files = Readonly<Record<string, string>>

function said(files: Files, product: string, dockerfile = 'FROM scratch\nCOPY . .\n'): readonly string[] {
  const demands = versionDemands(memoryProject(files), parseDocument(dockerfile), product)
  return demands.map(({ file, wants }) => `${file}: ${wants}`)
}

describe('what a project says of the version of its language', () => {
  test.each<readonly [string, Files, readonly string[]]>([
    ['nodejs', { 'package.json': '{"engines": {"node": ">=14", "npm": "6"}}' }, ['package.json: >=14']],
    ['nodejs', { 'package.json': '{"volta": {"node": "18.1.0"}}' }, ['package.json: 18.1.0']],
    ['nodejs', { 'package.json': '{"engines": "node"}' }, []],
    ['nodejs', { 'package.json': 'not JSON' }, []],
    [
      'nodejs',
      { '.nvmrc': 'v14.17.0\n', '.node-version': '14\n' },
      ['.nvmrc: v14.17.0', '.node-version: 14'],
    ],
    ['nodejs', { '.nvmrc': 'lts/*\n' }, []],
    ['nodejs', { '.tool-versions': 'ruby 3.1.0\nnodejs 18.16.0 16.0.0\n' }, ['.tool-versions: 18.16.0']],
    ['nodejs', { 'mise.toml': '[env]\nnode = "1"\n[tools]\nnode = "20"\n' }, ['mise.toml: 20']],
    [
      'python',
      { 'pyproject.toml': '[project]\nname = "a"\nrequires-python = ">=3.8"\n' },
      ['pyproject.toml: >=3.8'],
    ],
    ['python', { 'pyproject.toml': '[other]\nrequires-python = ">=3.8"\n' }, []],
    [
      'python',
      { 'pyproject.toml': '[tool.poetry.dependencies]\npython = "^3.8"\n' },
      ['pyproject.toml: ^3.8'],
    ],
    ['python', { 'setup.py': 'setup(\n  python_requires=">=3.6",\n)\n' }, ['setup.py: >=3.6']],
    ['python', { 'setup.cfg': '[options]\npython_requires = >=3.6\n' }, ['setup.cfg: >=3.6']],
    ['python', { Pipfile: '[requires]\npython_version = "3.8"\n' }, ['Pipfile: 3.8']],
    [
      'python',
      { 'runtime.txt': 'python-3.8.10\n', '.python-version': '3.8\n' },
      ['runtime.txt: 3.8.10', '.python-version: 3.8'],
    ],
    ['go', { 'go.mod': 'module a\n\ngo 1.20\n\ntoolchain go1.22.1\n' }, ['go.mod: 1.20', 'go.mod: 1.22.1']],
    [
      'ruby',
      { Gemfile: "source 'x'\nruby '2.6.3'\n", '.ruby-version': 'ruby-2.6.3\n' },
      ['Gemfile: 2.6.3', '.ruby-version: 2.6.3'],
    ],
    ['ruby', { Gemfile: 'ruby ">= 2.5", "< 3.2"\n' }, ['Gemfile: >= 2.5, < 3.2']],
    ['ruby', { Gemfile: 'ruby file: ".ruby-version"\n' }, []],
    ['php', { 'composer.json': '{"require": {"php": "^7.2 || ^8.0"}}' }, ['composer.json: ^7.2 || ^8.0']],
    [
      'rust',
      { 'Cargo.toml': '[package]\nrust-version = "1.60"\n', 'rust-toolchain': 'stable\n' },
      ['Cargo.toml: 1.60'],
    ],
    ['rust', { 'rust-toolchain.toml': '[toolchain]\nchannel = "1.70.0"\n' }, ['rust-toolchain.toml: 1.70.0']],
    [
      'eclipse-temurin',
      { 'pom.xml': '<properties><java.version>1.8</java.version></properties>' },
      ['pom.xml: 8'],
    ],
    [
      'eclipse-temurin',
      { 'build.gradle': 'java { toolchain { languageVersion = JavaLanguageVersion.of(16) } }' },
      ['build.gradle: 16'],
    ],
    [
      'amazon-corretto',
      { 'build.gradle.kts': 'sourceCompatibility = JavaVersion.VERSION_11\n' },
      ['build.gradle.kts: 11'],
    ],
    ['nginx', { 'package.json': '{"engines": {"node": ">=14"}}' }, []],
  ])('%s %j', (product, files, expected) => {
    expect(said(files, product)).toEqual(expected)
  })

  test('is read in the folders that the file copies from as well', () => {
    const files = {
      'api/package.json': '{"engines": {"node": "14"}}',
      'web/package.json': '{"engines": {"node": "16"}}',
    }
    expect(said(files, 'nodejs', 'FROM node:14\nCOPY api/ /api\n')).toEqual(['api/package.json: 14'])
    expect(said(files, 'nodejs', 'FROM node:14\nCOPY web/package*.json web/package.json /\n')).toEqual([
      'web/package.json: 16',
    ])
    expect(said(files, 'nodejs')).toEqual([])
  })
})

test('a pinned version allows the cycle that it is of', () => {
  const [demand] = versionDemands(
    memoryProject({ '.nvmrc': 'v22.1.0\n' }),
    parseDocument('FROM node:14\n'),
    'nodejs',
  )
  expect(demand?.allows('22', '22.23.2')).toBe(true)
  expect(demand?.allows('2', '2.0.0')).toBe(false)
  expect(demand?.allows('24', '24.19.0')).toBe(false)
})

test('words that cannot be read allow nothing', () => {
  const project = memoryProject({ 'package.json': '{"engines": {"node": "the newest"}}' })
  const [demand] = versionDemands(project, parseDocument('FROM node:14\n'), 'nodejs')
  expect(demand?.allows('24', '24.19.0')).toBe(false)
})
