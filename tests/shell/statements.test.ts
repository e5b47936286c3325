import { describe, expect, test } from 'vitest'
import { isAndList, isPlain, topLevel } from '../../src/shell/statements.ts'
import { parseShell } from '../../src/shell/parser.ts'
import { bareScript } from './scripts.ts'
import { outcomes } from './shells.ts'

describe('the statements of a script', () => {
  test.each<
    readonly [text: string, statements: readonly string[], span: string, comment: string | undefined]
  >([
    ['a', ['a'], 'a', undefined],
    ['  a && b ; ', ['a && b'], 'a && b', undefined],
    ['a; b', ['a', 'b'], 'a; b', undefined],
    ['a;b;', ['a', 'b'], 'a;b', undefined],
    ['a & ', ['a &'], 'a &', undefined],
    ['a & b', ['a &', 'b'], 'a & b', undefined],
    ['a # why', ['a'], 'a', '# why'],
    ['a; # why; b', ['a'], 'a', '# why; b'],
    ['a & # why', ['a &'], 'a &', '# why'],
    ['a ;# why', ['a'], 'a', '# why'],
    ['a\n# why\n# how', ['a'], 'a', '# why\n# how'],
    ['# first\na', ['a'], 'a', undefined],
    ['# first\na # last', ['a'], 'a', '# last'],
    ['a # b\nc', ['a', 'c'], 'a # b\nc', undefined],
    ['a "# b"', ['a "# b"'], 'a "# b"', undefined],
    ['a b#c', ['a b#c'], 'a b#c', undefined],
    ['{ a; } # b', ['{ a; }'], '{ a; }', '# b'],
  ])('%j', (text, statements, span, comment) => {
    const found = topLevel(bareScript(text))
    const shown = (range: { readonly start: number; readonly end: number } | undefined): string | undefined =>
      range && text.slice(range.start, range.end)
    expect(found?.statements.map(({ pos, end }) => text.slice(pos, end))).toEqual(statements)
    expect(shown(found?.span)).toBe(span)
    expect(shown(found?.trailingComment)).toBe(comment)
  })

  test.each(['', ' ', '# only\n# comments', ' # x'])('%j has none', (text) => {
    expect(topLevel(bareScript(text))).toBeUndefined()
  })
})

// `said` is what runs on after a failure in front: with `false && script`, nothing may.
describe('what can stand behind && as it is', () => {
  const rows: readonly (readonly [text: string, isList: boolean])[] = [
    ['echo a', true],
    ['echo a && echo b', true],
    ['echo a && echo b && echo c', true],
    ['echo a | cat', true],
    ['! false && echo b', true],
    ['{ echo a; echo b; }', true],
    ['(echo a; echo b)', true],
    ['if true; then echo a; fi', true],
    ['for x in 1 2; do echo $x; done', true],
    ['case a in a) echo a ;; esac', true],
    ['echo a >/dev/null && echo b', true],
    ['X=1', true],
    ['echo $(echo a; echo b)', true],
    ['echo a;', true],
    ['echo a; echo b', false],
    ['echo a\necho b', false],
    ['echo a || echo b', false],
    ['false || echo b', false],
    ['echo a && false || echo b', false],
    ['false || echo b && echo c', false],
    ['true & echo b', false],
  ]

  test.each(rows)('%j: %s', (text, isList) => {
    expect(isAndList(bareScript(text))).toBe(isList)
    for (const { out } of Object.values(outcomes(`false && ${text}`)))
      expect([text, out === '']).toEqual([text, isList])
  })

  test('a job by itself is not, for what follows would not wait for it', () => {
    expect(isAndList(bareScript('a &'))).toBe(false)
    expect(isAndList(bareScript('{ a & }'))).toBe(true)
  })

  test('an empty script is not', () => {
    expect(isAndList(bareScript(''))).toBe(false)
    expect(isAndList(bareScript('# x'))).toBe(false)
  })

  test('&> is a redirection in bash, and a job with an empty command behind it elsewhere', () => {
    const found = outcomes('false && echo a &>/dev/null; echo "$?"')
    expect(found['bash']?.out).toBe('1\n')
    expect(found['dash']?.out).toBe('0\n')
    expect(isAndList(bareScript('echo a &>/dev/null', ['bash', '-c']))).toBe(true)
    for (const text of ['echo a &>/dev/null', 'echo a &>>f', 'b && { echo a &>f; }', 'echo $(a &>f)'])
      expect([text, isAndList(bareScript(text))]).toEqual([text, false])
    expect(isAndList(bareScript('echo a >&2'))).toBe(true)
  })
})

// `set -e` makes a difference inside what is not plain: a command in it may fail and the whole go well.
describe('a command that holds no list', () => {
  const rows: readonly (readonly [text: string, plain: boolean])[] = [
    ['a b >c', true],
    ['X=1', true],
    ['X=$(a)', true],
    ['a $(b) `c`', true],
    ['a "$(b | c)"', true],
    ['a $(b "$(c)")', true],
    ['a $()', true],
    ['a | b', true],
    ['time a', true],
    ['[[ -f a ]]', true],
    ['((x))', true],
    ['a $(b; c)', false],
    ['a $(b && c)', false],
    ['a $(b || c)', false],
    ['a $(b &)', false],
    ['a $(b $(c; d))', false],
    ['a "${x:-$(b; c)}"', false],
    ['[[ $(a; b) ]]', false],
    ['! a', false],
    ['! a | b', false],
    ['a | (b)', false],
    ['a | { b; }', false],
    ['(a)', false],
    ['{ a; }', false],
    ['{ a; } >f', false],
    ['if a; then b; fi', false],
    ['for x in 1; do a; done', false],
    ['while a; do b; done', false],
    ['case a in b) c ;; esac', false],
    ['f() { a; }', false],
    ['coproc a', false],
  ]

  test.each(rows)('%s: %s', (text, plain) => {
    const [statement] = parseShell(text).commands
    expect(statement && isPlain(statement.command)).toBe(plain)
  })

  test('&& on the left switches errexit off in what is not plain', () => {
    const lists = ['(false; echo on)', '{ false; echo on; }', 'if true; then false; echo on; fi']
    for (const list of lists) {
      for (const { out } of Object.values(outcomes(`set -e; ${list} && echo next`)))
        expect([list, out]).toEqual([list, 'on\nnext\n'])
    }
  })
})
