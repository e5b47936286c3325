import { describe, expect, test } from 'vitest'
import { baseEdits, basesEdits, wordsUnder } from '../../src/dockerfile/base-word.ts'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { applyEdits } from '../../src/dockerfile/text-edit.ts'
import { at } from '../../src/dockerfile/text.ts'

/** The file with another base in one of its stages, or why not. */
function swapped(text: string, base: string, index = 0): string {
  const document = parseDocument(text)
  const edits = baseEdits(document, at(document.stages, index), base)
  return 'reason' in edits ? `refused: ${edits.reason}` : applyEdits(text, edits)
}

const DIGEST = `sha256:${'0'.repeat(64)}`

describe('the word in FROM', () => {
  test.each([
    ['FROM node:14\nRUN true\n', 'FROM node:16\nRUN true\n'],
    ['FROM --platform=linux/amd64 node:14 AS Build\n', 'FROM --platform=linux/amd64 node:16 AS Build\n'],
    ['from   node:14\tas build\r\nRUN true\r\n', 'from   node:16\tas build\r\nRUN true\r\n'],
    ['FROM "node:14"\n', 'FROM node:16\n'],
    ['FROM \\\n  node:14 \\\n  AS build\n', 'FROM \\\n  node:16 \\\n  AS build\n'],
    ['FROM node:14\nCOPY --from=node:14 /a /b\n', 'FROM node:16\nCOPY --from=node:14 /a /b\n'],
  ])('%j', (before, after) => {
    expect(swapped(before, 'node:16')).toBe(after)
  })

  test('of a later stage', () => {
    expect(swapped('FROM node:14 AS a\nFROM node:14\n', 'node:16', 1)).toBe(
      'FROM node:14 AS a\nFROM node:16\n',
    )
  })

  test.each([
    ['FROM node:14 AS a\nFROM a\n', 1, 'a is a stage of this file'],
    ['FROM node:$TAG\n', 0, 'ARG TAG has no default'],
    ['ARG TAG\nFROM node:$TAG\n', 0, 'only the build knows which image node:$TAG is'],
    ['FROM node:14-$TARGETARCH\n', 0, 'only the build knows which image node:14-$TARGETARCH is'],
    [
      `FROM node:14@${DIGEST}\n`,
      0,
      'the base is pinned to a digest, and only a registry knows the one of node:16',
    ],
    ['FROM no\\\nde:14\n', 0, 'the name of the base goes over several lines'],
    ['ARG V=14.1\nFROM node:${V%.*}\n', 0, 'node:${V%.*} computes the name of the base'],
    ['ARG V=14\nFROM node:${V}-$V\n', 0, 'node:${V}-$V computes the name of the base'],
    ['ARG V=14\nFROM "node:$V"\n', 0, '"node:$V" computes the name of the base'],
  ])('%j is left alone', (before, index, reason) => {
    expect(swapped(before, 'node:16', index)).toBe(`refused: ${reason}`)
  })

  test('is no name that an earlier stage has', () => {
    expect(swapped('FROM a AS node\nFROM other\n', 'node', 1)).toBe('refused: node is a stage of this file')
  })

  test('may get another digest', () => {
    expect(swapped(`FROM node:14@${DIGEST}\n`, `node:14@${DIGEST.replaceAll('0', '1')}`)).toBe(
      `FROM node:14@${DIGEST.replaceAll('0', '1')}\n`,
    )
  })
})

describe('an ARG in FROM', () => {
  test.each([
    // A version that is called one stays a version.
    [
      'ARG NODE_VERSION=14\nFROM node:${NODE_VERSION}\n',
      'node:14-slim',
      'ARG NODE_VERSION=14\nFROM node:${NODE_VERSION}-slim\n',
    ],
    [
      'ARG NODE_VERSION=14\nFROM node:$NODE_VERSION-stretch\n',
      'node:14-slim',
      'ARG NODE_VERSION=14\nFROM node:$NODE_VERSION-slim\n',
    ],
    [
      'ARG VERSION=8\nFROM openjdk:${VERSION}-jre\n',
      'eclipse-temurin:8-jre',
      'ARG VERSION=8\nFROM eclipse-temurin:${VERSION}-jre\n',
    ],
    [
      'ARG NODE_VERSION=14\nFROM node:${NODE_VERSION}\nARG NODE_VERSION\n',
      'node:14-slim',
      'ARG NODE_VERSION=14\nFROM node:${NODE_VERSION}-slim\nARG NODE_VERSION\n',
    ],
    // The default changes where the version does, or where anything may stand in the variable.
    [
      'ARG NODE_VERSION=14\nFROM node:${NODE_VERSION}-alpine\n',
      'node:16-alpine',
      'ARG NODE_VERSION=16\nFROM node:${NODE_VERSION}-alpine\n',
    ],
    ['ARG TAG=14\nFROM node:$TAG\n', 'node:14-slim', 'ARG TAG=14-slim\nFROM node:$TAG\n'],
    [
      'ARG BASE="node:14"\nFROM $BASE AS build\n',
      'node:14-slim',
      'ARG BASE="node:14-slim"\nFROM $BASE AS build\n',
    ],
    [
      "ARG A=1 BASE='node:14' B=2\nFROM $BASE\n",
      'node:14-slim',
      "ARG A=1 BASE='node:14-slim' B=2\nFROM $BASE\n",
    ],
    [
      'ARG IMAGE=openjdk\nARG TAG=8\nFROM ${IMAGE}:${TAG}\n',
      'eclipse-temurin:8-jdk',
      'ARG IMAGE=eclipse-temurin\nARG TAG=8-jdk\nFROM ${IMAGE}:${TAG}\n',
    ],
    ['ARG SUFFIX=\nFROM node:14$SUFFIX\n', 'node:14-slim', 'ARG SUFFIX=-slim\nFROM node:14$SUFFIX\n'],
    // A default that stands in FROM.
    ['ARG TAG\nFROM node:${TAG:-14}\n', 'node:16', 'ARG TAG\nFROM node:${TAG:-16}\n'],
    ['FROM ${BASE-node:14}\n', 'node:16', 'FROM ${BASE-node:16}\n'],
    ['ARG TAG=14\nFROM node:${TAG:-12}\n', 'node:16', 'ARG TAG=16\nFROM node:${TAG:-12}\n'],
    // A registry stays.
    [
      'ARG HUB=docker.io\nFROM ${HUB}/node:14\n',
      'docker.io/node:16',
      'ARG HUB=docker.io\nFROM ${HUB}/node:16\n',
    ],
    [
      'ARG HUB=\nFROM ${HUB}node:14\nFROM ${HUB}alpine\n',
      'node:16',
      'ARG HUB=\nFROM ${HUB}node:16\nFROM ${HUB}alpine\n',
    ],
    [
      'ARG HUB=docker.io/library/\nARG V=14\nFROM ${HUB}node:$V\n',
      'docker.io/library/node:16',
      'ARG HUB=docker.io/library/\nARG V=16\nFROM ${HUB}node:$V\n',
    ],
    // A stage with a default of its own does not see the one above.
    [
      'ARG V=14\nFROM node:$V\nARG V=12\nRUN echo $V\n',
      'node:16',
      'ARG V=16\nFROM node:$V\nARG V=12\nRUN echo $V\n',
    ],
  ])('%j to %s', (before, base, after) => {
    expect(swapped(before, base)).toBe(after)
    expect(parseDocument(after).stages[0]?.resolvedBase).toBe(base)
  })

  test.each([
    ['ARG V=14\nFROM node:$V\nFROM other:$V\n', 'ARG V is also used at line 3'],
    ['ARG V=14\nFROM node:$V\nARG V\nRUN echo\n', 'ARG V is also used at line 3'],
    ['ARG V=14\nARG W=$V\nFROM node:$V\n', 'ARG V is also used at line 2'],
    ['ARG V=14\nFROM node:$V\nCOPY --from=other:${V} / /\n', 'ARG V is also used at line 3'],
    ['ARG V=14\nFROM --platform=linux/$V node:$V\n', 'ARG V is also used at line 2'],
    ['ARG V=12\nARG V=14\nFROM node:$V\n', 'ARG V has more than one default'],
    ['ARG MAJOR=14\nARG V=${MAJOR}\nFROM node:$V\n', 'the default of ARG V is not plain text'],
    ['ARG A=no\nARG B=de:14\nFROM $A$B\n', 'node:16 cannot be written with the variables of $A$B'],
    ['ARG NAME=other\nFROM other:$NAME\n', 'node:16 cannot be written with the variables of other:$NAME'],
  ])('%j is left alone', (before, reason) => {
    expect(swapped(before, 'node:16')).toBe(`refused: ${reason}`)
  })

  test('changes where all that use it want the same', () => {
    const text = 'ARG V=14\nFROM node:$V AS a\nFROM node:$V-slim\n'
    const document = parseDocument(text)
    const [first, second] = document.stages.map((stage) => stage)
    if (!first || !second) throw new Error('two stages')
    const together = (one: string, two: string): string => {
      const edits = basesEdits(document, [
        { stage: first, base: one },
        { stage: second, base: two },
      ])
      return 'reason' in edits ? `refused: ${edits.reason}` : applyEdits(text, edits)
    }
    expect(together('node:16', 'node:16-slim')).toBe('ARG V=16\nFROM node:$V AS a\nFROM node:$V-slim\n')
    expect(together('node:16', 'node:18-slim')).toBe(
      'refused: the stages that ARG V is for would need different values of it',
    )
  })
})

test('the words that such edits take away', () => {
  const document = parseDocument('ARG V=14 W=2\nFROM node:$V AS a\n')
  const edits = baseEdits(document, at(document.stages, 0), 'node:16')
  expect('reason' in edits ? edits : wordsUnder(document, edits)).toEqual(['V=14'])
  const other = parseDocument('ARG NODE_VERSION=14\nFROM node:${NODE_VERSION}-stretch AS a\n')
  const slim = baseEdits(other, at(other.stages, 0), 'node:14-slim')
  expect('reason' in slim ? slim : wordsUnder(other, slim)).toEqual(['node:$', 'NODE_VERSION', '-stretch'])
})
