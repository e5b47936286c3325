import { expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { copiedFiles } from '../../src/project/copied-files.ts'
import { memoryProject } from './memory-project.ts'

const project = memoryProject({
  'package.json': '{}',
  'package-lock.json': 'lock',
  'start.sh': 'start',
  'api/package.json': 'api',
  'api/src/a.js': 'a',
  'docker/entry.sh': 'entry',
})

function at(path: string, ...lines: readonly string[]): string | undefined {
  const document = parseDocument(['FROM a', ...lines, 'RUN true'].join('\n'))
  const stage = document.stages.at(-1)
  const run = stage?.instructions.at(-1)
  return stage && copiedFiles(document, stage, run, project).sourceOf(path)
}

test.each<[string, string, string | undefined, ...string[]]>([
  ['a file into a folder', '/app/package.json', 'package.json', 'WORKDIR /app', 'COPY package.json ./'],
  [
    'a file into the work folder by its name',
    '/app/package.json',
    'package.json',
    'WORKDIR /app',
    'COPY package.json /app',
  ],
  ['a file under another name', '/p.json', 'package.json', 'COPY package.json /p.json'],
  ['several by a pattern', '/app/package-lock.json', 'package-lock.json', 'COPY package*.json /app/'],
  ['the whole context', '/app/api/src/a.js', 'api/src/a.js', 'WORKDIR /app', 'COPY . .'],
  ['what is in a folder', '/app/src/a.js', 'api/src/a.js', 'COPY api /app'],
  ['the last of two', '/app/package.json', 'api/package.json', 'COPY . /app', 'COPY api/package.json /app/'],
  ['one of the first copy', '/app/start.sh', 'start.sh', 'COPY . /app', 'COPY api/package.json /app/'],
  ['several names', '/x/start.sh', 'start.sh', 'COPY package.json start.sh /x'],
  ['by ADD, in exec form', '/x/start.sh', 'start.sh', 'ADD ["start.sh", "/x/"]'],
  ['a value of ARG', '/x/start.sh', 'start.sh', 'ARG DIR=/x', 'COPY start.sh $DIR/'],
  ['a pattern in a folder', '/e/entry.sh', 'docker/entry.sh', 'COPY docker/*.sh /e/'],
  ['what is not copied', '/app/start.sh', undefined, 'COPY package.json /app/'],
  ['what is not there', '/app/absent', undefined, 'COPY . /app'],
  ['of another stage', '/app/start.sh', undefined, 'COPY --from=b . /app'],
  ['to where only a build knows', '/app/start.sh', undefined, 'ARG DIR', 'COPY start.sh $DIR/'],
  ['relative to an unknown folder', '/app/start.sh', undefined, 'COPY start.sh ./'],
])('%s', (_, path, source, ...lines) => {
  expect(at(path, ...lines)).toBe(source)
})

test('mounts are there for their own RUN, and copies of a stage for those built on it', () => {
  const document = parseDocument(
    'FROM a AS b\nCOPY start.sh /\nFROM b\nRUN --mount=type=bind,source=package.json,target=/m/package.json true\nRUN true\n',
  )
  const [, stage] = document.stages
  const [first, second] = stage?.instructions ?? []
  if (!stage || !first || !second) throw new Error('no stage')
  expect(copiedFiles(document, stage, first, project).read('/m/package.json')).toBe('{}')
  expect(copiedFiles(document, stage, second, project).read('/m/package.json')).toBeUndefined()
  expect(copiedFiles(document, stage, second, project).read('/start.sh')).toBe('start')
})

test('files are found by their names', () => {
  const document = parseDocument('FROM a\nCOPY docker /opt/docker\nCOPY start.sh /usr/local/bin/run\n')
  const [stage] = document.stages
  if (!stage) throw new Error('no stage')
  const files = copiedFiles(document, stage, undefined, project)
  expect(files.placesOf('entry.sh')).toEqual(['/opt/docker/entry.sh'])
  expect(files.placesOf('run')).toEqual(['/usr/local/bin/run'])
  expect(files.placesOf('start.sh')).toEqual([])
  expect([files.isNamed('run'), files.isNamed('start.sh'), files.isNamed('entry.sh')]).toEqual([
    true,
    true,
    false,
  ])
})
