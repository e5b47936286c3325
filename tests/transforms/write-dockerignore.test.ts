// What write-dockerignore hides, and what it must not.
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
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
  return after.split('\n').filter((line) => line !== '' && !line.startsWith('#') && line !== '.dockerignore')
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
    ['dist'],
  ],
  ['not output that git has', NPM, { 'package.json': '{"scripts":{"build":"x"}}', 'dist/a': '' }, []],
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
  ['a secret and not its example', ALL, { '.env': 'A=1', '.env.example': 'A=' }, ['.env']],
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

test('nothing without a build context, and nothing behind an ignore comment', () => {
  expect(rewrite(ALL, { transforms: list }).companions).toEqual([])
  const text = 'FROM a\n# dfopt ignore=write-dockerignore -- all of it\nCOPY . /app\n'
  expect(patterns(text, GIT)).toEqual([])
})
