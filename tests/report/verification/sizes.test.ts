import { expect, test } from 'vitest'
import {
  changeText,
  differenceText,
  numberText,
  percentText,
  timeText,
} from '../../../src/report/verification/sizes.ts'
import { sizeText } from '../../../src/verify/comparison/size-text.ts'

test.each([
  [0, '0.0 s'],
  [0.04, '0.0 s'],
  [12.345, '12.3 s'],
  [99.94, '99.9 s'],
  [99.95, '1 min 40 s'],
  [119.6, '2 min 0 s'],
  [3599.4, '59 min 59 s'],
  [3599.5, '1 h 0 min'],
  [7261, '2 h 1 min'],
])('timeText(%d) is %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text)
})

test('numberText', () => {
  expect([0, 999, 1000, 71_204, 1_234_567].map(numberText)).toEqual([
    '0',
    '999',
    '1,000',
    '71,204',
    '1,234,567',
  ])
})

test('differenceText has a sign, or says that nothing can be seen', () => {
  expect(differenceText(1_140_000_000, 1_091_900_000, sizeText)).toBe('-48.1 MB')
  expect(differenceText(14, 17, numberText)).toBe('+3')
  expect(differenceText(5, 5, numberText)).toBe('same')
  expect(differenceText(12.4, 12.42, timeText)).toBe('same')
})

test.each([
  [100, 95.8, '-4.2 %'],
  [100, 49, '-51 %'],
  [100, 115, '+15 %'],
  [100, 250, '+150 %'],
  [100, 90.04, '-10 %'],
  [100, 90.06, '-9.9 %'],
  [10_000, 9_991, '<0.1 %'],
  [10_000, 10_001, '<0.1 %'],
  [100, 100, ''],
  [0, 100, ''],
  [100, 0, '-100 %'],
  [10_000, 30, '-99.7 %'],
  [1_000_000, 1, '-99.9 %'],
])('percentText(%d, %d) is %j', (before, after, text) => {
  expect(percentText(before, after)).toBe(text)
})

test('changeText', () => {
  expect(changeText(2_350_000_000, 1_260_000_000, sizeText)).toBe('2.35 GB → 1.26 GB (-1.09 GB, -46 %)')
  expect(changeText(5, 5, sizeText)).toBe('5 B → 5 B (same)')
  expect(changeText(0, 5, sizeText)).toBe('0 B → 5 B (+5 B)')
})
