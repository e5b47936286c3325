import { describe, expect, test } from 'vitest'
import type { Effect } from '../../src/engine/effect.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { RewriteFacts } from '../../src/verify/comparison/attribution.ts'
import { compare, withoutPassing, withoutUnstable } from '../../src/verify/compare.ts'
import type { ImageConfig } from '../../src/verify/image.ts'
import type { Difference } from '../../src/verify/verification.ts'
import { replaceText } from './replace-text.ts'
import { directory, makeImage, type EntryFacts } from './make-image.ts'

type Entries = Readonly<Record<string, string | EntryFacts>>

/** A rewrite whose one change says that it does these things. */
function declaring(...effects: readonly Effect[]): RewriteFacts {
  const transforms = [replaceText('do-it', 'old', 'new', effects)]
  return { rewrite: rewrite('FROM a\nRUN old\n', { transforms }), targets: [], target: undefined }
}

const nothing = declaring()

function briefly(differences: readonly Difference[] | undefined): readonly string[] | undefined {
  return differences?.map((each) =>
    each.kind === 'file' ? `${each.what} ${each.path}` : `${each.field} ${each.key}`.trim(),
  )
}

describe('compare', () => {
  const files: Entries = { '/a': '1', '/b': { content: '2', mode: 0o4755, uid: 5 } }

  test('finds nothing between equal images', () => {
    expect(compare(makeImage(files), makeImage(files), nothing)).toEqual({
      regressions: [],
      declared: [],
      noise: [],
      unstable: undefined,
    })
  })

  test('what nobody declared is a regression, the configuration first', () => {
    const { regressions, declared } = compare(makeImage(files), makeImage({}, { user: 'x' }), nothing)
    expect(briefly(regressions)).toEqual(['User', 'gone /a', 'gone /b'])
    expect(declared).toEqual([])
  })

  test('what a change declared is none, and names its transform', () => {
    const facts = declaring(
      { kind: 'removes', paths: ['/a'] },
      { kind: 'owns', paths: ['/b'] },
      { kind: 'configures', fields: ['User'] },
    )
    const after = makeImage({ '/b': { content: '2', mode: 0o755, uid: 6 } }, { user: 'x' })
    const { regressions, declared } = compare(makeImage(files), after, facts)
    expect(regressions).toEqual([])
    expect(briefly(declared)).toEqual(['User', 'gone /a', 'mode /b', 'owner /b'])
    expect(declared.every(({ transforms }) => transforms.join() === 'do-it')).toBe(true)
  })

  test('a directory may go along with all that was in it', () => {
    const facts = declaring({ kind: 'removes', paths: ['/c/pip'] })
    const gone: Entries = { '/c': directory, '/c/pip': directory, '/c/pip/a': '1', '/c/e': directory }
    const { regressions, declared } = compare(makeImage(gone), makeImage({}), facts)
    expect(briefly(declared)).toEqual(['gone /c', 'gone /c/pip', 'gone /c/pip/a'])
    expect(briefly(regressions)).toEqual(['gone /c/e'])
    const more = compare(makeImage({ ...gone, '/c/e/x': '2' }), makeImage({}), facts)
    expect(briefly(more.regressions)).toEqual(['gone /c', 'gone /c/e', 'gone /c/e/x'])
    const other = compare(makeImage({ '/c': directory }), makeImage({}), facts)
    expect(briefly(other.regressions)).toEqual(['gone /c'])
  })

  test('a difference has what the report needs and no more', () => {
    expect(compare(makeImage(files), makeImage({ '/a': '1' }), nothing).regressions).toEqual([
      {
        kind: 'file',
        path: '/b',
        what: 'gone',
        before: 'file, 1 B',
        after: '',
        growth: -1,
        transforms: ['do-it'],
      },
    ])
  })
})

describe('noise', () => {
  const npm = '/root/.npm/_logs'
  const images = (before: Entries, after: Entries, facts = nothing): ReturnType<typeof compare> =>
    compare(makeImage(before), makeImage(after), facts)

  test('is counted by reason, with the first path', () => {
    const { noise, regressions } = images(
      { '/var/log/b': '1', '/var/log/a': '1', '/etc/machine-id': '1' },
      { '/var/log/b': '2', '/var/log/a': '2', '/etc/machine-id': '2' },
    )
    expect(regressions).toEqual([])
    expect(noise).toMatchObject([
      { count: 1, path: '/etc/machine-id' },
      { count: 2, path: '/var/log/a', reason: 'logs hold the time of every step' },
    ])
  })

  test('is content in another form', () => {
    const pyc = (content: string): Entries => ({
      '/a.pyc': { content, stable: 's', unstable: 'holds a time' },
    })
    expect(images(pyc('1'), pyc('2'))).toEqual({
      regressions: [],
      declared: [],
      noise: [{ reason: 'holds a time', count: 1, path: '/a.pyc' }],
      unstable: undefined,
    })
  })

  test('is never a mode, an owner or a log that is gone', () => {
    const { noise, regressions } = images(
      { '/var/log/a': '1', '/var/log/b': '1' },
      { '/var/log/a': { content: '2', mode: 0o600, uid: 3 } },
    )
    expect(noise).toMatchObject([{ count: 1 }])
    expect(briefly(regressions)).toEqual(['mode /var/log/a', 'owner /var/log/a', 'gone /var/log/b'])
  })

  test('is a name in a directory that both images have', () => {
    const logs = (name: string): Entries => ({ [npm]: directory, [`${npm}/${name}`]: '' })
    expect(images(logs('1'), logs('2'))).toMatchObject({ regressions: [], noise: [{ count: 2 }] })
    expect(briefly(images({}, logs('1')).regressions)).toEqual([`new ${npm}`, `new ${npm}/1`])
  })

  test('gives way to what a change declared', () => {
    const facts = declaring({ kind: 'removes', paths: [`${npm}/*`] })
    const { declared, noise } = images({ [npm]: directory, [`${npm}/1`]: '' }, { [npm]: directory }, facts)
    expect(briefly(declared)).toEqual([`gone ${npm}/1`])
    expect(noise).toEqual([])
  })
})

describe('what the original shows against itself', () => {
  const images = (
    before: Entries,
    after: Entries,
    again: Entries,
  ): Record<'regressions' | 'unstable', readonly string[] | undefined> => {
    const original = makeImage(before)
    const { regressions, unstable } = withoutUnstable(
      compare(original, makeImage(after), nothing),
      original,
      makeImage(again),
    )
    return { regressions: briefly(regressions), unstable: briefly(unstable) }
  }

  test.each<[string, Entries, Entries, Entries, readonly string[], readonly string[]]>([
    ['content drawn anew', { '/a': '1' }, { '/a': '2' }, { '/a': '3' }, [], ['content /a']],
    ['content that stays', { '/a': '1' }, { '/a': '2' }, { '/a': '1' }, ['content /a'], []],
    [
      'another kind of difference at that path',
      { '/a': '1' },
      { '/a': { content: '2', mode: 0o600 } },
      { '/a': '3' },
      ['mode /a'],
      ['content /a'],
    ],
    ['a file that is not always there', { '/a': '1' }, {}, {}, [], ['gone /a']],
    ['a file that comes now and then', {}, { '/a': '1' }, { '/a': '1' }, [], ['new /a']],
    ['a file that is always there', { '/a': '1' }, {}, { '/a': '1' }, ['gone /a'], []],
    ['the content of a file that is not always there', { '/a': '1' }, { '/a': '2' }, {}, [], ['content /a']],
    [
      'a name drawn anew',
      { '/tmp/tmp.4pYu': '' },
      { '/tmp/tmp.vyvP': '' },
      { '/tmp/tmp.jH3o': '' },
      [],
      ['gone /tmp/tmp.4pYu', 'new /tmp/tmp.vyvP'],
    ],
    [
      'a directory drawn anew, with what is in it',
      { '/t': directory, '/t/aa': directory, '/t/aa/x': '' },
      { '/t': directory, '/t/bb': directory, '/t/bb/x': '' },
      { '/t': directory, '/t/cc': directory, '/t/cc/x': '' },
      [],
      ['gone /t/aa', 'gone /t/aa/x', 'new /t/bb', 'new /t/bb/x'],
    ],
    [
      'numbers may get longer',
      { '/tmp/pid-99': '' },
      { '/tmp/pid-1000': '' },
      { '/tmp/pid-100': '' },
      [],
      ['new /tmp/pid-1000', 'gone /tmp/pid-99'],
    ],
    [
      'one more than the original leaves',
      { '/tmp/tmp.4pYu': '' },
      { '/tmp/tmp.vyvP': '', '/tmp/tmp.aaaa': '' },
      { '/tmp/tmp.jH3o': '' },
      ['gone /tmp/tmp.4pYu', 'new /tmp/tmp.aaaa', 'new /tmp/tmp.vyvP'],
      [],
    ],
    [
      'one less than the original leaves',
      { '/tmp/tmp.4pYu': '' },
      {},
      { '/tmp/tmp.jH3o': '' },
      ['gone /tmp/tmp.4pYu'],
      [],
    ],
    [
      'a name that stays, of the shape of one that is drawn anew',
      { '/tmp/x.aaaa': '', '/tmp/x.keep': '' },
      { '/tmp/x.bbbb': '' },
      { '/tmp/x.cccc': '', '/tmp/x.keep': '' },
      ['gone /tmp/x.keep'],
      ['gone /tmp/x.aaaa', 'new /tmp/x.bbbb'],
    ],
    [
      'a name of another shape',
      { '/tmp/tmp.4pYu': '' },
      { '/tmp/evil.sh': '' },
      { '/tmp/tmp.jH3o': '' },
      ['new /tmp/evil.sh', 'gone /tmp/tmp.4pYu'],
      [],
    ],
    [
      'a name of that shape in another directory',
      { '/tmp/tmp.4pYu': '' },
      { '/etc/tmp.vyvP': '' },
      { '/tmp/tmp.jH3o': '' },
      ['new /etc/tmp.vyvP', 'gone /tmp/tmp.4pYu'],
      [],
    ],
  ])('%s', (_, before, after, again, regressions, unstable) => {
    const parents = { '/tmp': directory, '/etc': directory }
    expect(images({ ...parents, ...before }, { ...parents, ...after }, { ...parents, ...again })).toEqual({
      regressions,
      unstable,
    })
  })

  test('goes for fields as well', () => {
    const image = (env: string, user: string): ReturnType<typeof makeImage> => {
      const config: Partial<ImageConfig> = { env: [`A=${env}`], user }
      return makeImage({}, config)
    }
    const comparison = compare(image('1', 'a'), image('2', 'b'), nothing)
    const { regressions, unstable } = withoutUnstable(comparison, image('1', 'a'), image('3', 'a'))
    expect(briefly(regressions)).toEqual(['User'])
    expect(briefly(unstable)).toEqual(['Env A'])
  })

  test('leaves the rest of the comparison alone', () => {
    const facts = declaring({ kind: 'removes', paths: ['/a'] })
    const [before, after] = [makeImage({ '/a': '1', '/var/log/a': '1' }), makeImage({ '/var/log/a': '2' })]
    const comparison = compare(before, after, facts)
    expect(withoutUnstable(comparison, before, after)).toEqual({ ...comparison, unstable: [] })
    expect(comparison.declared).toHaveLength(1)
    expect(comparison.noise).toHaveLength(1)
  })
})

describe('hard links', () => {
  const one = { '/a': { content: 'x', link: 'l' }, '/b': { content: 'x', link: 'l' } }
  const two = { '/a': 'x', '/b': 'x' }

  test('that a next layer had broken and that now hold are no difference', () => {
    const { regressions, noise } = compare(makeImage(two), makeImage(one), nothing)
    expect(regressions).toEqual([])
    expect(noise).toMatchObject([{ count: 1, path: '/a' }])
  })

  test('that held and are broken now are one', () => {
    expect(briefly(compare(makeImage(one), makeImage(two), nothing).regressions)).toEqual(['hard links /a'])
  })
})

describe('withoutPassing', () => {
  const without = makeImage({ '/run': directory, '/a': '1' })
  const withFile = makeImage({ '/run': directory, '/a': '1', '/run/late.flag': '' })
  const comparison = compare(without, withFile, nothing)

  test('what one pair of builds does not show is decided by a race', () => {
    const { regressions, unstable } = withoutPassing(comparison, [
      comparison,
      compare(without, without, nothing),
    ])
    expect(regressions).toEqual([])
    expect(briefly(unstable)).toEqual(['new /run/late.flag'])
  })

  test('what all pairs show stays', () => {
    expect(briefly(withoutPassing(comparison, [comparison, comparison]).regressions)).toEqual([
      'new /run/late.flag',
    ])
  })

  test('a file that each build names anew stays as well', () => {
    const drawn = (name: string) =>
      compare(without, makeImage({ '/run': directory, '/a': '1', [name]: '' }), nothing)
    const { regressions } = withoutPassing(drawn('/run/tmp.x1'), [drawn('/run/tmp.y2')])
    expect(briefly(regressions)).toEqual(['new /run/tmp.x1'])
  })

  test('content that differs in every pair stays', () => {
    const changed = compare(without, makeImage({ '/run': directory, '/a': '2' }), nothing)
    expect(briefly(withoutPassing(changed, [changed]).regressions)).toEqual(['content /a'])
    expect(briefly(withoutPassing(changed, [comparison]).unstable)).toEqual(['content /a'])
  })
})
