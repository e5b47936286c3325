// Every node of the parser is reached, and whatever the text is, its nodes stand in it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { childrenOf, parseShell, syntaxError } from '../../src/shell/parser.ts'
import { everyNode, isNode } from './nodes.ts'
import { snippets } from './snippets.ts'

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
