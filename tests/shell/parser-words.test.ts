// What src/shell takes for granted of the parser's words, and of the scripts in them.
import { describe, expect, test } from 'vitest'
import { literalOf, type ParsedScript } from '../../src/shell/parser.ts'
import { everyNode, wordOf } from './nodes.ts'
import { agreedOutput } from './shells.ts'

describe('substitutions', () => {
  function scriptsOf(text: string): readonly ParsedScript[] {
    return everyNode(text).flatMap(({ node, parent }) => (node.type === 'Script' && parent ? [node] : []))
  }

  test.each([
    ['echo $(a; b)', ['a', 'b']],
    ['echo "x $(a "$(b)")"', ['a', 'b']],
    ['echo `a`', ['a']],
    ['diff <(a) >(b)', ['a', 'b']],
    ['echo $(( $(a) + 1 ))', ['a']],
    ['echo ${X:-$(a)}', ['a']],
    ['X=$(a)', ['a']],
    ['cat <<E\n$(a)\nE', ['a']],
    ['cat <<"E"\n$(a)\nE', []],
    ["echo '$(a)' \\$(", []],
    ['for x in $(a); do :; done', ['a']],
    ['case $(a) in $(b)) :;; esac', ['a', 'b']],
    ['[[ $(a) = $(b) ]]', ['a', 'b']],
    ['X=(1 $(a))', ['a']],
    ['a >$(b)', ['b']],
    ['echo "${X/$(a)/$(b)}"', ['a', 'b']],
    ['echo *$(a)', ['a']],
    ['echo {x,$(a)}', ['a']],
    ['echo [$(a)]', ['a']],
  ])('%s', (text, names) => {
    const found = scriptsOf(text).flatMap((script) =>
      script.commands.flatMap(({ command: node }) => (node.type === 'Command' ? [node.name?.text] : [])),
    )
    expect(found).toEqual(names)
  })

  test('a script in backquotes with backslashes counts in a text of its own', () => {
    const [script] = scriptsOf('echo `printf \\"%s\\" a`')
    expect(script?.source).toBeDefined()
    const [plain] = scriptsOf('echo `b`')
    expect(plain?.source).toBeUndefined()
    expect(plain).toMatchObject({ pos: 6, end: 7 })
  })

  test('an arithmetic expansion keeps its text', () => {
    const [node] = everyNode('echo $((X <<= 2))').filter(
      ({ node: each }) => each.type === 'ArithmeticExpansion',
    )
    expect(node?.node).toMatchObject({ text: '$((X <<= 2))' })
  })

  test.each([
    ['${X:=a}', { parameter: 'X', operation: { type: 'Default', operator: ':=' } }],
    ['${X=a}', { parameter: 'X', operation: { type: 'Default', operator: '=' } }],
    ['${X-a}', { parameter: 'X', operation: { type: 'Default', operator: '-' } }],
    ['${!}', { parameter: '!', operation: undefined }],
    ['${$}', { parameter: '$', operation: undefined }],
    ['${!X}', { parameter: 'X', prefix: '!' }],
    ['${_}', { parameter: '_' }],
    ['${PIPESTATUS[0]}', { parameter: 'PIPESTATUS' }],
  ])('%s', (text, expected) => {
    expect(wordOf(text).parts).toMatchObject([{ type: 'ParameterExpansion', text, ...expected }])
  })

  test.each(['$X', '$1', '$!', '$$', '$_', '$?'])('%s is a simple expansion', (text) => {
    expect(wordOf(text).parts).toMatchObject([{ type: 'SimpleExpansion', text }])
  })
})

describe('what a word stands for', () => {
  // In an empty directory, with no variable set but those named: what the shells print is the value.
  test.each([
    ['plain', 'plain'],
    ["'a b'", 'a b'],
    ['"a b"', 'a b'],
    ['a"b"\'c\'', 'abc'],
    ['a\\ b', 'a b'],
    ['\\$HOME', '$HOME'],
    ['"\\$HOME"', '$HOME'],
    ['"a\\"b"', 'a"b'],
    ["'\\n'", '\\n'],
    ['""', ''],
    ["''", ''],
    ['a\\*', 'a*'],
    ['"*"', '*'],
    ['a#b', 'a#b'],
    ['"\\a"', '\\a'],
    ['a=b', 'a=b'],
    ['-n-', '-n-'],
    ['{a}', '{a}'],
    ['{}', '{}'],
    ['a~', 'a~'],
    ['@', '@'],
    ['%', '%'],
    ['é', 'é'],
  ])('%s is %j', (text, value) => {
    expect(literalOf(wordOf(text))).toBe(value)
    expect(agreedOutput(`printf '%s' ${text}`, { cwd: '/proc/self/fdinfo' })).toBe(value)
  })

  test.each([
    '$X',
    '"$X"',
    '${X}',
    '"a${X:-b}"',
    '$(a)',
    '`a`',
    '"$(a)"',
    '$((1))',
    '*',
    'a?',
    '[ab]c',
    '{a,b}',
    '{1..3}',
    'a$X',
    '<(a)',
    '@(a|b)',
    '$"x"',
  ])('%s is not known', (text) => {
    expect(literalOf(wordOf(text))).toBeUndefined()
  })

  test("$'…' as bash reads it", () => {
    expect(literalOf(wordOf("$'a\\tb\\x41\\''"))).toBe("a\tbA'")
  })

  test('an escaped line break is not part of the word', () => {
    expect(literalOf(wordOf('a\\\nb'))).toBe('ab')
    expect(agreedOutput("printf '%s' a\\\nb")).toBe('ab')
  })
})
