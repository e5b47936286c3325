import { expect, test } from 'vitest'
import { verifyJson } from '../../../src/report/verification/json.ts'
import type { Verification } from '../../../src/verify/verification.ts'
import * as made from './make-verification.ts'

function parsed(...verifications: readonly Verification[]): unknown {
  return JSON.parse(verifyJson(verifications))
}

/** As JSON has it: without what is undefined, with times in tenths. */
function plain(verification: Verification): unknown {
  return JSON.parse(
    JSON.stringify(verification, (key, value: unknown) =>
      key === 'seconds' && typeof value === 'number' ? Math.round(value * 10) / 10 : value,
    ),
  )
}

test.each(
  Object.entries({
    rebuilt: made.rebuilt,
    bisected: made.bisected,
    doesNotBuild: made.doesNotBuild,
    hostile: made.hostile,
    unchanged: made.unchanged,
  }),
)('%s is all there', (_, verification) => {
  expect(parsed(verification)).toMatchObject({ schema: 1, files: [plain(verification)] })
})

test('what is not public stays out', () => {
  const more = { ...made.small, secret: 'x' }
  expect(verifyJson([more])).not.toContain('secret')
})

test('the summary counts and adds up', () => {
  expect(parsed(made.small, made.applied, made.regression, made.noBuilder, made.unchanged)).toMatchObject({
    summary: {
      files: 5,
      proven: 2,
      regression: 1,
      unproven: 1,
      unchanged: 1,
      applied: 1,
      measured: { files: 2, before: { size: 222_155_700 }, after: { size: 182_448_460 } },
    },
  })
  expect(parsed()).toEqual({
    schema: 1,
    files: [],
    summary: { files: 0, proven: 0, regression: 0, unproven: 0, unchanged: 0, applied: 0 },
  })
})

test('bytes that are no UTF-8 come back as they went', () => {
  expect(verifyJson([made.hardNames])).toContain('\\udce4\\udcf6.txt')
})

test('one line a file', () => {
  expect(verifyJson([made.small, made.unchanged]).split('\n')).toHaveLength(5)
})
