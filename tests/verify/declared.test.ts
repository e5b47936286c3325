import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/engine/change.ts'
import type { ConfigField, Effect } from '../../src/engine/effect.ts'
import { declaredBy, type Found } from '../../src/verify/comparison/declared.ts'
import type { FoundFile } from '../../src/verify/comparison/file-differences.ts'

function change(transform: string, effects: readonly Effect[], level: Change['level'] = 'review'): Change {
  return { transform, level, line: 1, endLine: 1, message: '', reason: '', effects }
}

function file(what: FoundFile['what'], path: string, others: readonly string[] = []): Found {
  return { kind: 'file', what, path, before: '', after: '', growth: 0, others }
}

function config(field: ConfigField): Found {
  return { kind: 'configuration', field, key: '', before: '', after: '' }
}

const WHATS = [
  'gone',
  'new',
  'type',
  'content',
  'mode',
  'owner',
  'target',
  'device',
  'xattrs',
  'hard links',
] as const

/** The kinds of difference that an effect covers at a path. */
function covered(effect: Effect, path: string): readonly string[] {
  const transforms = declaredBy([change('t', [effect])])
  return WHATS.filter((what) => transforms(file(what, path)).length > 0)
}

describe('removes', () => {
  const effect: Effect = { kind: 'removes', paths: ['/var/lib/apt/lists/*', '/c/*/d.x'] }
  test.each([
    ['/var/lib/apt/lists/a', ['gone']],
    ['/var/lib/apt/lists/partial/a', ['gone']],
    ['/c/1/d.x', ['gone']],
    ['/c/1/d.x/e', ['gone']],
    ['/var/lib/apt/lists', []],
    ['/var/lib/apt', []],
    ['/c/1/2/d.x', []],
    ['/c/1/dax', []],
    ['/c/1/d.xy', []],
    ['/a/c/1/d.x', []],
  ])('%s', (path, whats) => {
    expect(covered(effect, path)).toEqual(whats)
  })

  test('a path means itself and what lies below, with or without a slash', () => {
    expect(covered({ kind: 'removes', paths: ['/a/'] }, '/a')).toEqual(['gone'])
    expect(covered({ kind: 'removes', paths: ['/a/'] }, '/a/b')).toEqual(['gone'])
    expect(covered({ kind: 'removes', paths: ['/a'] }, '/ab')).toEqual([])
    expect(covered({ kind: 'removes', paths: ['/'] }, '/a')).toEqual(['gone'])
    expect(covered({ kind: 'removes', paths: [] }, '/a')).toEqual([])
  })
})

describe('rewrites', () => {
  const effect: Effect = { kind: 'rewrites', paths: ['/var/lib/dpkg/*-old'] }
  test.each([
    ['/var/lib/dpkg/status-old', ['content']],
    ['/var/lib/dpkg/status', []],
    ['/var/lib/dpkg/info/status-old', []],
  ])('%s', (path, whats) => {
    expect(covered(effect, path)).toEqual(whats)
  })
})

describe('owns', () => {
  const effect: Effect = { kind: 'owns', paths: ['/app'] }
  test.each([
    ['/app', ['mode', 'owner']],
    ['/app/a', ['mode', 'owner']],
    ['/application', []],
    ['/', []],
  ])('%s', (path, whats) => {
    expect(covered(effect, path)).toEqual(whats)
  })
})

describe('keeps', () => {
  const effect: Effect = { kind: 'keeps', paths: ['/app', '/home/*/bin'] }
  test.each([
    ['/app', []],
    ['/app/a/b', []],
    ['/home/x/bin/a', []],
    ['/home/x', WHATS],
    ['/apps', WHATS],
    ['/usr/bin/a', WHATS],
  ])('%s', (path, whats) => {
    expect(covered(effect, path)).toEqual(whats)
  })

  test('hard links are inside where one of their names is', () => {
    const transforms = declaredBy([change('t', [effect])])
    expect(transforms(file('hard links', '/a', ['/b']))).toEqual(['t'])
    expect(transforms(file('hard links', '/a', ['/b', '/app/c']))).toEqual([])
  })

  test('without a path anything may change', () => {
    expect(covered({ kind: 'keeps', paths: [] }, '/a')).toEqual(WHATS)
  })
})

describe('configures', () => {
  const transforms = declaredBy([change('t', [{ kind: 'configures', fields: ['User', 'Env'] }])])
  test('its fields and no others', () => {
    expect(transforms(config('User'))).toEqual(['t'])
    expect(transforms(config('Env'))).toEqual(['t'])
    expect(transforms(config('Cmd'))).toEqual([])
    expect(transforms(file('owner', '/a'))).toEqual([])
  })

  test('no other effect covers the configuration', () => {
    const others = declaredBy([
      change('t', [
        { kind: 'keeps', paths: [] },
        { kind: 'removes', paths: ['/'] },
        { kind: 'owns', paths: ['/'] },
      ]),
    ])
    expect(others(config('Platform'))).toEqual([])
    expect(others(config('User'))).toEqual([])
  })
})

describe('who declared it', () => {
  test('each transform once, those first that named it', () => {
    const transforms = declaredBy([
      change('swap', [{ kind: 'keeps', paths: ['/app'] }]),
      change('clean', [{ kind: 'removes', paths: ['/c'] }]),
      change('clean', [{ kind: 'removes', paths: ['/c'] }]),
      change('other', [{ kind: 'removes', paths: ['/d'] }]),
    ])
    expect(transforms(file('gone', '/c/a'))).toEqual(['clean', 'swap'])
    expect(transforms(file('new', '/c/a'))).toEqual(['swap'])
  })

  test('nobody without effects, and no finding that was not written', () => {
    expect(declaredBy([change('t', [])])(file('gone', '/c'))).toEqual([])
    const finding = change('t', [{ kind: 'removes', paths: ['/c'] }], 'manual')
    expect(declaredBy([finding])(file('gone', '/c'))).toEqual([])
  })
})
