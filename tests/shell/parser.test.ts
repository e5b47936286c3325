// What the code in src/shell takes for granted of the shell parser. A new version of it that fails here is not to be
// taken over before src/shell has been changed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import {
  childrenOf,
  literalOf,
  parseShell,
  syntaxError,
  type CommandSyntax,
  type ParsedScript,
  type Statement,
  type SyntaxNode,
  type Word,
} from '../../src/shell/parser.ts'
import { agreedOutput } from './shells.ts'
import { snippets } from './snippets.ts'

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'pos' in value
}

interface Visited {
  readonly node: SyntaxNode
  /** The text that the node's offsets count in. */
  readonly source: string
  readonly parent: Visited | undefined
}

function everyNode(text: string): readonly Visited[] {
  const found: Visited[] = []
  const visit = (node: SyntaxNode, outer: string, parent: Visited | undefined): void => {
    const source = node.type === 'Script' && 'source' in node ? (node.source ?? outer) : outer
    const visited = { node, source, parent }
    found.push(visited)
    for (const child of childrenOf(node)) visit(child, source, visited)
  }
  visit(parseShell(text), text, undefined)
  return found
}

function only(text: string): Statement {
  const { commands } = parseShell(text)
  const [statement] = commands
  if (!statement || commands.length > 1) throw new Error(`not one statement: ${text}`)
  return statement
}

function command(text: string): CommandSyntax {
  const { command: node } = only(text)
  if (node.type !== 'Command') throw new Error(`${node.type}, not a command: ${text}`)
  return node
}

function wordOf(text: string): Word {
  const { args } = command(`echo ${text}`)
  const [word] = args
  if (word?.type !== 'Word' || args.length > 1) throw new Error(`not one word: ${text}`)
  return word
}

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

interface NodeType {
  readonly type: string
  /** Fields that hold nodes. */
  readonly fields: readonly string[]
}

/** The node types that the installed type definitions declare, with the fields that hold other nodes. */
function declaredTypes(): readonly NodeType[] {
  const path = join(dirname(createRequire(import.meta.url).resolve('unbash')), 'types.d.ts')
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
  const interfaces = file.statements.filter(ts.isInterfaceDeclaration)
  const fieldsOf = (declaration: ts.InterfaceDeclaration): readonly ts.PropertySignature[] => [
    ...(declaration.heritageClauses ?? []).flatMap((clause) =>
      clause.types.flatMap((parent) =>
        interfaces.filter(({ name }) => name.text === parent.expression.getText()).flatMap(fieldsOf),
      ),
    ),
    ...declaration.members.filter(ts.isPropertySignature),
  ]
  const tag = (declaration: ts.InterfaceDeclaration): string | undefined => {
    const type = fieldsOf(declaration).find((field) => field.name.getText() === 'type')?.type
    return type && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)
      ? type.literal.text
      : undefined
  }
  const names = new Set<string>(
    interfaces.filter((each) => tag(each) !== undefined).map(({ name }) => name.text),
  )
  const aliases = file.statements.filter(ts.isTypeAliasDeclaration)
  const mentions = (node: ts.Node): boolean =>
    (ts.isTypeReferenceNode(node) && names.has(node.typeName.getText())) ||
    (ts.forEachChild(node, (child) => mentions(child) || undefined) ?? false)
  for (let size = -1; size !== names.size;) {
    size = names.size
    for (const alias of aliases) if (mentions(alias.type)) names.add(alias.name.text)
  }
  names.add('RedirectDescriptor')
  return interfaces.flatMap((declaration) => {
    const type = tag(declaration)
    if (type === undefined) return []
    const fields = fieldsOf(declaration).filter((field) => field.type && mentions(field.type))
    return [{ type, fields: fields.map((field) => field.name.getText()) }]
  })
}

describe('the children of a node', () => {
  const declared = declaredTypes()
  const nodes = snippets.flatMap(everyNode)

  test('the type definitions are read', () => {
    expect(declared.map(({ type }) => type)).toEqual(expect.arrayContaining(['Command', 'If', 'Word']))
    expect(declared.find(({ type }) => type === 'Command')?.fields).toEqual([
      'name',
      'prefix',
      'suffix',
      'args',
      'redirects',
    ])
  })

  test.each(declared.map(({ type, fields }) => [type, fields] as const))('%s', (type, fields) => {
    const found = nodes.flatMap(({ node }) => (node.type === type ? [node] : []))
    expect(found.length).toBeGreaterThan(0)
    for (const field of fields) {
      const held = found.flatMap((node) => {
        const value: unknown = Reflect.get(node, field)
        return (Array.isArray(value) ? value : [value]).filter(isNode).map((child) => ({ node, child }))
      })
      expect([field, held.length > 0]).toEqual([field, true])
      for (const { node, child } of held) expect(childrenOf(node)).toContain(child)
    }
  })

  test('are nodes of declared types', () => {
    const types = new Set(declared.map(({ type }) => type))
    const inline = ['FileDescriptor', 'FileDescriptorVariable']
    for (const { node } of nodes) expect([...types, ...inline]).toContain(node.type)
  })
})

const word = fc.constantFrom(
  'a',
  '"b c"',
  "'d'",
  '$X',
  '"${Y:-z}"',
  '*.c',
  '\\"',
  '$(e)',
  '`f`',
  '2>&1',
  '>o',
  'é',
)
const { list } = fc.letrec<{ list: string; piece: string }>((tie) => ({
  list: fc
    .array(
      fc.tuple(tie('piece'), fc.constantFrom(' && ', ' || ', '; ', ' | ', ' & ', '\n', ' # c\n', ' && \n')),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .map((parts) => parts.map(([piece, joint], at) => piece + (at < parts.length - 1 ? joint : '')).join('')),
  piece: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'piece' },
    fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `echo ${words.join(' ')}`),
    fc.constantFrom('X=1', '{ ! cmd; }', 'X=1 cmd', '{ time cmd; }', 'cd /tmp'),
    tie('list').map((text) => `( ${text} )`),
    tie('list').map((text) => `{ ${text}\n}`),
    tie('list').map((text) => `if ${text}\nthen g\nfi`),
    tie('list').map((text) => `echo "$(${text}\n)"`),
    tie('list').map((text) => `for x in 1 2; do ${text}\ndone`),
  ),
}))

describe('whatever the text is', () => {
  test('what is well-formed parses, and its ranges are right', () => {
    fc.assert(
      fc.property(list, (text) => {
        expect(syntaxError(parseShell(text))).toBeUndefined()
        for (const { node, source } of everyNode(text)) {
          expect(0 <= node.pos && node.pos <= node.end && node.end <= source.length).toBe(true)
          if ('text' in node) expect(source.slice(node.pos, node.end)).toBe(node.text)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a text with a piece cut out or put in does not throw, and its ranges stay in it', () => {
    const noise = fc.constantFrom(
      '"',
      "'",
      '`',
      '$(',
      ')',
      '{',
      '}',
      '\\',
      '<<E',
      '\n',
      '#',
      '&',
      'fi',
      'é',
      '$((',
      '',
    )
    fc.assert(
      fc.property(list, fc.nat(), fc.nat(5), noise, (text, where, length, added) => {
        const at = where % (text.length + 1)
        const broken = text.slice(0, at) + added + text.slice(at + length)
        syntaxError(parseShell(broken))
        for (const { node, source } of everyNode(broken)) {
          expect(node.pos).toBeGreaterThanOrEqual(0)
          expect(node.end).toBeLessThanOrEqual(source.length)
        }
      }),
      { numRuns: 500 },
    )
  })
})
