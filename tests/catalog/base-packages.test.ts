import { expect, test } from 'vitest'
import { basePackages } from '../../src/catalog/base-packages.ts'

test('a tag that names its release has what that release has', () => {
  expect(basePackages('library/python', '3.12-trixie')).toEqual(
    expect.arrayContaining(['tk-dev', 'gcc-14', 'sq']),
  )
  expect(basePackages('library/python', '3.12-bookworm')).toEqual(
    expect.arrayContaining(['tk-dev', 'gcc-12']),
  )
  expect(basePackages('library/python', '3.12-bookworm')).not.toContain('gcc-14')
})

test('one that does not has what all of them have', () => {
  const names = basePackages('library/python', '3.12')
  expect(names).toEqual(expect.arrayContaining(['gnupg', 'git', 'make', 'libpq-dev', 'perl']))
  for (const name of ['gcc-12', 'gcc-14', 'sq']) expect(names).not.toContain(name)
})

test('what a minimal system has is not named', () => {
  expect(basePackages('library/node', '20-bookworm')).not.toContain('libc6')
  expect(basePackages('library/debian', 'bullseye')).toEqual([])
})

test('wget does not stay in the slim image of rust, nor make', () => {
  const names = basePackages('library/rust', '1-slim-bookworm')
  expect(names).toContain('gcc')
  for (const name of ['wget', 'make', 'g++']) expect(names).not.toContain(name)
})

test('of images whose tags differ, what all of them have', () => {
  // jre images were made from buildpack-deps:curl.
  expect(basePackages('library/openjdk', '8-jre')).not.toContain('git')
  expect(basePackages('library/openjdk', '8-jre')).toContain('unzip')
  expect(basePackages('library/openjdk', '17-slim-bullseye')).toContain('ca-certificates')
  expect(basePackages('library/haskell', '7.8')).toEqual([])
  expect(basePackages('library/php', '8.3')).not.toContain('apache2')
})

test('images that are not official', () => {
  expect(basePackages('example/python', '3.12')).toEqual([])
  expect(basePackages('library/constructor', undefined)).toEqual([])
})
