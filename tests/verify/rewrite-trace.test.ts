import { describe, expect, test } from 'vitest'
import { parseDocument, type Document } from '../../src/dockerfile/document.ts'
import type { TextEdit } from '../../src/dockerfile/text-edit.ts'
import type { Range } from '../../src/dockerfile/text.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Transform } from '../../src/engine/transform.ts'
import { traceOf, type RewriteTrace } from '../../src/verify/comparison/rewrite-trace.ts'
import { replaceText } from './replace-text.ts'

function traced(
  text: string,
  transforms: readonly Transform[],
): { readonly trace: RewriteTrace; readonly before: Document; readonly after: Document } {
  const result = rewrite(text, { transforms })
  const [before, after] = [parseDocument(result.input), parseDocument(result.output)]
  return { trace: traceOf(result, before, after), before, after }
}

function rangeOf({ text }: Document, part: string): Range {
  const start = text.indexOf(part)
  return { start, end: start + part.length }
}

describe('a rewrite that joins, adds and takes away', () => {
  const { trace, before, after } = traced('FROM a\nRUN one\nRUN two\nRUN three\nUSER x\n', [
    replaceText('do-join', '\nRUN tw', ' && tw'),
    replaceText('do-change', 'one', 'uno'),
    replaceText('do-drop', 'RUN three\n', ''),
    replaceText('do-add', 'USER', 'RUN new\nUSER'),
  ])

  test.each([
    ['before', 'RUN one', [0, 1]],
    ['before', 'RUN two', [0, 1]],
    ['before', 'RUN three', [2]],
    ['before', 'FROM a', []],
    ['after', 'RUN uno && two', [0, 1]],
    ['after', 'RUN new', [3]],
    ['after', 'FROM a', []],
  ] as const)('%s: %s is touched by %j', (side, part, changes) => {
    const range = rangeOf(side === 'before' ? before : after, part)
    expect([...trace.touching(side, range)].toSorted()).toEqual(changes)
  })

  test('knows where an instruction comes from', () => {
    expect(trace.origin('before', rangeOf(before, 'RUN two'))).toEqual([rangeOf(before, 'RUN two')])
    expect(trace.origin('after', rangeOf(after, 'USER x'))).toEqual([rangeOf(before, 'USER x')])
    const { start } = rangeOf(before, 'USER x')
    expect(trace.origin('after', rangeOf(after, 'RUN new'))).toEqual([{ start, end: start }])
  })

  test('knows how far a change is from a place', () => {
    expect(trace.distance(1, rangeOf(before, 'RUN one'))).toBe(0)
    expect(trace.distance(1, rangeOf(before, 'FROM a'))).toBe('\nRUN '.length)
    expect(trace.distance(1, rangeOf(before, 'RUN two'))).toBe('\n'.length)
    expect(trace.distance(99, rangeOf(before, 'FROM a'))).toBe(Infinity)
  })

  test('knows what a change put in and took away', () => {
    expect(trace.words(1)).toBe('one\nuno')
    expect(trace.words(2)).toBe('RUN three\n')
    expect(trace.words(99)).toBe('')
  })
})

/** A transform that makes these edits once, as long as the text has the word. */
function edit(id: string, word: string, edits: (document: Document) => readonly TextEdit[]): Transform {
  return {
    ...replaceText(id, word, ''),
    apply(document, context) {
      const at = rangeOf(document, word)
      if (at.start === -1) return
      context.change({
        at,
        edits: edits(document),
        level: 'review',
        message: id,
        reason: 'the tests need it',
        removes: ['one', 'two'],
      })
    },
  }
}

test('a change of several places is as far as the nearest', () => {
  const both = edit('do-both', 'one', (document) => [
    { ...rangeOf(document, 'one'), text: 'uno' },
    { ...rangeOf(document, 'two'), text: 'due' },
  ])
  const { trace, before } = traced('FROM a\nRUN one\nRUN x\nRUN two\n', [both])
  expect(trace.distance(0, rangeOf(before, 'RUN two'))).toBe(0)
  expect(trace.distance(0, rangeOf(before, 'RUN one'))).toBe(0)
  expect(trace.distance(0, rangeOf(before, 'RUN x'))).toBe(1)
})

test('a change of which nothing is left is where its lines are', () => {
  const insert = edit('do-insert', 'one', (document) => {
    const { end } = rangeOf(document, 'one')
    return [{ start: end, end, text: ' more' }]
  })
  const { trace, before } = traced('FROM a\nRUN one\n\nRUN x\n', [
    insert,
    replaceText('do-undo', 'one more', 'uno'),
  ])
  expect(trace.words(0)).toBe('')
  expect(trace.distance(0, rangeOf(before, 'RUN one'))).toBe(0)
  expect(trace.distance(0, rangeOf(before, 'FROM a'))).toBe(1)
  expect(trace.distance(0, rangeOf(before, 'RUN x'))).toBe(1)
})
