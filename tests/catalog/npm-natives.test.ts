import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { derive } from '../../scripts/npm-natives/derive.mjs'
import { faultsOf } from '../../scripts/npm-natives/check.mjs'
import {
  hasUnknownScript,
  isIn,
  isNativeHelper,
  isPureTool,
  nativeFacts,
  nativesSource,
} from '../../src/catalog/npm-natives.ts'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const data: unknown = JSON.parse(read('src/catalog/data/npm-natives.json'))

describe('the data', () => {
  test('is what its lists make', () => {
    const [facts, seen, helpers, pureTools] = ['facts', 'seen', 'helpers', 'pure-tools'].map((name) =>
      read(`scripts/npm-natives/${name}.txt`),
    )
    expect(data).toEqual(derive({ facts, seen, helpers, pureTools }))
  })

  test('has the shape that its script gives it', () => {
    expect(faultsOf(data)).toEqual([])
  })

  test('is found wanting where a part of it is wrong', () => {
    const text = JSON.stringify(data)
    for (const [right, wrong] of [
      ['bcrypt|>=6|pp', 'bcrypt|>=6|rp'],
      ['bcrypt|>=6|pp', 'bcrypt|^6|rr'],
      ['bcrypt|>=6|', 'bcrypt|<4|'],
      ['"scripts":"', '"scripts":"bcrypt '],
      [/\d{4}-\d\d-\d\d/, 'lately'],
    ] as const) {
      expect(text.replace(right, wrong)).not.toBe(text)
      expect(faultsOf(JSON.parse(text.replace(right, wrong)))).not.toEqual([])
    }
  })

  test('says where it is from', () => {
    expect(nativesSource()).toMatch(/npm registry/)
  })
})

describe('facts', () => {
  test('by version', () => {
    expect(nativeFacts('bcrypt', '6.0.0')).toMatchObject({ glibc: 'ready', musl: 'ready' })
    expect(nativeFacts('argon2', '0.20.0')).toMatchObject({
      glibc: 'compiled',
      build: ['python3', 'make', 'g++'],
    })
    expect(nativeFacts('classic-level', '1.0.0')).toMatchObject({ glibc: 'unknown', musl: 'unknown' })
    expect(nativeFacts('lodash', '4.17.21')).toBeUndefined()
  })

  test('by the major version of Node, where what is ready-made is for some', () => {
    expect(nativeFacts('@datadog/pprof', '5.8.0', 22)?.glibc).toBe('ready')
    expect(nativeFacts('@datadog/pprof', '5.8.0', 10)?.glibc).toBe('compiled')
    expect(nativeFacts('@datadog/pprof', '5.8.0')?.glibc).toBe('compiled')
  })

  test('of names', () => {
    expect(hasUnknownScript('nodejieba')).toBe(true)
    expect(hasUnknownScript('lodash')).toBe(false)
    expect(isNativeHelper('node-gyp-build')).toBe(true)
    expect(isPureTool('typescript')).toBe(true)
  })
})

test.each([
  ['1.2.3', '*', true],
  ['1.2.3', '<1.2.4', true],
  ['1.2.3', '<1.2.3', false],
  ['1.2.3', '>=1.2 <2', true],
  ['2.0.0', '>=1.2 <2', false],
  ['1.10.0', '>=1.9', true],
  ['1.2.3', '=1.2.3', true],
  ['6.0.0-beta.1', '>=6', true],
  ['', '>=6', false],
  ['', '*', true],
])('%s in %s: %s', (version, range, holds) => {
  expect(isIn(version, range)).toBe(holds)
})
