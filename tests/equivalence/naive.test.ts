import { describe, expect, it } from 'vitest'
import { cases } from './cases/index.ts'
import { difference, outcomeOf } from './harness.ts'
import { joinNaively } from './naive.ts'

// What proves that the cases can fail: each hazard catches one that joins without thought; elsewhere a bare && is right.
describe.each(Object.entries(cases))('a bare && and %s', (_section, list) => {
  const runnable = list.filter((each) => each.runs)

  it.concurrent.each(runnable.filter((each) => each.hazard).map((each) => [each.name, each] as const))(
    'is seen to be wrong: %s',
    async (_name, { text }) => {
      const manners = ['bare', 'subshells', 'chains'] as const
      let seen: string | undefined
      for (const manner of manners) seen ??= await difference(text, joinNaively(text, manner))
      expect(seen).toBeDefined()
    },
  )

  it.concurrent.each(
    runnable
      .filter((each) => !each.hazard && each.expected.kind === 'joined')
      .map((each) => [each.name, each] as const),
  )('is right: %s', async (_name, { text }) => {
    expect(await difference(text, joinNaively(text))).toBeUndefined()
  })

  it.concurrent.each(runnable.map((each) => [each.name, each] as const))(
    'the build ends as the case says: %s',
    async (_name, { text, fails }) => {
      const outcome = await outcomeOf(text)
      expect(outcome.succeeded, outcome.stderr).toBe(!fails)
    },
  )
})
