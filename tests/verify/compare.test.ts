import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { RewriteFacts } from '../../src/verify/attribution.ts'
import { compare, withoutUnstable } from '../../src/verify/compare.ts'
import { makeImage } from './make-image.ts'

const nothing: RewriteFacts = {
  rewrite: rewrite('FROM a\n', { transforms: [] }),
  targets: [],
  target: undefined,
}

describe('compare', () => {
  test('finds nothing between equal images', () => {
    const files = { '/a': '1', '/b': { content: '2', mode: 0o4755, uid: 5 } }
    expect(compare(makeImage(files), makeImage(files), nothing)).toEqual({
      regressions: [],
      declared: [],
      noise: [],
      unstable: undefined,
    })
  })

  test('what the original shows against itself is unstable', () => {
    const before = makeImage({ '/random': '1', '/stays': '1', '/once': '' })
    const after = makeImage({ '/random': '2', '/stays': '2' })
    const again = makeImage({ '/random': '3', '/stays': '1' })
    const { regressions, unstable } = withoutUnstable(compare(before, after, nothing), before, again)
    expect(regressions).toMatchObject([{ path: '/stays' }])
    expect(unstable).toMatchObject([{ path: '/once' }, { path: '/random' }])
  })
})
