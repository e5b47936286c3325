// What write-dockerignore hides, and what it must not.
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import { ENV_COMMANDS, ENV_READERS } from '../../src/transforms/write-dockerignore/env-readers.ts'
import { GIT_COMMANDS, GIT_READERS } from '../../src/transforms/write-dockerignore/git-readers.ts'
import { transforms } from '../../src/transforms/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const list = transforms.filter(({ id }) => id === 'write-dockerignore')
const ALL = 'FROM debian:bookworm-slim\nCOPY . /app\n'
const NPM = 'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n'
const GIT = { '.git/HEAD': 'x\n' }

function patterns(text: string, files: Readonly<Record<string, string>>): readonly string[] {
  const { companions, notes, rounds } = rewrite(text, { transforms: list, project: memoryProject(files) })
  expect(notes).toEqual([])
  expect(rounds).toBe(companions.length > 0 ? 2 : 1)
  const after = companions[0]?.after ?? ''
  return after.split('\n').filter((line) => line !== '' && line !== '.dockerignore')
}

test.each<[string, string, Readonly<Record<string, string>>, readonly string[]]>([
  ['the history', ALL, GIT, ['.git']],
  ['nothing that is not taken', 'FROM a\nCOPY src /app\n', { ...GIT, 'src/a': 'x' }, []],
  [
    'what a folder that is copied has',
    'FROM a\nCOPY src /app\n',
    { 'src/a.py': '', 'src/__pycache__/a.pyc': '' },
    ['**/__pycache__'],
  ],
  ['not what is copied by name', `${ALL}COPY .git/HEAD /v\n`, GIT, []],
  [
    'not what another Dockerfile copies by name',
    ALL,
    { ...GIT, 'ci/b.Dockerfile': 'FROM a\nCOPY .git /x\n' },
    [],
  ],
  [
    'not what a file that compose names copies',
    ALL,
    {
      ...GIT,
      'compose.yaml': 'services:\n  a:\n    build: { context: ., dockerfile: build.docker }\n',
      'build.docker': 'FROM a\nADD .git /x\n',
    },
    [],
  ],
  ['not what a mount brings', `${ALL}RUN --mount=type=bind,source=.git,target=/g cat /g/HEAD\n`, GIT, []],
  ['not what a variable may name', `${ALL}ARG D=src\nCOPY $D /x\n`, GIT, []],
  ['not what is let in again', ALL, { ...GIT, '.dockerignore': '*\n!.git\n' }, []],
  ['not what git is asked about', `${ALL}RUN git describe > /v\n`, GIT, []],
  [
    'not what a script asks git about',
    ALL,
    { ...GIT, 'package.json': '{"scripts":{"v":"git rev-parse HEAD"}}' },
    [],
  ],
  ['not what is hidden already', ALL, { ...GIT, '.dockerignore': '**/.g*\n.dockerignore\n' }, []],
  ['packages that npm installs', NPM, { 'package.json': '{}', 'node_modules/a': '' }, ['node_modules']],
  ['not packages that nothing installs', ALL, { 'package.json': '{}', 'node_modules/a': '' }, []],
  [
    'not packages that another Dockerfile relies on',
    NPM,
    { 'package.json': '{}', 'node_modules/a': '', 'x.Dockerfile': ALL },
    [],
  ],
  [
    'output that git does not have',
    NPM,
    { 'package.json': '{"scripts":{"build":"x"}}', 'dist/a': '', '.gitignore': '/dist\n' },
    ['dist', 'node_modules'],
  ],
  [
    'not output that git has',
    NPM,
    { 'package.json': '{"scripts":{"build":"x"}}', 'dist/a': '' },
    ['node_modules'],
  ],
  [
    'a private key that nothing names',
    ALL,
    { 'deploy.pem': '-----BEGIN PRIVATE KEY-----\n', 'ca.pem': '-----BEGIN CERTIFICATE-----\n' },
    ['deploy.pem'],
  ],
  [
    'not a key that a source names',
    ALL,
    { 'deploy.pem': '-----BEGIN PRIVATE KEY-----\n', 'a.js': "read('./deploy.pem')" },
    [],
  ],
  [
    'a secret and not its example',
    ALL,
    { '.env': 'A=1', '.env.example': 'A=', '.gitignore': '.env\n' },
    ['.env'],
  ],
  ['not settings that git has', ALL, { '.env': 'A=1' }, []],
  [
    'not settings that are let in',
    ALL,
    { '.env.ci': 'A=1', '.gitignore': '.env*\n!.env.ci\n' },
    ['.env', '.env.local'],
  ],
  [
    'not settings that a workflow makes',
    ALL,
    {
      '.env': 'A=1',
      '.gitignore': '.env\n',
      '.github/workflows/a.yml': 'run: cp ci/env .env\n',
      'ci/env': '',
    },
    [],
  ],
  [
    'not settings that a framework reads',
    ALL,
    { '.env': 'A=1', '.gitignore': '.env\n', 'package.json': '{"dependencies":{"next":"15.0.0"}}' },
    [],
  ],
  [
    'not settings that flask reads by itself',
    ALL,
    { '.env': 'A=1', '.gitignore': '.env\n', 'requirements.txt': 'Flask==3.0.0\n' },
    [],
  ],
  ['packages that a clone does not have', NPM, { 'package.json': '{}', 'a.js': '' }, ['node_modules']],
  [
    'packages of every member of a workspace',
    NPM,
    { 'package.json': '{"workspaces":["p/*"]}', 'p/a/package.json': '{}' },
    ['**/node_modules'],
  ],
  [
    'not packages that another stage takes and does not install',
    `${NPM}FROM node:22-slim\nCOPY . .\n`,
    { 'package.json': '{}' },
    [],
  ],
  [
    'packages that another stage has from the first',
    `${NPM.replace('slim', 'slim AS a')}FROM node:22-slim\nCOPY . .\nCOPY --from=a /app/node_modules node_modules\n`,
    { 'package.json': '{}' },
    ['node_modules'],
  ],
  [
    'packages although a Dockerfile of another folder installs none',
    NPM,
    { 'package.json': '{}', 'docs/Dockerfile': ALL, 'docs/a.md': '' },
    ['node_modules'],
  ],
  [
    'not packages that a Dockerfile in a folder of its own relies on',
    NPM,
    { 'package.json': '{}', 'ci/Dockerfile': 'FROM a\nCOPY package.json /\nCOPY . /app\n' },
    [],
  ],
  [
    'output that will be there, and not what a template of .gitignore lists',
    NPM,
    {
      'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"6.0.0"}}',
      '.gitignore': 'node_modules/\ndist/\n.next/\n.nuxt/\nout/\n',
    },
    ['dist', 'node_modules'],
  ],
  [
    'history that a Go program does not note',
    'FROM golang:1.24-alpine\nCOPY . .\nRUN go build\n',
    GIT,
    ['.git'],
  ],
  ['not history that it notes', 'FROM golang:1.24\nCOPY . .\nRUN go build\n', GIT, []],
  [
    'nor where git is installed',
    'FROM golang:1.24-alpine\nRUN apk add git\nCOPY . .\nRUN go build\n',
    GIT,
    [],
  ],
  [
    'history that it is told not to note',
    'FROM golang:1.24\nCOPY . .\nRUN go build -buildvcs=false\n',
    GIT,
    ['.git'],
  ],
  [
    'history that an old SDK does not read',
    'FROM mcr.microsoft.com/dotnet/sdk:6.0\nCOPY . .\nRUN dotnet publish\n',
    GIT,
    ['.git'],
  ],
  [
    'not history that one of today reads',
    'FROM mcr.microsoft.com/dotnet/sdk:8.0\nCOPY . .\nRUN dotnet publish\n',
    GIT,
    [],
  ],
  [
    'history where git clones something else',
    `${ALL}RUN git clone https://a.example/b && cd b && git checkout c\n`,
    GIT,
    ['.git'],
  ],
  [
    'not a pattern for what is copied by name',
    `${ALL}COPY Dockerfile.b /x\n`,
    { ...GIT, 'Dockerfile.a': 'FROM a\n', 'Dockerfile.b': 'FROM a\n', 'Dockerfile.c': 'FROM a\n' },
    ['.git', 'Dockerfile.a', 'Dockerfile.c'],
  ],
  [
    'one pattern for what has one name',
    ALL,
    { ...GIT, 'Dockerfile.a': 'FROM a\n', 'Dockerfile.c': 'FROM a\n', 'a.log': '' },
    ['.git', '*.log', 'Dockerfile*'],
  ],
  [
    'no file for what is small',
    ALL,
    { 'README.md': 'x', '.travis.yml': 'a: b', 'compose.yaml': 'a: b', '.github/a': '' },
    [],
  ],
  [
    'nor small things beside what is not',
    ALL,
    { ...GIT, '.travis.yml': 'a: b', 'CONTRIBUTING.md': '', '.github/a': '' },
    ['.git', '.github'],
  ],
  [
    'nothing small into a file that is there',
    ALL,
    { ...GIT, 'README.md': 'x', '.vscode/a': '', Dockerfile: ALL, '.dockerignore': 'x\n' },
    ['x', '.git'],
  ],
  ['a document beside that', ALL, { ...GIT, 'README.md': 'x' }, ['.git', 'README.md']],
  [
    'not a document that is read',
    ALL,
    { ...GIT, 'README.md': 'x', 'setup.py': 'open("README.md")' },
    ['.git'],
  ],
  [
    'not a folder of the same name elsewhere',
    ALL,
    { 'a/coverage/lcov.info': '', 'b/coverage/x.go': '' },
    ['a/coverage'],
  ],
])('%s', (_, text, files, expected) => {
  expect(patterns(text, files)).toEqual(expected)
})

test('what is there stays as it is, and lines are added behind it', () => {
  const add = (text: string): string | undefined =>
    rewrite(ALL, { transforms: list, project: memoryProject({ ...GIT, '.dockerignore': text }) })
      .companions[0]?.after
  expect(add('a\n')).toBe('a\n.git\n')
  expect(add('a')).toBe('a\n.git\n')
  expect(add('a\r\n')).toBe('a\r\n.git\r\n')
  expect(add('# All\na\n')).toBe('# All\na\n\n.git\n')
  expect(add('# All\na\n\n')).toBe('# All\na\n\n.git\n')
  expect(add('')).toBe('.git\n')
  // A pattern that lets something in again would be taken back by what stands behind it.
  expect(add('*\n!.git\n')).toBeUndefined()
  expect(add('.git\n!.git/HEAD\n')).toBeUndefined()
  expect(add('[\n')).toBeUndefined()
})

test('every row of what reads .git and .env has a page, and matches nothing that is empty', () => {
  const rows = [...GIT_COMMANDS, ...GIT_READERS, ...ENV_COMMANDS, ...ENV_READERS]
  expect(rows.filter(({ source }) => !URL.canParse(source) || !source.startsWith('https://'))).toEqual([])
  const harmless = 'const env = process.env.HOME ?? import.meta.env.MODE\nimport express from "express"\n'
  expect(rows.filter(({ pattern }) => pattern.test('') || pattern.test(harmless))).toEqual([])
})

test('nothing without a build context, and nothing behind an ignore comment', () => {
  expect(rewrite(ALL, { transforms: list }).companions).toEqual([])
  const text = 'FROM a\n# dfopt ignore=write-dockerignore -- all of it\nCOPY . /app\n'
  expect(patterns(text, GIT)).toEqual([])
})
