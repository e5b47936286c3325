import { describe, expect, test } from 'vitest'
import { mostInstalled, recommendedPackages, recommendsOf } from '../../src/catalog/recommends.ts'
import type { Change } from '../../src/engine/change.ts'
import { mayBeMissing, USES, useOf } from '../../src/transforms/recommended/uses.ts'
import { transformPage } from '../../src/report/transform-page.ts'
import { effects } from '../../src/transforms/no-recommends/effects.ts'
import { noRecommends } from '../../src/transforms/no-recommends/index.ts'
import { declaredBy } from '../../src/verify/comparison/declared.ts'
import type { FoundFile } from '../../src/verify/comparison/file-differences.ts'

describe('the table of uses', () => {
  test('has a row for everything that one of the most installed packages recommends', () => {
    const missing = mostInstalled().flatMap(({ name, lost }) =>
      lost.filter((each) => useOf(each, [name]) === undefined).map((each) => `${name}: ${each}`),
    )
    expect(missing).toEqual([])
  })

  test('has no row that nothing leads to', () => {
    const known = new Set(recommendedPackages())
    // Of older releases, of other archives, and what a listed package is called elsewhere.
    const others =
      /^(?:python-(?:dev|setuptools|wheel)|python3-(?:setuptools|wheel)|dirmngr|gnupg2|gpg|nodejs|rsync|docker-.*|pigz)$/
    const idle = USES.flatMap((use) => use.packages).filter((name) => !known.has(name) && !others.test(name))
    expect(idle).toEqual([])
  })

  test('adds only names that every release has, or says that it may not', () => {
    expect(mayBeMissing('ca-certificates', undefined)).toBe(false)
    expect(mayBeMissing('libc6-dev', { from: 7, to: 7 })).toBe(false)
    expect(mayBeMissing('xxd', undefined)).toBe(true)
    expect(mayBeMissing('xxd', { from: 8, to: 9 })).toBe(true)
    expect(mayBeMissing('xxd', { from: 12, to: 12 })).toBe(false)
    expect(mayBeMissing('libmagickcore-6.q16-6-extra', { from: 12, to: 12 })).toBe(true)
  })
})

test('the page has a line for each of the 300 packages', () => {
  const page = transformPage(noRecommends)
  const missing = mostInstalled().filter(
    ({ name, lost }) => lost.length > 0 && !page.includes(`\n| ${name} |`),
  )
  expect(missing).toEqual([])
  expect(page).toMatch(/Debian 12\.\d+ \(bookworm, \d{4}-\d\d-\d\d/)
  expect(recommendsOf('git')?.lost).toContain('ca-certificates')
})

describe('what the change declares', () => {
  const change: Change = {
    ...{ transform: 'no-recommends', line: 1, endLine: 1, message: '', reason: '' },
    level: 'review',
    effects,
  }
  const file = (what: FoundFile['what'], path: string): FoundFile => {
    return { kind: 'file', path, what, before: '', after: '', growth: 0, others: [] }
  }
  const declared = declaredBy([change])

  test.each([
    ['gone', '/usr/share/man/man1/git.1.gz'],
    ['gone', '/etc/ssh/ssh_config'],
    ['gone', '/var/spool/exim4/db'],
    ['content', '/var/lib/dpkg/status'],
    ['content', '/etc/passwd'],
    ['content', '/etc/pam.d/common-auth'],
    ['mode', '/etc/passwd-'],
  ] as const)('covers %s: %s', (what, path) => {
    expect(declared(file(what, path))).toEqual(['no-recommends'])
  })

  // A build that goes on without a compiler leaves these out.
  test.each([
    ['gone', '/usr/local/bin/tool'],
    ['gone', '/opt/app/native.so'],
    ['gone', '/srv/node_modules/addon/build/addon.node'],
    ['gone', '/root/.cache/key'],
    ['content', '/usr/lib/x86_64-linux-gnu/libz.so.1.2.13'],
    ['content', '/etc/app.conf'],
    ['new', '/usr/share/app'],
    ['owner', '/var/lib/app'],
  ] as const)('does not cover %s: %s', (what, path) => {
    expect(declared(file(what, path))).toEqual([])
  })
})
