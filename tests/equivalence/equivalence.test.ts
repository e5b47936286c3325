import { describe, expect, it } from 'vitest'
import { cases } from './cases/index.ts'
import type { EquivalenceCase } from './case.ts'
import { assertEquivalent, collapse, countRuns } from './harness.ts'

const all = Object.values(cases).flat()

describe.each(Object.entries(cases))('collapse-runs: %s', (_section, list) => {
  it.concurrent.each(list.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    // Not even tried where it would reach outside the sandbox.
    const { text, refusals } = each.runs ? await assertEquivalent(each.text) : collapse(each.text)
    const reasons = refusals.map((refusal) => refusal.reason).join('\n')
    const { expected } = each
    if (expected.kind === 'joined') expect(countRuns(text), `${reasons}\n${text}`).toBe(expected.runs)
    if (expected.kind === 'kept') {
      expect(text).toBe(each.text)
      if (expected.reason) expect(reasons).toMatch(expected.reason)
    }
  })
})

describe('the cases', () => {
  it('have names of their own', () => {
    const names = all.map((each) => each.name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })

  it('ask for joining often enough to see a transform that refuses too much', () => {
    const joined = all.filter((each: EquivalenceCase) => each.expected.kind === 'joined')
    expect(joined.length / all.length).toBeGreaterThan(0.4)
  })
})
