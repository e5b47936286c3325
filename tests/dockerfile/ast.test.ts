import { DockerfileParser } from 'dockerfile-ast'
import { readFileSync, readdirSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { disagreement, offsetsOf, typedInstructions } from '../../src/dockerfile/ast.ts'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { buildKitCase } from './fixtures.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('files that dockerfile-ast reads otherwise than BuildKit', () => {
  test.each([
    '#1 heredoc operator in double quotes',
    '#1 heredoc operator in single quotes',
    '#2 heredoc operator in the exec form',
    '#3 blank between << and the word',
    '#4 heredoc with a file descriptor',
    '#4 heredoc word quoted in the middle',
    '#4 heredoc word with a blank in quotes',
    '#5 backslash, blank, backslash at the end',
    '#6 two backslashes end a line',
    '#7 only the dashed heredoc loses its tabs',
    '#8 an unknown directive ends the directives',
    '#8 a comment with an equals sign ends the directives',
    '#10 vertical tab after the keyword',
    '#10 a line that holds a form feed',
    '#10 no-break space before an instruction',
    '#10 a lone CR does not end a line',
    '#11 continuation, then blank lines to the end',
  ])('%s', (name) => {
    const document = parseDocument(buildKitCase(name))
    expect(typedInstructions(document).agree).toBe(false)
    expect(disagreement(document)).toMatch(/^instruction \d is .+ here and .+ to dockerfile-ast/)
  })
})

describe('files whose instructions both find', () => {
  test.each([
    '#9 a leading comment with an equals sign',
    '#12 blanks in the exec form',
    '#13 comment behind the exec form',
    '#14 indented comment in a continuation',
    '#15 backslashes in arguments stay',
    '#16 dashes within a word',
    '#17 quotes in a flag',
    '#18 several flags of FROM and COPY',
    '#19 registry, tag and digest',
    '#20 HEALTHCHECK in exec form',
    '#21 blank line after the last instruction',
    '#21 comment before FROM',
    '#22 comment in a continuation holds a backslash',
    '#22 an empty heredoc',
    '#23 variables in quotes and modifiers',
    '#24 quoted names',
    'BOM',
    'CRLF',
    'with CRLF',
  ])('%s', (name) => {
    const document = parseDocument(buildKitCase(name))
    expect(disagreement(document)).toBeUndefined()
    const typed = typedInstructions(document)
    if (!typed.agree) throw new Error('no nodes')
    expect([...typed.nodes.keys()]).toEqual(document.instructions)
    for (const [instruction, node] of typed.nodes) {
      expect(node.getKeyword()).toBe(instruction.keyword)
      expect(offsetsOf(document, node.getRange())).toEqual(instruction.range)
      expect(offsetsOf(document, node.getInstructionRange())).toEqual(instruction.keywordRange)
    }
  })
})

test('the difference that is named comes with the number of the others', () => {
  expect(disagreement(parseDocument(buildKitCase('#6 two backslashes end a line')))).toBe(
    'instruction 2 is ENV on lines 2-2 here and ENV on lines 2-3 to dockerfile-ast, and 1 more',
  )
})

test('an error within dockerfile-ast is a difference', () => {
  vi.spyOn(DockerfileParser, 'parse').mockImplementation(() => {
    throw new RangeError('Maximum call stack size exceeded')
  })
  expect(disagreement(parseDocument('FROM a\n'))).toBe(
    'dockerfile-ast gave up: Maximum call stack size exceeded',
  )
})

test('no other file of src imports dockerfile-ast', () => {
  const root = new URL('../../src/', import.meta.url)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const importing = files.filter((file) =>
    readFileSync(new URL(file, root), 'utf8').includes("from 'dockerfile-ast'"),
  )
  expect(importing).toEqual(['dockerfile/ast.ts'])
})

test('parsing a document does not load it', () => {
  const loaded = new Set<string>()
  const queue = [new URL('../../src/dockerfile/document.ts', import.meta.url)]
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (loaded.has(file.href)) continue
    loaded.add(file.href)
    for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)\s[^'"]*from '(\.[^']+)'/gm,
    )) {
      queue.push(new URL(name, file))
    }
  }
  expect(loaded.size).toBeGreaterThan(10)
  expect([...loaded].filter((href) => href.endsWith('/ast.ts'))).toEqual([])
})
