import { describe, expect, test } from 'vitest'
import { LexError } from '../../src/dockerfile/lex-error.ts'
import { expandWord } from '../../src/dockerfile/lex.ts'
import { wordCases, wordEnvironment } from './fixtures.ts'

describe('words as BuildKit expands them', () => {
  test.each(wordCases)('$escape $word', ({ word, escape, answer }) => {
    const { error, ...expanded } = answer
    expect(outcome(word, escape)).toEqual(error === undefined ? expanded : withoutWord(error))
  })
})

function outcome(word: string, escape: string): unknown {
  try {
    const { text, words, unset } = expandWord(word, (name) => wordEnvironment.get(name), { escape })
    return { result: text, words, unmatched: [...unset].sort() }
  } catch (error) {
    if (error instanceof LexError) return error.message
    throw error
  }
}

/** BuildKit puts the word before the message. */
function withoutWord(message: string): string {
  return message.replace(/^failed to process "(?:[^"\\]|\\.)*": /s, '')
}

const nothing = (): undefined => undefined

test('a name that is not set stays as it is written where that is asked for', () => {
  const options = { escape: '\\', skipUnset: true }
  expect(expandWord('$A ${B} ${C:-d} ${E/x/y} ${F#z}', nothing, options).text).toBe(
    '$A ${B} ${C:-d} ${E/x/y} ${F#z}',
  )
})

test('quotes and escapes are kept where that is asked for', () => {
  const options = { escape: '\\', rawQuotes: true, rawEscapes: true }
  expect(expandWord(`"a b" 'c' d\\ e`, nothing, options)).toMatchObject({
    text: `"a b" 'c' d\\ e`,
    words: ['"a b"', "'c'", 'd\\ e'],
  })
})

test('names that left nothing behind are told from those with a default', () => {
  const { unset, blank } = expandWord('$A ${B} ${C:-c} ${D+d} ${E%e} ${F/f/g}', nothing, { escape: '\\' })
  expect([...unset]).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
  expect([...blank]).toEqual(['A', 'B', 'E', 'F'])
})
