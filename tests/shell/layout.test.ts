import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { chainBreak, chainLayout, type ChainLayout } from '../../src/shell/layout.ts'

/** The layout of the RUNs of a file, or of those whose numbers are given. */
function layout(
  lines: readonly string[],
  { near, head = 'FROM debian' }: { near?: number; head?: string } = {},
): ChainLayout {
  const document = parseDocument([head, ...lines, ''].join('\n'))
  const runs = document.instructions.filter((each) => each.keyword === 'RUN')
  return chainLayout(document, near === undefined ? runs : runs.slice(near, near + 1))
}

describe('how a chain is broken into lines', () => {
  test.each<
    readonly [name: string, lines: readonly string[], operator: ChainLayout['operator'], indent: string]
  >([
    ['nothing to see', ['RUN a', 'RUN b'], 'at line end', '    '],
    ['one line', ['RUN a && b'], 'at line end', '    '],
    ['trailing', ['RUN a && \\', '  b && \\', '  c'], 'at line end', '  '],
    ['trailing, no blank', ['RUN a &&\\', '  b'], 'at line end', '  '],
    ['trailing ;', ['RUN a; \\', '\tb; \\', '\tc'], 'at line end', '\t'],
    ['trailing ||', ['RUN a || \\', '   b'], 'at line end', '   '],
    ['leading', ['RUN a \\', ' && b \\', ' && c'], 'at line start', ' '],
    ['leading, deep', ['RUN a \\', '        && b'], 'at line start', '        '],
    ['leading, tabs', ['RUN a \\', '\t&& b'], 'at line start', '\t'],
    ['leading, no indent', ['RUN a \\', '&& b'], 'at line start', ''],
    ['trailing, no indent', ['RUN a && \\', 'b'], 'at line end', ''],
    ['continuations that are no chain', ['RUN a \\', '  --x \\', '  --y'], 'at line end', '  '],
    ['packages deeper than usual', ['RUN a \\', '        b \\', '        c'], 'at line end', '    '],
    ['packages behind a tab', ['RUN a \\', '\tb \\', '\t\tc'], 'at line end', '\t'],
    ['packages at the margin', ['RUN a \\', 'b'], 'at line end', '    '],
    ['packages and commands', ['RUN a \\', ' b && \\', '   c'], 'at line end', '   '],
    [
      'a deep list of packages',
      [
        'RUN apt-get update && \\',
        '  apt-get install \\',
        '      a \\',
        '      b \\',
        '      c && \\',
        '  d',
      ],
      'at line end',
      '  ',
    ],
    [
      'a list of packages, leading',
      ['RUN apt-get update \\', '  && apt-get install \\', '      a \\', '      b \\', '  && c'],
      'at line start',
      '  ',
    ],
    ['both, more trailing', ['RUN a && \\', '  b && \\', '  c \\', ' && d'], 'at line end', '  '],
    ['both, more leading', ['RUN a && \\', '  b \\', ' && c \\', ' && d'], 'at line start', ' '],
    ['both as often', ['RUN a && \\', '  b \\', ' && c'], 'at line end', '  '],
    ['the most frequent indent', ['RUN a && \\', '   b && \\', '  c && \\', '  d'], 'at line end', '  '],
    ['comment lines do not count', ['RUN a && \\', '# x', '        # y', '  b'], 'at line end', '  '],
    [
      'heredocs do not count',
      ['RUN cat <<EOF && \\', '   b', 'x && \\', '  y', 'EOF'],
      'at line end',
      '    ',
    ],
    ['other instructions do not count', ['ENV A=1 && \\', '   B=2', 'RUN a'], 'at line end', '    '],
  ])('%s', (_, lines, operator, indent) => {
    expect(layout(lines)).toMatchObject({ operator, indent })
  })

  test('the RUNs themselves come before the rest of the file', () => {
    const lines = ['RUN a && \\', '  b && \\', '  c', 'RUN d \\', '\t&& e', 'RUN f']
    expect(layout(lines, { near: 0 })).toMatchObject({ operator: 'at line end', indent: '  ' })
    expect(layout(lines, { near: 1 })).toMatchObject({ operator: 'at line start', indent: '\t' })
    expect(layout(lines, { near: 2 })).toMatchObject({ operator: 'at line end', indent: '  ' })
  })

  test('with their own indent, though another one is more frequent', () => {
    const lines = ['RUN a && \\', '  b && \\', '  c', 'RUN d && \\', '\te']
    expect(layout(lines)).toMatchObject({ operator: 'at line end', indent: '  ' })
    expect(layout(lines, { near: 1 })).toMatchObject({ operator: 'at line end', indent: '\t' })
  })

  test('an indent of the wrong kind is not taken', () => {
    expect(layout(['RUN a && \\', '  b', 'RUN c \\', ' && d \\', ' && e', 'RUN f'], { near: 2 })).toEqual({
      operator: 'at line start',
      indent: ' ',
      lineEnd: ' ',
    })
  })

  test('CRLF and the backtick change nothing', () => {
    const crlf = parseDocument('FROM debian\r\nRUN a \\\r\n\t&& b\r\n')
    expect(chainLayout(crlf, crlf.instructions)).toMatchObject({ operator: 'at line start', indent: '\t' })
    expect(layout(['RUN a && `', '   b'], { head: '# escape=`\nFROM debian' })).toEqual({
      operator: 'at line end',
      indent: '   ',
      lineEnd: ' ',
    })
  })
})

describe('what stands between an operator and the end of its line', () => {
  test.each([
    ['a blank where nothing is to be seen', ['RUN a', 'RUN b'], ' '],
    ['a blank', ['RUN a && \\', '  b'], ' '],
    ['nothing', ['RUN a &&\\', '  b &&\\', '  c && \\', '  d'], ''],
    ['as often with one', ['RUN a &&\\', '  b && \\', '  c'], ' '],
    ['nothing behind ;', ['RUN a;\\', '  b'], ''],
    ['words say nothing', ['RUN a\\', '  b && \\', '  c\\', '  d'], ' '],
    ['an operator at the start of a line does not either', ['RUN a\\', '  && b\\', '  && c'], ' '],
  ])('%s', (_, lines, lineEnd) => {
    expect(layout(lines).lineEnd).toBe(lineEnd)
  })

  test('the RUNs themselves come before the rest of the file', () => {
    const lines = ['RUN a && \\', '  b && \\', '  c', 'RUN d &&\\', '  e']
    expect(layout(lines, { near: 1 }).lineEnd).toBe('')
    expect(layout(lines).lineEnd).toBe(' ')
  })
})

describe('the text between two commands', () => {
  const document = parseDocument('FROM debian\n')
  const windows = parseDocument('# escape=`\r\nFROM debian\r\n')
  const end: ChainLayout = { operator: 'at line end', indent: '  ', lineEnd: ' ' }
  const tight: ChainLayout = { ...end, lineEnd: '' }
  const start: ChainLayout = { operator: 'at line start', indent: '\t', lineEnd: ' ' }

  test.each([
    [document, end, [], '&&', ' && \\\n  '],
    [document, start, [], '&&', ' \\\n\t&& '],
    [document, end, [], ';', '; \\\n  '],
    [document, tight, ['# a'], '&&', ' &&\\\n  # a\n  '],
    [document, tight, [], ';', ';\\\n  '],
    [document, start, [], ';', '; \\\n\t'],
    [document, end, ['# a', '# b'], '&&', ' && \\\n  # a\n  # b\n  '],
    [document, start, ['# a'], '&&', ' \\\n\t# a\n\t&& '],
    [document, start, ['# a'], ';', '; \\\n\t# a\n\t'],
    [windows, end, ['# a'], '&&', ' && `\r\n  # a\r\n  '],
    [windows, start, [], '&&', ' `\r\n\t&& '],
  ] as const)('%#', (file, how, comments, joint, text) => {
    expect(chainBreak(file, how, comments, joint)).toBe(text)
  })

  test('is && where nothing is said', () => {
    expect(chainBreak(document, end)).toBe(' && \\\n  ')
  })
})
