// Images of a user that stand for official ones: no tag is ever written that they do not have.
import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite } from '../../src/engine/rewrite.ts'
import type { Settings } from '../../src/engine/settings.ts'
import { transforms } from '../../src/transforms/index.ts'
import { memoryProject } from '../project/memory-project.ts'

const OWN = 'registry.example.com/base/node'
const START = '\nCMD ["node", "server.js"]\n'

type Tags = Settings['images'][string]['tags']

function run(id: string, text: string, tags: Tags, files: Readonly<Record<string, string>> = {}): Rewrite {
  return rewrite(text, {
    transforms: transforms.filter((each) => each.id === id),
    settings: { variant: 'slim', images: { [OWN]: { as: 'node', tags } } },
    project: memoryProject(files),
    today: '2026-11-22',
  })
}

function baseOf({ output }: Rewrite): string | undefined {
  return /FROM (\S+)/.exec(output)?.[1]
}

describe('shrink-base', () => {
  test.each<[why: string, from: string, tags: Tags, to: string]>([
    ['all that node has', '22', undefined, '22-slim'],
    ['the tag is listed', '22', ['22', '22-slim'], '22-slim'],
    ['the same image under its release', '22', ['22', '22-bookworm-slim'], '22-bookworm-slim'],
    ['a tag that is not listed', '22', ['22', '20-slim'], '22'],
    ['another registry’s names', '4.1', { '4.1': '22-bookworm', 'lean-4.1': '22-bookworm-slim' }, 'lean-4.1'],
    ['a name without a meaning', '5', { '4.1': '22-bookworm', 'lean-4.1': '22-bookworm-slim' }, '5'],
    ['the name of an official tag with another meaning', '22', { '4.1': '22', 'lean-4.1': '22-slim' }, '22'],
  ])('%s', (_, from, tags, to) => {
    expect(baseOf(run('shrink-base', `FROM ${OWN}:${from}${START}`, tags))).toBe(`${OWN}:${to}`)
  })

  test('a tag that comes from an argument', () => {
    const text = `ARG TAG=4.1\nFROM --platform=linux/amd64 ${OWN}:\${TAG} AS app${START}`
    const tags = { '4.1': '22-bookworm', 'lean-4.1': '22-bookworm-slim' }
    expect(run('shrink-base', text, tags).output).toBe(text.replace('TAG=4.1', 'TAG=lean-4.1'))
  })

  test('an image of which nothing is said', () => {
    expect(baseOf(run('shrink-base', `FROM ${OWN}-ci:22${START}`, undefined))).toBe(`${OWN}-ci:22`)
  })
})

describe('upgrade-base', () => {
  const files = { 'package.json': '{ "engines": { "node": ">=14" } }' }

  test.each<[why: string, from: string, tags: Tags, to: string]>([
    ['all that node has', '14', undefined, '24'],
    ['the tag is listed', '14', ['24'], '24'],
    ['the tag is not listed', '14', ['22'], '14'],
    ['names of its own', 'old', { old: '14', new: '24' }, 'new'],
  ])('%s', (_, from, tags, to) => {
    const result = run('upgrade-base', `FROM ${OWN}:${from}\nCOPY . .\n`, tags, files)
    expect(baseOf(result)).toBe(`${OWN}:${to}`)
    const message = to === from ? `Upgrade ${OWN}:${from}` : `Upgrade ${OWN}:${from} to ${to}`
    expect(result.changes.map((change) => change.message)).toEqual([message])
  })
})

describe('tag-base', () => {
  const files = { '.nvmrc': '26\n' }

  test.each<[why: string, tags: Tags, to: string]>([
    ['all that node has', undefined, `${OWN}:26`],
    ['both tags are listed', ['latest', '26'], `${OWN}:26`],
    ['what latest is there is not known', ['26'], OWN],
    ['there is no such tag', ['latest', '22'], OWN],
    ['latest is an image of their own', { latest: '22', now: '26' }, OWN],
  ])('%s', (_, tags, to) => {
    expect(baseOf(run('tag-base', `FROM ${OWN}\nCOPY . .\n`, tags, files))).toBe(to)
  })
})

test('the successor of an image is not taken from the registry of the user', () => {
  const { output, changes } = rewrite(
    `FROM registry.example.com/java:11-jdk-slim\nCMD ["java", "-version"]\n`,
    {
      transforms: transforms.filter(({ id }) => id === 'replace-deprecated-base'),
      settings: { images: { 'registry.example.com/java': { as: 'openjdk' } } },
      today: '2026-11-22',
    },
  )
  expect(output).toContain('FROM registry.example.com/java:11-jdk-slim\n')
  expect(changes.map(({ level, message }) => `${level}: ${message}`)).toEqual([
    expect.stringMatching(/^manual: Replace registry\.example\.com\/java by /),
  ])
})

test('a split does not take what runs from elsewhere', () => {
  const text =
    'FROM registry.example.com/maven:3.9-eclipse-temurin-21\nWORKDIR /app\nCOPY . .\nRUN mvn -q package\nCMD ["java", "-jar", "target/app.jar"]\n'
  const split = (images: Settings['images']): string =>
    rewrite(text, {
      transforms: transforms.filter(({ id }) => id === 'split-stages'),
      settings: { images, mirrors: ['registry.example.com/'] },
      project: memoryProject({
        'pom.xml':
          '<project><artifactId>app</artifactId><version>1</version><build><finalName>app</finalName></build></project>',
      }),
      today: '2026-11-22',
    }).output
  expect(split({})).toContain('FROM registry.example.com/eclipse-temurin:21-jre')
  expect(split({ 'registry.example.com/maven': { as: 'maven' } })).toBe(text)
})

describe('split-stages', () => {
  const files = { 'package.json': '{ "scripts": { "build": "vite build" } }' }
  const text = `FROM ${OWN}:24\nCOPY . /app/\nRUN cd /app && npm ci && npm run build\nCMD ["serve", "-l", "80", "/app/dist"]\n`
  const split = (images: Settings['images']): Rewrite =>
    rewrite(text, {
      transforms: transforms.filter(({ id }) => id === 'split-stages'),
      settings: { variant: 'slim', images: { [OWN]: { as: 'node' }, ...images } },
      project: memoryProject(files),
      today: '2026-11-22',
    })

  test('takes the image of nginx that is theirs', () => {
    expect(split({ 'registry.example.com/base/web': { as: 'nginx' } }).output).toContain(
      '\nFROM registry.example.com/base/web:1.30\n',
    )
    const tags = { stable: '1.30' }
    expect(split({ 'registry.example.com/base/web': { as: 'nginx', tags } }).output).toContain(
      '\nFROM registry.example.com/base/web:stable\n',
    )
  })

  test('takes none that is not', () => {
    const { output, refusals } = split({})
    expect(output).toBe(text)
    expect(refusals.map(({ reason }) => reason)).toEqual([
      `which image of nginx goes with ${OWN} is not known`,
    ])
  })
})
