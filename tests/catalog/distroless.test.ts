import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { faultsOf } from '../../scripts/distroless/check.mjs'
import {
  distrolessDate,
  distrolessImage,
  distrolessMajors,
  distrolessVersion,
  hasAccount,
} from '../../src/catalog/distroless.ts'

const text = readFileSync(new URL('../../src/catalog/data/distroless.json', import.meta.url), 'utf8')

describe('the data', () => {
  test('has the shape that its script gives it', () => {
    expect(faultsOf(JSON.parse(text))).toEqual([])
  })

  test.each([
    ['"commit": "cd08', '"commit": "main'],
    ['"root nobody nonroot"', '"root"'],
    ['"/nodejs/bin/node"', '"node"'],
    ['"nodejs24": "24', '"nodejs24": "v24'],
    ['tzdata tzdata-legacy"', 'tzdat"'],
  ])('is found wanting without %s', (from, to) => {
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    expect(faultsOf(JSON.parse(changed))).not.toEqual([])
  })
})

// README.md, nodejs/config.bzl, java/java.bzl, python3/python.bzl and common/BUILD.bazel of the repository at that commit.
test('images that are built', () => {
  expect(distrolessImage('nodejs24')).toMatchObject({
    reference: 'gcr.io/distroless/nodejs24-debian13',
    entrypoint: ['/nodejs/bin/node'],
  })
  expect(distrolessImage('java21')?.entrypoint).toEqual(['/usr/bin/java', '-jar'])
  expect(distrolessImage('python3')?.entrypoint).toEqual(['/usr/bin/python3.13'])
  expect(distrolessImage('static')?.entrypoint).toEqual([])
  for (const name of ['nodejs18', 'nodejs20', 'java11', 'python2', 'toString'])
    expect(distrolessImage(name)).toBeUndefined()
  expect(distrolessMajors('nodejs')).toEqual(['22', '24', '26'])
  expect(distrolessMajors('java')).toEqual(['17', '21', '25'])
})

test('what is in them', () => {
  const has = (image: string, name: string): boolean | undefined => distrolessImage(image)?.packages.has(name)
  expect(has('nodejs22', 'libstdc++6')).toBe(true)
  expect(has('nodejs22', 'libatomic1')).toBe(false)
  expect(has('nodejs26', 'libatomic1')).toBe(true)
  expect(has('java21', 'libssl3t64')).toBe(false)
  expect(has('python3', 'libsqlite3-0')).toBe(true)
  expect(has('static', 'libc6')).toBe(false)
  expect(distrolessVersion('nodejs24')).toMatch(/^24\.\d+\.\d+$/)
  expect(distrolessVersion('static')).toBe('')
  expect(distrolessDate()).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(distrolessImage('python3')?.architectures).toEqual(['amd64', 'arm64', 'riscv64'])
})

test('accounts', () => {
  expect(['root', 'nobody', 'nonroot', 'www-data', 'node'].map((name) => hasAccount(name, 'user'))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(['staff', 'nogroup'].map((name) => hasAccount(name, 'group'))).toEqual([true, false])
})
