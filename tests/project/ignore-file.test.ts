import { describe, expect, test } from 'vitest'
import { ignoreMatcher, parseIgnoreFile, type PatternMatches } from '../../src/project/ignore-file.ts'
import ignoreFiles from './ignore-files.json' with { type: 'json' }

interface Recorded {
  readonly name: string
  readonly text: string
  /** null for a file that is refused. */
  readonly patterns: readonly string[] | null
  readonly paths: readonly string[]
  /** Those of the paths that MatchesOrParentMatches says yes to. */
  readonly matches: readonly string[]
  /** Those that MatchesUsingParentResults says yes to, from folder to folder. */
  readonly walked: readonly string[]
  /** Those that a walk would look into, were they ignored folders. */
  readonly below: readonly string[]
}

// The answers of github.com/moby/patternmatcher and its ignorefile package, as vendored in BuildKit, built and run
// with Go; `below` is the rule of tonistiigi/fsutil's filter.go.
const recorded: readonly Recorded[] = ignoreFiles

describe('as moby answers', () => {
  test.each(recorded)('$name', ({ text, patterns, paths, matches, walked, below }) => {
    const parsed = parseIgnoreFile(text)
    if (patterns === null) {
      expect(parsed).toHaveProperty('message')
      return
    }
    expect(parsed).toEqual(patterns)
    const matcher = ignoreMatcher(patterns)
    const walk = (path: string): boolean => {
      let parent: PatternMatches | undefined
      let ignored = false
      for (const name of foldersAndFile(path)) {
        const answer = matcher.matchesIn(parent, name)
        parent = answer.patterns
        ignored = answer.ignored
      }
      return ignored
    }
    expect({
      matches: paths.filter((path) => matcher.matches(path)),
      walked: paths.filter(walk),
      below: paths.filter((path) => matcher.mayHaveExceptionsBelow(path)),
    }).toEqual({ matches, walked, below })
  })

  test('in many cases of each kind', () => {
    const count = (of: (each: Recorded) => number): number =>
      recorded.reduce((sum, each) => sum + of(each), 0)
    expect(recorded.length).toBeGreaterThan(300)
    expect(count((each) => (each.patterns === null ? 1 : 0))).toBeGreaterThan(25)
    expect(count((each) => each.matches.length)).toBeGreaterThan(200)
    expect(count((each) => each.paths.length - each.matches.length)).toBeGreaterThan(200)
    expect(recorded.some((each) => each.walked.length !== each.matches.length)).toBe(true)
    expect(recorded.some((each) => each.below.length > 0 && each.below.length < each.paths.length)).toBe(true)
  })
})

function foldersAndFile(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

describe('a file that builders refuse', () => {
  test('names the line and the pattern', () => {
    expect(parseIgnoreFile('# all\n*\n!\n')).toEqual({
      message: 'line 3 of the ignore file: the pattern ! is malformed',
      hint: 'correct it: builders refuse the whole file for it',
    })
  })

  test('because of a line that is too long', () => {
    expect(parseIgnoreFile(`a\n${'b'.repeat(65535)}\n`)).toHaveLength(2)
    expect(parseIgnoreFile(`a\n${'b'.repeat(65536)}\n`)).toMatchObject({
      message: 'line 2 of the ignore file: is longer than 65536 bytes',
    })
    expect(parseIgnoreFile(`a\n${'é'.repeat(32768)}`)).toHaveProperty('message')
  })

  test('has no matcher', () => {
    expect(() => ignoreMatcher(['a', '['])).toThrow(new RangeError('malformed pattern ['))
  })
})

test('an empty file ignores nothing', () => {
  expect(parseIgnoreFile('')).toEqual([])
  const matcher = ignoreMatcher([])
  expect(matcher.matches('a/b')).toBe(false)
  expect(matcher.matchesIn(undefined, 'a')).toEqual({ ignored: false, patterns: [] })
  expect(matcher.mayHaveExceptionsBelow('a')).toBe(false)
})
