// What the code in src/shell takes for granted of the shell parser. A new version of it that fails here is not to be
// taken over before src/shell has been changed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { childrenOf, parseShell, syntaxError } from '../../src/shell/parser.ts'
import { command, everyNode, only } from './nodes.ts'
import { agreedOutput } from './shells.ts'
import { snippets } from './snippets.ts'

test('the version is the one that was examined', () => {
  const path = createRequire(import.meta.url).resolve('unbash')
  const manifest: unknown = JSON.parse(readFileSync(join(dirname(path), '../package.json'), 'utf8'))
  expect(manifest).toMatchObject({ name: 'unbash', version: '6.0.4' })
})

describe('ranges', () => {
  test.each(snippets)('%s', (text) => {
    for (const { node, source, parent } of everyNode(text)) {
      expect(node.pos).toBeGreaterThanOrEqual(0)
      expect(node.end).toBeGreaterThanOrEqual(node.pos)
      expect(node.end).toBeLessThanOrEqual(source.length)
      if ('text' in node) expect(source.slice(node.pos, node.end)).toBe(node.text)
      // The body of a heredoc stands behind the line of its command, and so behind whatever holds that.
      if (!parent || node.type === 'HereDocBody' || parent.source !== source) continue
      const within = parent.node
      expect([node.pos >= within.pos, node.end <= within.end]).toEqual([true, true])
    }
  })

  test('siblings stand in the order of the text and do not overlap', () => {
    for (const text of snippets) {
      for (const { node } of everyNode(text)) {
        const children = childrenOf(node).filter((child) => child.type !== 'HereDocBody')
        children.slice(1).forEach((child, index) => {
          expect([text, (children[index]?.end ?? 0) <= child.pos]).toEqual([text, true])
        })
      }
    }
  })
})

describe('between the statements of a list', () => {
  const lists: readonly (readonly [text: string, gaps: readonly string[]])[] = [
    ['a; b', ['; ']],
    ['a;b;', [';', ';']],
    ['a & b', [' ']],
    ['a&b & ', ['', ' ']],
    ['a # one; two && three\nb', [' # one; two && three\n']],
    ['a\n\n# c\n b', ['\n\n# c\n ']],
    ['cat <<E; b\nbody\nE\nc', ['; ', '\nbody\nE\n']],
    ['cat <<-E\n\tbody\n\tE\nc', ['\n\tbody\n\tE\n']],
    ['cat <<A <<"B"\n$a\nA\n$b\nB\nc # d', ['\n$a\nA\n$b\nB\n', ' # d']],
    ['  a\t;\tb  ', ['\t;\t', '  ']],
  ]

  test.each(lists)('%j', (text, gaps) => {
    const { commands } = parseShell(text)
    const found = commands.map((each, index) => text.slice(each.end, commands[index + 1]?.pos))
    expect(found.slice(0, gaps.length)).toEqual(gaps)
    expect(found.slice(gaps.length).join('')).toBe('')
  })

  test('stand only white space, separators, comments and bodies of heredocs', () => {
    for (const text of snippets) {
      const bodies = everyNode(text).flatMap(({ node, source }) => {
        if (node.type !== 'HereDoc' || source !== text) return []
        return [node.body, ...(node.closing ? [node.closing] : [])]
      })
      const { commands } = parseShell(text)
      commands.forEach((each, index) => {
        const start = each.end
        const end = commands[index + 1]?.pos ?? text.length
        let gap = ''
        for (let at = start; at < end; at += 1)
          if (!bodies.some((body) => body.pos <= at && at < body.end)) gap += text.charAt(at)
        expect(gap.replace(/#[^\n]*/g, '')).toMatch(/^[\s;]*$/)
      })
    }
  })

  test('a statement in the background ends behind its &, a comment does not belong to it', () => {
    expect(parseShell('a & # c').commands).toMatchObject([{ pos: 0, end: 3, background: true }])
    expect(parseShell('a && b &').commands).toMatchObject([{ pos: 0, end: 8, background: true }])
    expect(only('a && b').background ?? false).toBe(false)
    expect(only('{ a & }').command).toMatchObject({
      type: 'BraceGroup',
      body: { commands: [{ pos: 2, end: 5, background: true }] },
    })
  })

  test('a # within a word begins no comment, one after a blank does, to the end of the line', () => {
    expect(command('echo a#b').args.map(({ text }) => text)).toEqual(['a#b'])
    expect(agreedOutput('echo a#b')).toBe('a#b\n')
    expect(only('foo # x && bar').end).toBe(3)
    expect(agreedOutput('echo foo # x && echo bar')).toBe('foo\n')
  })
})

describe('lists and pipelines', () => {
  test('&& and || are one list, read from the left', () => {
    const { command: list } = only('a && b | c || ! d')
    expect(list).toMatchObject({
      type: 'AndOr',
      operators: ['&&', '||'],
      commands: [
        { type: 'Command' },
        { type: 'Pipeline', operators: ['|'] },
        { type: 'Pipeline', operators: [] },
      ],
    })
    expect(agreedOutput('true || echo a && echo b')).toBe('b\n')
  })

  test('! and time stand in front of a pipeline', () => {
    expect(only('! a').command).toMatchObject({
      type: 'Pipeline',
      prefixes: [{ type: 'Negation' }],
      commands: [{ type: 'Command', pos: 2 }],
    })
    expect(only('time -p a | b').command).toMatchObject({
      type: 'Pipeline',
      pos: 0,
      prefixes: [{ type: 'Time' }],
      operators: ['|'],
    })
    expect(only('a |& b').command).toMatchObject({ type: 'Pipeline', operators: ['|&'] })
  })

  test.each([
    ['(a)', 'Subshell'],
    ['{ a; }', 'BraceGroup'],
    ['if a; then b; elif c; then d; else e; fi', 'If'],
    ['for x in a b; do c; done', 'For'],
    ['for ((i = 0; i < 3; i++)); do c; done', 'ArithmeticFor'],
    ['while a; do b; done', 'While'],
    ['until a; do b; done', 'While'],
    ['select x in a b; do c; done', 'Select'],
    ['case a in b) c ;; esac', 'Case'],
    ['f() { a; }', 'Function'],
    ['[[ -f a ]]', 'TestCommand'],
    ['((x = 1))', 'ArithmeticCommand'],
    ['coproc a', 'Coproc'],
    ['{ a; } >f', 'Redirected'],
    ['a', 'Command'],
  ])('%s is %s', (text, type) => {
    expect(only(text).command).toMatchObject({ type, pos: 0, end: text.length })
  })
})

describe('simple commands', () => {
  test('assignments and redirections in front, words and redirections behind', () => {
    const node = command('A=1 >o B+=2 cmd -x C=3 2>&1 y')
    expect(node.prefix.map(({ type }) => type)).toEqual(['Assignment', 'Redirect', 'Assignment'])
    expect(node.prefix.flatMap((each) => (each.type === 'Assignment' ? [each.name] : []))).toEqual(['A', 'B'])
    expect(node.name?.text).toBe('cmd')
    expect(node.suffix.map(({ pos }) => pos)).toEqual([16, 19, 23, 28])
    expect(node.args.map(({ pos }) => pos)).toEqual([16, 19, 28])
    expect(node.redirects).toMatchObject([{ operator: '>' }, { operator: '>&' }])
  })

  test('nothing but assignments: no name', () => {
    const node = command('A=1 B="$C" D=(x y)')
    expect(node.name).toBeUndefined()
    expect(node.args).toEqual([])
    expect(node.prefix).toMatchObject([
      { type: 'Assignment', name: 'A', value: { type: 'Word', text: '1' } },
      { type: 'Assignment', name: 'B' },
      { type: 'Assignment', name: 'D', value: { type: 'ArrayValue' } },
    ])
  })

  test('words that look like assignments, as arguments', () => {
    expect(command('export A=1 B').args.map(({ text }) => text)).toEqual(['A=1', 'B'])
    expect(command('env A=1 b').args.map(({ text }) => text)).toEqual(['A=1', 'b'])
  })

  test('nothing but a redirection', () => {
    expect(command('>f')).toMatchObject({ name: undefined, redirects: [{ operator: '>' }] })
  })

  test.each([
    ['>f', '>', undefined],
    ['>>f', '>>', undefined],
    ['>|f', '>|', undefined],
    ['2>f', '>', { type: 'FileDescriptor', value: 2 }],
    ['2>&1', '>&', { type: 'FileDescriptor', value: 2 }],
    ['<f', '<', undefined],
    ['<>f', '<>', undefined],
    ['&>f', '&>', undefined],
    ['&>>f', '&>>', undefined],
    ['{fd}>f', '>', { type: 'FileDescriptorVariable', name: 'fd' }],
  ])('redirection %s', (text, operator, descriptor) => {
    const [redirect] = command(`a ${text}`).redirects
    expect(redirect).toMatchObject({ type: 'Redirect', pos: 2, end: 2 + text.length, operator })
    expect(redirect?.descriptor?.type).toBe(descriptor?.type)
    if (descriptor) expect(redirect?.descriptor).toMatchObject(descriptor)
    expect(redirect?.type === 'Redirect' && redirect.target?.text).toBe(text.replace(/^.*[>&<|]/, ''))
  })

  test('a heredoc ends with its delimiter; body and closing word are told apart', () => {
    const text = 'cat <<-"E F" >o\n\tx $y\n\tE F\nz'
    const [heredoc] = command(text.slice(0, text.lastIndexOf('z'))).redirects
    expect(heredoc).toMatchObject({
      type: 'HereDoc',
      operator: '<<-',
      delimiter: { text: '"E F"', value: 'E F', quoted: true },
    })
    if (heredoc?.type !== 'HereDoc') throw new Error('no heredoc')
    expect(text.slice(heredoc.pos, heredoc.end)).toBe('<<-"E F"')
    expect(text.slice(heredoc.body.pos, heredoc.body.end)).toBe('\tx $y\n')
    expect(text.slice(heredoc.closing?.pos, heredoc.closing?.end).trim()).toBe('E F')
    expect(parseShell(text).commands.map(({ pos }) => pos)).toEqual([0, text.length - 1])
    expect(parseShell(text).commands[0]?.end).toBe(text.indexOf('\n'))
  })
})

describe('syntax errors', () => {
  test.each([
    'if a; then b',
    'a && ',
    'a | | b',
    '(a',
    '{ a',
    'echo "a',
    "echo 'a",
    'case a in b) c',
    'a; )',
    'fi',
    'echo $(if)',
    'echo "$(a && )"',
    'echo "$(echo "$(b | )")"',
    'X=$(if a; then b)',
    'echo `if`',
    'for x in a; do b',
    '&& a',
    ';',
    'f() {',
    'a <',
  ])('%s', (text) => {
    expect(syntaxError(parseShell(text))).toEqual(expect.stringMatching(/./))
    // bash -n does not look into substitutions, so the shells are asked to run them.
    if (!/[$`]/.test(text)) expect(agreedOutput(`${text}\necho unreachable`)).toBe('')
  })

  test.each(snippets)('none in %s', (text) => {
    expect(syntaxError(parseShell(text))).toBeUndefined()
  })
})
