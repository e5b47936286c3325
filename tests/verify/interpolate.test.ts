import { describe, expect, test } from 'vitest'
import { interpolate, InterpolationError, type Lookup } from '../../src/verify/definitions/interpolate.ts'
import recorded from './compose-variables.json' with { type: 'json' }

const environment = new Map(Object.entries(recorded.environment))
const lookup: Lookup = (name) => environment.get(name)

// The answers of compose-go's template package, built and run with Go; null where it refuses the text.
describe('as compose-go answers', () => {
  test.each(recorded.texts.map(({ text, answer }) => [text, answer] as const))('%j', (text, answer) => {
    if (answer === null) expect(() => interpolate(text, lookup)).toThrow(InterpolationError)
    else expect(interpolate(text, lookup)).toBe(answer)
  })

  test('in many cases of each kind', () => {
    expect(recorded.texts.length).toBeGreaterThan(120)
    expect(recorded.texts.filter(({ answer }) => answer === null).length).toBeGreaterThan(20)
  })
})

// https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
test.each([
  ['${SET:-default}', 'value'],
  ['${EMPTY:-default}', 'default'],
  ['${EMPTY-default}', ''],
  ['${UNSET-default}', 'default'],
  ['${SET:+replacement}', 'replacement'],
  ['${EMPTY+replacement}', 'replacement'],
  ['${UNSET:-${SET}}', 'value'],
  ['$$SET', '$SET'],
])('%s is %j', (text, expected) => {
  expect(interpolate(text, lookup)).toBe(expected)
})

describe('an error', () => {
  test.each([
    ['${UNSET:?}', 'the variable UNSET is required and not set'],
    ['${UNSET?set it to $SET}', 'the variable UNSET is required and not set: set it to value'],
    ['${EMPTY:?no}', 'the variable EMPTY is required and not set: no'],
    ['a ${b c}', 'in a ${b c} the ${ begins no variable; as text it is written $${'],
  ])('of %s', (text, message) => {
    expect(() => interpolate(text, lookup)).toThrow(new InterpolationError(message))
  })
})
