import { describe, expect, test } from 'vitest'
import { isApkName, releasesWith } from '../../src/catalog/alpine-packages.ts'
import { alpineNames } from '../../src/catalog/debian-to-alpine.ts'
import { documentedSize, imageUser, isAlpineApplet } from '../../src/catalog/image-facts.ts'

// From the APKINDEX of Alpine 3.16 (main, 2022-11-21), and from aports for the others.
describe('names for apk', () => {
  test.each([
    ['build-base', '3.16', true],
    ['musl-dev', '3.16', true],
    ['libpq-dev', '3.14', false],
    ['libpq-dev', '3.16', true],
    ['build-essential', '3.16', false],
    ['procps-ng', '3.16', false],
    ['procps', '3.16', true],
    ['procps', '3.22', true],
    ['curl', '2.0', false],
  ])('%s in %s: %s', (name, release, there) => {
    expect(isApkName(name, release)).toBe(there)
  })

  test('from the oldest on', () => {
    expect(releasesWith('libpq-dev')[0]).toBe('3.15')
    expect(releasesWith('build-essential')).toEqual([])
  })
})

describe('packages of Debian in Alpine', () => {
  test.each([
    ['build-essential', '3.22', ['build-base'], true],
    ['gcc', '3.22', ['gcc', 'musl-dev'], true],
    ['netcat', '3.22', ['netcat-openbsd'], true],
    ['adduser', '3.22', [], true],
    ['libssl3t64', '3.22', ['libssl3'], true],
    ['nodejs', '3.22', ['nodejs'], false],
  ])('%s in %s', (name, release, names, sure) => {
    expect(alpineNames(name, release)).toMatchObject({ kind: 'packages', names, sure })
  })

  test.each([
    ['google-chrome-stable', '3.22', 'has nothing like it in Alpine: vendor .deb'],
    ['php7.4-fpm', '3.22', 'versioned PHP'],
    ['no-such-package', '3.22', 'has no known name in Alpine'],
    ['libpq-dev', '3.12', 'is libpq-dev in Alpine, which Alpine 3.12 does not have'],
    ['constructor', '3.22', 'has no known name'],
  ])('%s in %s is none', (name, release, reason) => {
    const found = alpineNames(name, release)
    expect(found.kind).toBe('none')
    expect('reason' in found && found.reason).toContain(reason)
  })
})

test('documented sizes are found by any tag of the image', () => {
  expect(documentedSize('node', '22-alpine')).toEqual({ megabytes: 60.7, date: '2025-26' })
  expect(documentedSize('python', '3-alpine')?.megabytes).toBe(17.7)
  expect(documentedSize('node', '0.10')).toBeUndefined()
})

test('what busybox brings, and whom images run as', () => {
  expect(isAlpineApplet('wget')).toBe(true)
  expect(isAlpineApplet('curl')).toBe(false)
  expect(imageUser('node', 'alpine')).toEqual({ name: 'node', uid: 1000, gid: 1000 })
  expect(imageUser('php', 'alpine')).toEqual({ name: 'www-data', uid: 82, gid: 82 })
  expect(imageUser('python', 'debian')).toBeUndefined()
})
