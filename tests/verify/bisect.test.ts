import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/engine/change.ts'
import { acceptOnly, findSuspect } from '../../src/verify/bisect.ts'

function changeAt(line: number): Change {
  return {
    transform: 'some-transform',
    level: 'safe',
    line,
    endLine: line,
    message: 'm',
    reason: 'r',
    effects: [],
  }
}

const changesTo = (count: number): readonly Change[] =>
  Array.from({ length: count }, (_, line) => changeAt(line + 1))

describe('findSuspect', () => {
  test('finds the one change that breaks, wherever it stands, in log2 trials', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.nat(), async (count, seed) => {
        const guilty = (seed % count) + 1
        const suspect = await findSuspect(changesTo(count), 'comparison', (accepted) =>
          Promise.resolve(accepted.some(({ line }) => line === guilty) ? 'comparison' : undefined),
        )
        expect(suspect?.change.line).toBe(guilty)
        expect(suspect?.trials).toBeLessThanOrEqual(Math.ceil(Math.log2(count)))
      }),
    )
  })

  test('of two that break only together it names the second', async () => {
    const suspect = await findSuspect(changesTo(9), 'smoke', (accepted) =>
      Promise.resolve(
        [2, 7].every((line) => accepted.some((each) => each.line === line)) ? 'smoke' : undefined,
      ),
    )
    expect(suspect?.change.line).toBe(7)
  })

  test('says what breaks with the suspect, which may be something else than with all', async () => {
    const suspect = await findSuspect(changesTo(4), 'build', (accepted) =>
      Promise.resolve(accepted.length === 1 ? undefined : accepted.length === 2 ? 'comparison' : 'build'),
    )
    expect(suspect).toMatchObject({ change: { line: 2 }, breaks: 'comparison' })
  })

  test('a single change needs no trial', async () => {
    const suspect = await findSuspect(changesTo(1), 'build', () =>
      Promise.reject(new Error('no trial is needed')),
    )
    expect(suspect).toMatchObject({ change: { line: 1 }, trials: 0 })
  })

  test('names nobody when a trial says nothing', async () => {
    expect(await findSuspect(changesTo(4), 'build', () => Promise.resolve('unknown'))).toBeUndefined()
  })
})

test('acceptOnly lets the changes of the list through as often as they are proposed', () => {
  const accept = acceptOnly([changeAt(1), changeAt(3)])
  expect([1, 2, 3, 1, 2].map((line) => accept(changeAt(line)))).toEqual([true, false, true, true, false])
  expect(accept({ ...changeAt(1), transform: 'another-one' })).toBe(false)
})
