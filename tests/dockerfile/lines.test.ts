import { describe, expect, test } from 'vitest'
import { readLines } from '../../src/dockerfile/lines.ts'

function slices(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string[] {
  return ranges.map(({ start, end }) => text.slice(start, end))
}

describe('directives', () => {
  test('are listed with their lines', () => {
    const text = '\ufeff# syntax = docker/dockerfile:1 \n#escape=`\n# hello\nFROM a\n'
    const { directives, comments, bom, escape } = readLines(text)
    expect({ bom, escape }).toEqual({ bom: true, escape: '`' })
    expect(directives.map(({ name, value, line }) => [name, value, line])).toEqual([
      ['syntax', 'docker/dockerfile:1', 1],
      ['escape', '`', 2],
    ])
    expect(
      slices(
        text,
        directives.map((each) => each.range),
      ),
    ).toEqual(['# syntax = docker/dockerfile:1 ', '#escape=`'])
    expect(comments.map((comment) => comment.text)).toEqual(['# hello'])
  })

  test('are none once something else was read', () => {
    const { directives, comments } = readLines('# TODO: x=y\n# syntax=b\nFROM a\n')
    expect(directives).toEqual([])
    expect(comments.map((comment) => comment.text)).toEqual(['# TODO: x=y', '# syntax=b'])
  })
})

describe('an instruction', () => {
  test('goes from its first character to the end of its last line', () => {
    const text = 'FROM a\n  RUN b \\\n  c  \n\n'
    expect(
      slices(
        text,
        readLines(text).lines.map((line) => line.range),
      ),
    ).toEqual(['FROM a', 'RUN b \\\n  c  '])
  })

  test('is joined without continuations, comments and blank lines', () => {
    const text = 'RUN a \\\n# one\n\n  b\\\n\t# two\n\t c'
    const [line] = readLines(text).lines
    expect(line?.joined.text).toBe('RUN a   b\t c')
    expect(line?.comments).toEqual([
      { text: '# one', line: 2, range: { start: 8, end: 13 } },
      { text: '# two', line: 5, range: { start: 21, end: 26 } },
    ])
    expect(slices(text, line?.blankLines ?? [])).toEqual(['\n'])
  })

  test('ends before the comments of a continuation that nothing follows', () => {
    const text = 'RUN a \\\n# one\n'
    const [line] = readLines(text).lines
    expect(slices(text, line ? [line.range] : [])).toEqual(['RUN a \\'])
    expect(line).toMatchObject({ startLine: 1, endLine: 2 })
  })

  test('leaves CR out, in whatever number', () => {
    const text = 'FROM a\r\r\nRUN b \\\r\n c\r\n'
    const { lines } = readLines(text)
    expect(lines.map((line) => line.joined.text)).toEqual(['FROM a', 'RUN b  c'])
    expect(
      slices(
        text,
        lines.map((line) => line.range),
      ),
    ).toEqual(['FROM a', 'RUN b \\\r\n c'])
  })
})

describe('a heredoc', () => {
  test('has a body and a terminator', () => {
    const text = 'RUN cat <<-A <<B\n\tone\n\tA\r\ntwo\nB\nRUN c'
    const [line] = readLines(text).lines
    const heredocs = line?.heredocs ?? []
    expect(
      slices(
        text,
        heredocs.map((each) => each.body),
      ),
    ).toEqual(['\tone\n', 'two\n'])
    expect(
      slices(
        text,
        heredocs.map((each) => each.terminator),
      ),
    ).toEqual(['\tA', 'B'])
    expect(line).toMatchObject({ startLine: 1, endLine: 5 })
  })
})

describe('a problem', () => {
  test('leaves what was read before it', () => {
    const { lines, problem } = readLines('FROM a\nRUN <<EOF\nx\n')
    expect(lines.map((line) => line.joined.text)).toEqual(['FROM a'])
    expect(problem).toEqual({
      message: 'unterminated heredoc',
      line: 2,
      hint: 'end the heredoc with a line that holds EOF and nothing else',
    })
  })

  test('says of a line that is too long what to do, whatever BuildKit calls it', () => {
    const long = 'x'.repeat(65536)
    for (const text of [`RUN ${long}`, `FROM a\nRUN ${long}`, `FROM a\nRUN <<EOF\n${long}\nEOF\n`]) {
      expect(readLines(text).problem?.hint).toMatch(/^BuildKit reads no line of 64 KiB or more/)
    }
  })

  test('counts bytes, not characters', () => {
    expect(readLines(`FROM a\nRUN ${'é'.repeat(32766)}\n`).problem?.line).toBe(2)
    expect(readLines(`FROM a\nRUN ${'é'.repeat(32765)}\n`).problem).toBeUndefined()
  })
})
