import { expect, test } from 'vitest'
import { today } from '../../src/cli/commands/surroundings.ts'

test('the day is that of SOURCE_DATE_EPOCH where it is one', () => {
  expect(today('1768435200')).toBe('2026-01-15')
  for (const other of [undefined, '', 'yesterday', '-1']) {
    expect(today(other)).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(Math.abs(Date.parse(today(other)) - Date.now())).toBeLessThan(2 * 86_400_000)
  }
})
