import { expect, test } from 'vitest'
import { keepFirst, keepLast, lastLine, splitLines } from '../../src/verify/builders/lines.ts'

function split(...chunks: readonly (string | Buffer)[]): readonly string[] {
  const lines: string[] = []
  const splitter = splitLines((line) => lines.push(line))
  for (const chunk of chunks) splitter.write(Buffer.from(chunk))
  splitter.end()
  return lines
}

test('lines are put together from chunks, also where one ends within a character', () => {
  const bytes = Buffer.from('größe\nrest')
  expect(split(bytes.subarray(0, 3), bytes.subarray(3))).toEqual(['größe', 'rest'])
  expect(split('a', 'b\n', '\n', 'c\n')).toEqual(['ab', '', 'c'])
})

test('carriage returns end a line, or write it anew', () => {
  expect(split('one\r\ntwo\r\n')).toEqual(['one', 'two'])
  expect(split('10 %\r50 %\r100 %\n')).toEqual(['100 %'])
})

test('a line without an end does not grow without end', () => {
  const lines = split(...Array.from({ length: 40 }, () => 'x'.repeat(10_000)), '\nnext\n')
  expect(lines.map((line) => line.length)).toEqual([65_536, 4])
})

test('the last of many lines are kept', () => {
  const last = keepLast(3)
  for (let each = 1; each <= 20; each += 1) last.add(String(each))
  expect(last.lines()).toEqual(['18', '19', '20'])
})

test('the first of many bytes are kept', () => {
  const first = keepFirst(5)
  first.write(Buffer.from('abc'))
  expect([first.text(), first.cut()]).toEqual(['abc', false])
  first.write(Buffer.from('defg'))
  first.write(Buffer.from('h'))
  expect([first.text(), first.cut()]).toEqual(['abcde', true])
})

test('the last line that says something', () => {
  expect(lastLine('one\r\n two \n\n')).toBe('two')
  expect(lastLine('\n')).toBe('')
})
