import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dockerfiles } from './grammar.ts'
import { collapse, difference, report } from './harness.ts'
import { joinNaively } from './naive.ts'

const settings = {
  numRuns: Number(process.env['EQUIVALENCE_RUNS'] ?? 150),
  seed: Number(process.env['EQUIVALENCE_SEED'] ?? 20261122),
}

describe('generated Dockerfiles', () => {
  it('behave the same when collapse-runs is through', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(dockerfiles, async (before) => {
        const after = collapse(before).text
        if (after === before) return
        const found = await difference(before, after, { failures: 3, oneShell: true })
        if (found !== undefined) throw new Error(report(found, before, after))
      }),
      settings,
    )
  })

  it('are joined often enough for that to mean something', () => {
    const samples = fc.sample(dockerfiles, { numRuns: 200, seed: settings.seed })
    const joined = samples.filter((text) => collapse(text).text !== text)
    expect(joined.length).toBeGreaterThan(80)
  })

  it('catch one that joins with a bare &&', { timeout: 600_000 }, async () => {
    const property = fc.asyncProperty(dockerfiles, async (before) => {
      expect(await difference(before, joinNaively(before), { failures: 1, oneShell: true })).toBeUndefined()
    })
    const result = await fc.check(property, { ...settings, numRuns: 60, endOnFailure: true })
    expect(result.failed).toBe(true)
  })
})
