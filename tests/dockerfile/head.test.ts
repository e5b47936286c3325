import { describe, expect, test } from 'vitest'
import { instructionHead, type Head } from '../../src/dockerfile/head.ts'

function headOf(line: string, escape = '\\'): Head {
  const head = instructionHead(line, escape, 1)
  if ('problem' in head) throw new Error(head.problem.message)
  return head
}

describe('the parts of a line', () => {
  test('keyword, flags and arguments', () => {
    const line = ' COPY --from=b  --link c d '
    const { keyword, flags, args } = headOf(line)
    expect(line.slice(keyword.start, keyword.end)).toBe('COPY')
    expect(flags.map(({ span }) => line.slice(span.start, span.end))).toEqual(['--from=b', '--link'])
    expect(line.slice(args.start, args.end)).toBe('c d')
  })

  test.each([
    ['RUN --mount="a b" c', ['--mount=a b'], 'c'],
    ["RUN --mount='a b' c", ['--mount=a b'], 'c'],
    ['RUN --mount=a\\ b c', ['--mount=a b'], 'c'],
    ['RUN -- --x c', [], '--x c'],
    ['RUN --"" c', [], 'c'],
    ['RUN a --x', [], 'a --x'],
    ['RUN --x', ['--x'], ''],
    ['RUN --x\\', ['--x'], ''],
    ['RUN', [], ''],
  ])('%s', (line, values, args) => {
    const head = headOf(line)
    expect(head.flags.map((flag) => flag.value)).toEqual(values)
    expect(line.slice(head.args.start, head.args.end)).toBe(args)
  })

  test('the escape character of the file counts in flags', () => {
    expect(headOf('RUN --x=a`"b c', '`').flags[0]?.value).toBe('--x=a"b')
  })
})

describe('the exec form', () => {
  test.each([
    ['CMD ["a", "b c"]', ['a', 'b c']],
    ['CMD []', []],
    ['HEALTHCHECK --retries=1 CMD ["a"]', ['a']],
    ['CMD ["a"] # no', undefined],
    ["CMD ['a']", undefined],
    ['CMD a', undefined],
    ['WORKDIR ["a"]', undefined],
    ['CMD ["\\ud83c\\udf89 \\ud800"]', ['🎉 \ufffd']],
  ])('%s', (line, json) => {
    expect(headOf(line).json).toEqual(json)
  })

  test('strings only', () => {
    expect(instructionHead('CMD ["a", 1]', '\\', 7)).toEqual({
      problem: {
        message: 'when using JSON array syntax, arrays must be comprised of strings only',
        hint: 'put every element in double quotes',
      },
    })
  })
})

describe('ONBUILD', () => {
  test('holds an instruction whose places are those of the line', () => {
    const line = 'ONBUILD COPY --from=b c d'
    const { trigger } = headOf(line)
    expect(line.slice(trigger?.keyword.start, trigger?.keyword.end)).toBe('COPY')
    expect(trigger?.flags.map((flag) => flag.value)).toEqual(['--from=b'])
    expect(line.slice(trigger?.args.start, trigger?.args.end)).toBe('c d')
  })

  test('is refused with its instruction', () => {
    expect(instructionHead('ONBUILD CMD [1]', '\\', 1)).toHaveProperty('problem')
  })
})

test.each([
  ['RUN a', true],
  ['COPY a b', true],
  ['ADD a b', true],
  ['ONBUILD RUN a', true],
  ['RUN ["a"]', false],
  ['CMD a', false],
  ['ONBUILD CMD a', false],
])('%s may have a heredoc: %s', (line, may) => {
  expect(headOf(line).mayHaveHeredoc).toBe(may)
})
