import { expect, test } from 'vitest'
import { cycleNamed, cycleOf, cyclesOf, isOver, productOf } from '../../src/catalog/lifecycles.ts'

// The eol lines of products/*.md of endoflife-date/endoflife.date at a70eca3 (2026-08-22).
test.each([
  ['node', '20', '2026-04-30'],
  ['node', '14.21.3', '2023-04-30'],
  ['python', '3.8.10', '2024-10-07'],
  ['debian', '10', '2022-09-10'],
  ['ubuntu', '20.04', '2025-05-31'],
  ['alpine', '3.20', '2026-04-01'],
  ['golang', '1.26', undefined],
  ['php', '8.1', '2025-12-31'],
  ['postgres', '13.2', '2025-11-13'],
  ['mcr.microsoft.com/dotnet/sdk', '6', '2024-11-12'],
])('%s %s', (image, version, end) => {
  expect(cycleOf(productOf(image) ?? '', version)).toMatchObject({ end })
})

test('a version is not of a cycle that merely begins alike', () => {
  expect(cycleOf('python', '3.1')?.cycle).not.toBe('3.12')
  expect(cycleOf('nodejs', '200')).toBeUndefined()
  expect(productOf('openjdk')).toBeUndefined()
})

test('Debian by code name, with the end of its long-term support', () => {
  expect(cycleNamed('debian', 'bookworm')).toMatchObject({
    cycle: '12',
    end: '2026-07-11',
    extendedEnd: '2028-06-30',
  })
  expect(cyclesOf('debian')[0]?.codename).toBe('trixie')
})

test('over is what ended before a day', () => {
  const node20 = cycleOf('nodejs', '20') ?? { end: undefined }
  expect(isOver(node20, '2026-04-30')).toBe(false)
  expect(isOver(node20, '2026-05-01')).toBe(true)
  expect(isOver({ end: undefined }, '2026-05-01')).toBe(false)
  expect(cycleOf('nodejs', '22')?.longTerm('2026-11-22')).toBe(true)
})
