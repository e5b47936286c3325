import { describe, expect, test } from 'vitest'
import { DotenvError, parseDotenv } from '../../src/verify/definitions/dotenv.ts'
import { InterpolationError, type Lookup } from '../../src/verify/definitions/interpolate.ts'
import recorded from './compose-variables.json' with { type: 'json' }

const environment = new Map(Object.entries(recorded.environment))
const lookup: Lookup = (name) => environment.get(name)

// The answers of compose-go's dotenv package, built and run with Go; null where it refuses the file.
describe('as compose-go answers', () => {
  test.each(recorded.files.map(({ text, answer }) => [text, answer] as const))('%j', (text, answer) => {
    if (answer === null) {
      expect(() => parseDotenv(text, lookup)).toThrow(/./)
      return
    }
    const { '': _, ...variables } = Object.fromEntries(parseDotenv(text, lookup))
    expect(variables).toEqual(answer)
  })

  test('in many cases of each kind', () => {
    expect(recorded.files.length).toBeGreaterThan(120)
    expect(recorded.files.filter(({ answer }) => answer === null).length).toBeGreaterThan(20)
  })
})

describe('an error', () => {
  test.each([
    ['A=1\nB%=1', '"%" cannot be part of a name', 2],
    ['A=1\n\n\nB="', 'a quoted value has no end', 4],
    ['A B=1', 'a name has a blank in it', 1],
    ['A=1\nexport ', 'nothing follows export', 2],
  ])('of %j', (text, message, line) => {
    expect(() => parseDotenv(text, lookup)).toThrow(new DotenvError(message, line))
    try {
      parseDotenv(text, lookup)
    } catch (error) {
      expect(error).toMatchObject({ line })
    }
  })

  test('of a variable', () => {
    expect(() => parseDotenv('A=${UNSET:?why}', lookup)).toThrow(
      new InterpolationError('the variable UNSET is required and not set: why'),
    )
  })
})
