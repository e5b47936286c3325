import { describe, expect, test } from 'vitest'
import { pathMentions } from '../../src/verify/comparison/path-mentions.ts'
import type { RewriteTrace } from '../../src/verify/comparison/rewrite-trace.ts'

function mentionsIn(words: readonly string[], path: string): Readonly<Record<string, number>> {
  const trace: RewriteTrace = {
    touching: () => new Set(),
    origin: () => [],
    distance: () => 0,
    words: (change) => words[change] ?? '',
  }
  return Object.fromEntries(pathMentions(trace, words.keys())(path))
}

describe('a path', () => {
  test.each([
    ['rm /a/b/c/d', 3],
    ['rm -rf /a/b/c', 2],
    ['rm -rf /a/b/c/', 2],
    ['rm -rf /a/b/c/*', 2],
    ['rm -rf /a/b', 1],
    ['rm -rf /a', 1],
    ['chown x /a /a/b/c', 2],
    ['rm "/a/b/c/d";', 3],
    ['COPY x /a/b/c/d', 3],
  ])('is named by %s', (words, weight) => {
    expect(mentionsIn([words], '/a/b/c/d')).toEqual({ 0: weight })
  })

  test.each([
    'rm -rf /',
    'rm /a/b/c/d/e',
    'rm /x/a/b',
    'rm $X/a/b',
    'rm ${X}/a/b',
    'rm ../a/b',
    'rm a/b',
    '',
    'rm /a/b/c/dd',
  ])('is not named by %s', (words) => {
    expect(mentionsIn([words], '/a/b/c/d')).toEqual({})
  })

  test('is named by several changes, each by its own words', () => {
    expect(mentionsIn(['rm /a', 'rm /b', 'rm /a/b', 'rm /a'], '/a/b')).toEqual({ 0: 2, 2: 3, 3: 2 })
  })
})
