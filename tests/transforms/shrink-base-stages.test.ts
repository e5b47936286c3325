// What stages on glibc hand over to a final stage, and which of them change their base with it.
import { expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite } from '../../src/engine/rewrite.ts'
import { transforms } from '../../src/transforms/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const list = transforms.filter(({ id }) => id === 'shrink-base')

function run(text: string, files: Readonly<Record<string, string>>): Rewrite {
  const result = rewrite(text, {
    transforms: list,
    project: memoryProject(files),
    settings: { variant: 'smallest' },
    today: '2026-11-22',
  })
  expect(result.notes).toEqual([])
  expect(result.changes.length).toBeLessThanOrEqual(1)
  return result
}

function lockOf(name: string, version: string, hasInstallScript = true): Readonly<Record<string, string>> {
  const node = { version, hasInstallScript }
  const packages = { '': {}, [`node_modules/${name}`]: node }
  return {
    'package.json': '{}',
    'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
    'a.js': '',
  }
}

const native = lockOf('sqlite3', '5.1.7')

const node = (from: string, build = from, more = ''): string =>
  `FROM ${build} AS build\nWORKDIR /app\nCOPY package*.json ./\n${more}RUN npm ci\n\nFROM ${from}\nWORKDIR /app\nCOPY --from=build /app/node_modules ./node_modules\nCOPY a.js .\nCMD ["node", "a.js"]\n`

test('both stages change in one change, which says so', () => {
  const result = run(node('node:22'), native)
  expect(result.output).toBe(node('node:22-alpine'))
  expect(result.changes[0]?.reason).toContain('build, which hands over what it installs, gets the same base')
  const arg = (tag: string): string => `ARG NODE=node:${tag}\n${node('${NODE}')}`
  expect(run(arg('22'), native).output).toBe(arg('22-alpine'))
})

test.each([
  [
    'another version',
    node('node:22', 'node:20'),
    native,
    'what it copies from build may be built for glibc: sqlite3 5.1.7 has native code',
  ],
  [
    'another platform',
    node('node:22', '--platform=$BUILDPLATFORM node:22'),
    native,
    'what it copies from build may be built for glibc: sqlite3 5.1.7 has native code',
  ],
  [
    'a package without a build for musl',
    node('node:22'),
    lockOf('cypress', '13.6.0'),
    'cypress 13.6.0 has no build for musl',
  ],
  [
    'a build stage that cannot be translated',
    node('node:22', 'node:22', 'RUN dpkg -i /tmp/a.deb\n'),
    native,
    'dpkg',
  ],
  [
    'a program of the image',
    node('node:22', 'node:20').replace('/app/node_modules', '/usr/bin/git'),
    lockOf('express', '4.21.2', false),
    '/usr/bin/git of build holds what its image has',
  ],
  [
    'a program that the build fetches',
    node('node:22', 'node:20', 'RUN curl -fsSLo /app/tool https://example.com/tool\n'),
    lockOf('express', '4.21.2', false),
    'what curl -fsSLo makes in build may be built for glibc',
  ],
])('not with %s', (_, text, files, reason) => {
  const result = run(text, files)
  expect(result.output).not.toContain('alpine')
  const told = [...result.changes, ...result.refusals.filter(({ quiet }) => !quiet)].map(
    (each) => each.reason,
  )
  expect(told.join('\n')).toContain(reason)
})

const gems = (platforms: string): Readonly<Record<string, string>> => ({
  Gemfile: '',
  'Gemfile.lock': `GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.8)\n\nPLATFORMS\n  ${platforms}\n\nDEPENDENCIES\n  rack\n`,
  'a.rb': '',
})
const ruby = (from: string, build: string): string =>
  `FROM ${build} AS build\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n\nFROM ${from}\nWORKDIR /app\nCOPY --from=build /usr/local/bundle /usr/local/bundle\nCOPY a.rb .\nCMD ["ruby", "a.rb"]\n`

test('a bundle goes to the same version of Ruby, for a platform that it is locked for', () => {
  expect(run(ruby('ruby:3.3', 'ruby:3.3.6'), gems('ruby')).output).toBe(ruby('ruby:3.3-alpine', 'ruby:3.3.6'))
  expect(run(ruby('ruby:3.3', 'ruby:3.3.6'), gems('x86_64-linux')).output).not.toContain('alpine')
  expect(run(ruby('ruby:3.3', 'ruby:3.2'), gems('ruby')).output).not.toContain('alpine')
})

const venv = (
  from: string,
  build: string,
  target = '/opt/venv',
  requirements = 'itsdangerous==2.1.2',
): [string, Record<string, string>] => [
  `FROM ${build} AS build\nRUN python -m venv /opt/venv\nCOPY requirements.txt .\nRUN /opt/venv/bin/pip install -r requirements.txt\n\nFROM ${from}\nCOPY --from=build /opt/venv ${target}\nCOPY a.py /srv/\nCMD ["/opt/venv/bin/python", "/srv/a.py"]\n`,
  { 'requirements.txt': `${requirements}\n`, 'a.py': '' },
]

test('a venv goes to its own path, under the same version of Python', () => {
  const [changed] = venv('python:3.11-alpine', 'python:3.11.9')
  expect(run(...venv('python:3.11', 'python:3.11.9')).output).toBe(changed)
  expect(run(...venv('python:3.11', 'python:3.12')).output).not.toContain('alpine')
  expect(run(...venv('python:3.11', 'python:3.11.9', '/venv')).output).not.toContain('alpine')
  const [text, files] = venv('python:3.11', 'python:3.11.9', '/opt/venv', 'markupsafe==2.1.3')
  expect(run(text, files).changes[0]?.reason).toContain(
    'what it copies from build may be built for glibc: markupsafe 2.1.3 has native code',
  )
})
