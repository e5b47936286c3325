import { describe, expect, test } from 'vitest'
import { lineOf, lineStart, parseDocument, stageOf } from '../../src/dockerfile/document.ts'

describe('a document', () => {
  const text = '# syntax=a\n# hello\nARG A\nFROM b AS c\nRUN d \\\n  # inside\n  e\n\nFROM c\nCMD f'
  const document = parseDocument(text)

  test('is its text and what BuildKit reads in it', () => {
    expect(document.text).toBe(text)
    expect(document.instructions.map((each) => each.keyword)).toEqual(['ARG', 'FROM', 'RUN', 'FROM', 'CMD'])
    expect(document.instructions.map((each) => each.index)).toEqual([0, 1, 2, 3, 4])
    expect(document.comments.map((comment) => comment.text)).toEqual(['# hello'])
    expect(document.directives.map((directive) => directive.name)).toEqual(['syntax'])
    expect(document.globalArgs).toEqual(document.instructions.slice(0, 1))
    expect(document.stages.map((stage) => stage.name)).toEqual(['c', undefined])
    expect(document.problem).toBeUndefined()
  })

  test('knows the stage of an instruction', () => {
    expect(document.instructions.map((each) => stageOf(document, each)?.index)).toEqual([
      undefined,
      0,
      0,
      1,
      1,
    ])
  })

  test('knows lines and offsets', () => {
    expect(lineOf(document, 0)).toBe(1)
    expect(lineOf(document, text.indexOf('inside'))).toBe(6)
    expect(lineStart(document, 4)).toBe(text.indexOf('FROM b'))
    expect(() => lineStart(document, 99)).toThrow(RangeError)
  })
})

test.each([
  ['FROM a\nRUN b\n', '\n'],
  ['FROM a\r\nRUN b\r\n', '\r\n'],
  ['FROM a\r\nRUN b\nRUN c\n', '\n'],
  ['FROM a', '\n'],
])('%j takes %j for inserted lines', (text, newline) => {
  expect(parseDocument(text).newline).toBe(newline)
})

test('a lone CR ends no line', () => {
  expect(parseDocument('FROM a\nRUN b\rc\nRUN d').lines).toEqual([0, 7, 15])
})

test('a BOM is noted, and is no part of the first instruction', () => {
  const document = parseDocument('\ufeffFROM a')
  expect(document.bom).toBe(true)
  expect(document.instructions[0]?.range).toEqual({ start: 1, end: 7 })
})

test.each([
  [
    'the parser stops before it looks at instructions',
    'FROM a\nFOO\nENV A\n',
    'ENV must have two arguments',
    3,
  ],
  ['the first of two syntax errors counts', 'FROM a\nENV A\nRUN <<E\n', 'ENV must have two arguments', 2],
  ['an unfinished heredoc before a syntax error', 'FROM a\nRUN <<E\nENV A\n', 'unterminated heredoc', 2],
  ['instructions are looked at in order', 'RUN a\nFOO\n', 'no build stage in current context', 1],
])('of several problems: %s', (_name, text, message, line) => {
  expect(parseDocument(text).problem).toMatchObject({ message, line })
})
