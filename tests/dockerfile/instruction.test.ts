import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { flagValue, flagValues, wordsOf, type Instruction } from '../../src/dockerfile/instruction.ts'

function only(text: string): Instruction {
  const [instruction] = parseDocument(text).instructions
  if (!instruction) throw new Error('no instruction')
  return instruction
}

describe('flags', () => {
  const text = 'COPY --from=b \\\n  --exclude=c --exclude="d e" --link \\\n  f g'
  const copy = only(text)

  test('have a name, a value and a place', () => {
    expect(copy.flags.map(({ name, value }) => [name, value])).toEqual([
      ['from', 'b'],
      ['exclude', 'c'],
      ['exclude', 'd e'],
      ['link', undefined],
    ])
    expect(copy.flags.map(({ range }) => text.slice(range.start, range.end))).toEqual([
      '--from=b',
      '--exclude=c',
      '--exclude="d e"',
      '--link',
    ])
  })

  test('are looked up by name', () => {
    expect(flagValues(copy, 'exclude')).toEqual(['c', 'd e'])
    expect(flagValue(copy, 'exclude')).toBe('d e')
    expect(flagValue(copy, 'link')).toBeUndefined()
    expect(flagValue(copy, 'chown')).toBeUndefined()
  })
})

test('words come from either form', () => {
  expect(wordsOf(only('COPY a  b c'))).toEqual(['a', 'b', 'c'])
  expect(wordsOf(only('COPY ["a b", "c"]'))).toEqual(['a b', 'c'])
  expect(wordsOf(only('VOLUME'))).toEqual([])
})

test('the keyword is in upper case, and where it stands in the file', () => {
  const text = '  r\\\nUn a'
  const run = only(text)
  expect(run.keyword).toBe('RUN')
  expect(text.slice(run.keywordRange.start, run.keywordRange.end)).toBe('r\\\nUn')
  expect(run).toMatchObject({ startLine: 1, endLine: 2 })
})

test('comments right above lead an instruction, those behind a blank line do not', () => {
  const document = parseDocument('# one\n\n# two\n# three\nFROM a\nRUN b\n')
  expect(document.instructions.map((each) => each.leadingComments.map((comment) => comment.text))).toEqual([
    ['# two', '# three'],
    [],
  ])
})

test('the trigger of ONBUILD is an instruction within the same range', () => {
  const text = 'ONBUILD HEALTHCHECK --retries=1 CMD ["a"]'
  const onbuild = only(text)
  const { trigger } = onbuild
  expect(onbuild).toMatchObject({ keyword: 'ONBUILD', flags: [], json: undefined })
  expect(trigger).toMatchObject({ keyword: 'HEALTHCHECK', json: ['a'] })
  expect(trigger?.range).toEqual({ start: 8, end: text.length })
})
