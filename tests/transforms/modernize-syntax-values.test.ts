// Every short value out of pieces that mean something to BuildKit: ENV and LABEL set the same before and after.
import { expect, test } from 'vitest'
import { parseDocument, stateAt } from '../../src/dockerfile/document.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import { expandIn, UNKNOWN } from '../../src/dockerfile/variables.ts'
import { keyValues } from '../../src/dockerfile/words.ts'
import { modernizeSyntax } from '../../src/transforms/modernize-syntax/index.ts'

const pieces = [
  'a',
  ' ',
  '  b',
  '"',
  "'",
  '\\',
  '\\"',
  '\\ ',
  '$X',
  '${X:-c d}',
  '\\$',
  '"e f"',
  "'g $X'",
  '#',
  '=',
]

const values = pieces.flatMap((first) =>
  pieces.flatMap((second) => pieces.map((third) => `${first}${second}${third}`)),
)

/** The value of `NAME`, as a variable and as a label; undefined where BuildKit reports an error. */
function setBy(text: string): readonly (string | undefined)[] | undefined {
  const document = parseDocument(text)
  const [stage] = document.stages
  if (document.problem || !stage) return undefined
  const { variables } = stateAt(document, stage)
  const scope = (name: string): typeof UNKNOWN => variables.get(name) ?? UNKNOWN
  const labels = stage.instructions.flatMap((each) =>
    each.keyword === 'LABEL' ? (keyValues(each.args.text, document.escape) ?? []) : [],
  )
  const [label, ...more] = labels.map(
    ({ key, value }) => `${key}: ${expandIn(value ?? '', scope, '\\').text}`,
  )
  expect(more).toEqual([])
  return [variables.get('NAME')?.text, label]
}

test('values are what they were', () => {
  let rewritten = 0
  for (const value of values.map((each) => each.trim()).filter((each) => each !== '')) {
    const before = `FROM debian\nENV X=x\nENV NAME ${value}\nLABEL label ${value}\n`
    const result = rewrite(before, { transforms: [modernizeSyntax] })
    expect(result.notes, value).toEqual([])
    if (result.status !== 'changed') continue
    expect(setBy(result.output), value).toEqual(setBy(before))
    rewritten += 1
  }
  expect(rewritten).toBeGreaterThan(1000)
})
