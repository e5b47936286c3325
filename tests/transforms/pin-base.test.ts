import { describe, expect, test } from 'vitest'
import type { Facts } from '../../src/engine/facts.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite } from '../../src/engine/rewrite.ts'
import { pinBase } from '../../src/transforms/pin-base/index.ts'

const NEW = `sha256:${'1'.repeat(64)}`
const OLD = `sha256:${'2'.repeat(64)}`

const facts: Facts = { digest: () => ({ kind: 'known', digest: NEW }) }

function pin(text: string, refreshDigests = false): Rewrite {
  const result = rewrite(text, { transforms: [pinBase], facts, settings: { refreshDigests } })
  expect(result.notes).toEqual([])
  expect(rewrite(result.output, { transforms: [pinBase], facts, settings: { refreshDigests } }).status).toBe(
    'unchanged',
  )
  return result
}

/** A text in which `@new` and `@old` stand for digests. */
const full = (text: string): string => text.replaceAll('@new', `@${NEW}`).replaceAll('@old', `@${OLD}`)

function reasonsOf(text: string): readonly string[] {
  const result = pin(full(text))
  expect(result.output).toBe(full(text))
  return result.refusals.map(({ reason, unblock }) => `${reason}; ${unblock}`)
}

describe('the digest goes behind the tag', () => {
  test.each([
    [
      'a platform and a name',
      'FROM --platform=linux/amd64 node:20 AS build\n',
      'FROM --platform=linux/amd64 node:20@new AS build\n',
    ],
    [
      'a registry with a port',
      'FROM localhost:5000/team/app:1.2\n',
      'FROM localhost:5000/team/app:1.2@new\n',
    ],
    ['latest', 'FROM gcr.io/distroless/static:latest\n', 'FROM gcr.io/distroless/static:latest@new\n'],
    ['quotes', 'FROM "node:20"\n', 'FROM "node:20@new"\n'],
    ['line breaks around it', 'FROM \\\n  node:20 \\\n  AS x\n', 'FROM \\\n  node:20@new \\\n  AS x\n'],
    [
      'each image that is no stage',
      'FROM node:20 AS build\nFROM build AS test\nFROM nginx:1.27\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\n',
      'FROM node:20@new AS build\nFROM build AS test\nFROM nginx:1.27@new\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\n',
    ],
    [
      'COPY --from among other flags',
      'FROM scratch\nCOPY --link --from=ghcr.io/astral-sh/uv:0.8 --chown=1 /uv /uvx /bin/\n',
      'FROM scratch\nCOPY --link --from=ghcr.io/astral-sh/uv:0.8@new --chown=1 /uv /uvx /bin/\n',
    ],
    [
      'mounts, each for itself',
      'FROM scratch AS x\nRUN --mount=type=bind,from=a.example/b:1,target=/b --mount=from=c:2,target=/c --mount=from=x,target=/d true\n',
      'FROM scratch AS x\nRUN --mount=type=bind,from=a.example/b:1@new,target=/b --mount=from=c:2@new,target=/c --mount=from=x,target=/d true\n',
    ],
    [
      'the frontend',
      '# syntax=docker/dockerfile:1\nFROM scratch\n',
      '# syntax=docker/dockerfile:1@new\nFROM scratch\n',
    ],
    [
      'the frontend between blanks, with an escape',
      '#  Syntax =  docker/dockerfile:1.7-labs \n# escape=`\nFROM scratch\n',
      '#  Syntax =  docker/dockerfile:1.7-labs@new \n# escape=`\nFROM scratch\n',
    ],
    ['a default with the tag', 'ARG V=20\nFROM node:$V\n', 'ARG V=20@new\nFROM node:$V\n'],
    [
      'a default that is called a version',
      'ARG NODE_VERSION=20.1\nFROM node:${NODE_VERSION}\n',
      'ARG NODE_VERSION=20.1@new\nFROM node:${NODE_VERSION}\n',
    ],
    [
      'a default that a stage has another one of',
      'ARG V=20\nFROM node:$V\nARG V=1\n',
      'ARG V=20@new\nFROM node:$V\nARG V=1\n',
    ],
    ['a default in quotes', 'ARG V="20"\nFROM node:${V}\n', 'ARG V="20@new"\nFROM node:${V}\n'],
    [
      'a default among others',
      'ARG A=1 V=20 B=2\nFROM node:${V}\n',
      'ARG A=1 V=20@new B=2\nFROM node:${V}\n',
    ],
    [
      'a default with the whole name',
      'ARG IMAGE=node:20\nFROM ${IMAGE}\n',
      'ARG IMAGE=node:20@new\nFROM ${IMAGE}\n',
    ],
    [
      'a default with a part of the name',
      'ARG NAME=app:2\nFROM a.example/$NAME\n',
      'ARG NAME=app:2@new\nFROM a.example/$NAME\n',
    ],
    [
      'a default that two stages use',
      'ARG V=20\nFROM node:${V} AS a\nFROM node:${V}\nCOPY --from=a /x /x\n',
      'ARG V=20@new\nFROM node:${V} AS a\nFROM node:${V}\nCOPY --from=a /x /x\n',
    ],
    ['a default in FROM itself', 'FROM ${IMAGE:-node:20}\n', 'FROM ${IMAGE:-node:20@new}\n'],
  ])('%s', (_, before, after) => {
    const result = pin(before)
    expect(result.output).toBe(full(after))
    expect(result.changes.every(({ level, effects }) => level === 'review' && effects.length === 0)).toBe(
      true,
    )
    expect(result.refusals).toEqual([])
    expect(pin(before.replaceAll('\n', '\r\n')).output).toBe(full(after).replaceAll('\n', '\r\n'))
  })

  test('and the line of the FROM is the one that is told of', () => {
    const { changes } = pin('ARG V=20\n\nFROM node:$V\n')
    expect(changes).toMatchObject([{ line: 3, message: 'Pin node:20 to the digest that it means now' }])
  })
})

describe('a digest that is there', () => {
  const CASES = [
    'FROM node:20@old\n',
    'ARG V=20@old\nFROM node:$V\n',
    'ARG IMAGE="a.example/b:1@old"\nFROM ${IMAGE}\n',
    '# syntax=docker/dockerfile:1@old\nFROM scratch\nCOPY --from=a:1@old /x /x\nRUN --mount=from=b:2@old,target=/b true\n',
  ]

  test.each(CASES)('stays: %j', (text) => {
    expect(reasonsOf(text)).toEqual([])
    expect(rewrite(full(text), { transforms: [pinBase] }).wanted).toEqual([])
  })

  test.each(CASES)('follows its tag where that is asked for: %j', (text) => {
    const result = pin(full(text), true)
    expect(result.output).toBe(full(text.replaceAll('@old', '@new')))
    expect(result.changes.every(({ effects }) => effects.length === 2)).toBe(true)
  })

  test('without a tag has nothing to follow', () => {
    expect(pin(full('FROM node@old\n'), true)).toMatchObject({
      status: 'unchanged',
      refusals: [{ reason: 'node has a digest and no tag that it could follow' }],
    })
    expect(pin(full('FROM node@old\n')).refusals).toEqual([])
  })

  test('that the tag still means stays', () => {
    expect(pin(full('FROM node:20@new\n'), true)).toMatchObject({ status: 'unchanged', refusals: [] })
  })
})

describe('is left alone', () => {
  test.each([
    ['FROM scratch\n', []],
    [
      'FROM node\n',
      [
        'node has no tag, and beside a digest it has to say which version that is; name the tag, if only node:latest',
      ],
    ],
    [
      'ARG V\nFROM node:$V\n',
      ['which image node:$V is, only the build knows; give the ARG a default, or name the image in FROM'],
    ],
    ['FROM REPLACE-ME\n', ['REPLACE-ME is no name of an image; write the name as docker pull takes it']],
    [
      'FROM node:2\\\n0\n',
      ['the name node:20 is written with quotes, escapes or line breaks in it; write it in one piece'],
    ],
    [
      'FROM scratch\nRUN --mount=type=bind,"from=a:1",target=/a true\n',
      ['the name a:1 is written with quotes, escapes or line breaks in it; write it in one piece'],
    ],
    ['FROM scratch\nONBUILD COPY --from=a:1 /a /a\n', []],
    ['FROM scratch\nCOPY --from=Later /a /a\nFROM scratch AS later\n', []],
  ])('%j', (text, reasons) => {
    expect(reasonsOf(text)).toEqual(reasons)
  })

  test.each([
    'ARG V=20\nFROM node:${V}-slim\n',
    'ARG V=slim\nFROM node:20-${V}\n',
    'ARG V=20\nARG S=-slim\nFROM node:${V}${S}\n',
    'ARG R=a.example\nFROM ${R}/node:20\n',
    'ARG R=a.example\nARG V=20\nFROM ${R}/node:${V}\n',
    'ARG V=20\nFROM node:${V:-18}\n',
    'FROM node:${V:-20}\n',
    'ARG IMAGE=node:20\nFROM ${IMAGE:-node:18}\n',
  ])('a variable with which the digest would not go: %j', (text) => {
    const [reason = '', ...others] = reasonsOf(text)
    expect(others).toEqual([])
    expect(reason).toMatch(
      /^a digest behind .* would hold for the defaults of its variables alone, and fail a build with others; let FROM end/,
    )
  })

  test.each([
    ['ARG V=3\nFROM python:$V\nFROM ruby:$V\n', 'ARG V is also used at line 3'],
    ['ARG V=3\nFROM python:$V\nFROM python:$V-slim\n', 'ARG V is also used at line 3'],
    ['ARG V=20\nFROM node:$V\nARG A\nARG V\nRUN echo $V\n', 'ARG V is also used at line 4'],
    ['ARG V=20\nARG NAME=x-$V\nFROM node:$V\n', 'ARG V is also used at line 2'],
    ['ARG V=20\nFROM --platform=linux/$V node:$V\n', 'ARG V is also used at line 2'],
    ['ARG V=2\nARG V=20\nFROM node:${V}\n', 'ARG V has more than one default'],
    ['ARG MAJOR=20\nARG V=$MAJOR\nFROM node:${V}\n', 'the default of ARG V is not plain text'],
  ])('a variable that others would suffer by: %j', (text, reason) => {
    expect(reasonsOf(text).join('\n')).toContain(reason)
  })

  test('what a comment asks to leave alone is not even asked for', () => {
    const text = '# dfopt ignore=pin-base\nFROM node:20\n# dfopt ignore=pin-base\nCOPY --from=a:1 /a /a\n'
    const result = rewrite(text, { transforms: [pinBase] })
    expect(result).toMatchObject({ wanted: [], refusals: [], notes: [], status: 'unchanged' })
    const file =
      '# syntax=docker/dockerfile:1\n# dfopt ignore-file=pin-base\nFROM node:20\nRUN --mount=from=a:1,target=/a true\n'
    expect(rewrite(file, { transforms: [pinBase] })).toMatchObject({ wanted: [], refusals: [], notes: [] })
    const argument = '# dfopt ignore=pin-base\nARG V=20\nFROM node:$V\n'
    expect(rewrite(argument, { transforms: [pinBase] }).wanted).toEqual([])
  })
})

describe('a name that the project gives to something of its own', () => {
  const own = { reason: 'it is made here', unblock: 'leave it' }
  const mine: Facts = {
    digest: (image) => facts.digest(image),
    own: (image) => (/library\/base:(?:latest|1)$/.test(image) ? own : undefined),
  }

  test.each(['FROM base\n', 'FROM base:1\n', 'FROM scratch\nCOPY --from=docker.io/library/base /a /a\n'])(
    'is no image of a registry: %j',
    (text) => {
      const result = rewrite(text, { transforms: [pinBase], facts: mine })
      expect(result).toMatchObject({ status: 'unchanged', wanted: [], refusals: [own] })
    },
  )

  test('and others are pinned beside it', () => {
    const result = rewrite('FROM base:2\nFROM base\n', { transforms: [pinBase], facts: mine })
    expect(result.output).toBe(full('FROM base:2@new\nFROM base\n'))
  })
})

describe('without facts', () => {
  test('it is said what they would have to be, each once', () => {
    const text =
      'FROM node:20 AS a\nFROM docker.io/library/node:20\nCOPY --from=quay.io/a/b:c /x /x\nCOPY --from=index.docker.io/acme/app:1 /y /y\n'
    const result = rewrite(text, { transforms: [pinBase] })
    expect(result.wanted).toEqual(['docker.io/library/node:20', 'quay.io/a/b:c', 'docker.io/acme/app:1'])
    expect(result.status).toBe('unchanged')
    expect(result.refusals.map(({ reason }) => reason)).toContain(
      'no registry was asked for the digest of node:20',
    )
  })

  test('what is known is pinned, what is not is refused with what was said of it', () => {
    const some: Facts = {
      digest: (image) =>
        image.includes('node')
          ? { kind: 'known', digest: NEW }
          : { kind: 'unknown', reason: 'it is gone', unblock: 'bring it back' },
    }
    const result = rewrite('FROM node:20\nCOPY --from=a:1 /a /a\n', { transforms: [pinBase], facts: some })
    expect(result.output).toBe(full('FROM node:20@new\nCOPY --from=a:1 /a /a\n'))
    expect(result.refusals).toMatchObject([{ line: 2, reason: 'it is gone', unblock: 'bring it back' }])
    expect(result.wanted).toEqual([])
  })
})
