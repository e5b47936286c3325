import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import type { Problem } from '../../src/dockerfile/problem.ts'

// What BuildKit answers is in buildkit.test.ts; here is what we add to it.
function problemOf(line: string): Problem | undefined {
  return parseDocument(`FROM a\n${line}\n`).problem
}

describe('the hint', () => {
  test.each([
    ['ENTRYPONT a', 'did you mean ENTRYPOINT?'],
    ['cpoy a b', 'did you mean COPY?'],
    ['&& apt-get update', 'a continuation may be missing at the end of the line before'],
    ['COPY --form=a b c', 'did you mean --from?'],
    ['RUN --zzzzzz b', 'RUN takes --mount, --network, --security, --device'],
    ['USER --zzzzzz b', 'USER takes no flags'],
    ['ENV A=b c', 'quote the value or join the words'],
    ['ENV A', 'write ENV name=value'],
    ['HEALTHCHECK --interval=5 CMD a', 'write it as 30s or 1m30s'],
    ['HEALTHCHECK --retries=x CMD a', 'write a whole number from 0'],
    ['SHELL bash -c', 'write SHELL ["program", "-c"]'],
  ])('%s', (line, hint) => {
    expect(problemOf(line)?.hint).toBe(hint)
  })
})

describe('intervals', () => {
  test.each([
    ['30s', undefined],
    ['1h2m3.5s', undefined],
    ['1ms', undefined],
    ['1000us', undefined],
    ['1000µs', 'time: unknown unit "µs" in duration "1000µs"'],
    ['+5s', undefined],
    ['0', undefined],
    ['-0', undefined],
    ['0s', undefined],
    ['999us', 'Interval "timeout" cannot be less than 1ms'],
    ['-5s', 'Interval "timeout" cannot be less than 1ms'],
    ['5', 'time: missing unit in duration "5"'],
    ['5d', 'time: unknown unit "d" in duration "5d"'],
    ['5 s', 'time: unknown unit " s" in duration "5 s"'],
    ['s', 'time: invalid duration "s"'],
    ['.s', 'time: invalid duration ".s"'],
    ['-', 'time: invalid duration "-"'],
    ['9999999h', 'time: invalid duration "9999999h"'],
  ])('%s', (value, message) => {
    expect(problemOf(`HEALTHCHECK --timeout="${value}" CMD a`)?.message).toBe(message)
  })
})

describe('retries', () => {
  test.each([
    ['3', undefined],
    ['+3', undefined],
    ['', undefined],
    ['-1', '--retries cannot be negative (-1)'],
    ['x', 'strconv.ParseInt: parsing "x": invalid syntax'],
    ['1.5', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
    ['2147483648', 'strconv.ParseInt: parsing "2147483648": value out of range'],
  ])('%s', (value, message) => {
    expect(problemOf(`HEALTHCHECK --retries=${value} CMD a`)?.message).toBe(message)
  })
})

test('an unknown keyword is named as it is written', () => {
  expect(problemOf('Foo b')?.message).toBe('unknown instruction: Foo')
})
