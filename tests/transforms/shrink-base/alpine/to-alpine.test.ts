import { describe, expect, test } from 'vitest'
import { parseDocument } from '../../../../src/dockerfile/document.ts'
import { tryAlpine } from './bench.ts'
import { aptCases } from './cases-apt.ts'
import { otherCases } from './cases-others.ts'
import { unresolved } from './resolve.ts'

describe.each([...aptCases, ...otherCases])('%s', (_, before, after) => {
  const tried = tryAlpine(before)

  test('is translated', () => {
    expect(tried.refusals).toEqual([])
    expect(tried.output).toBe(after)
  })

  test('loses no word unasked', () => {
    expect(tried.fault).toBeUndefined()
  })

  test('has nothing that Alpine does not have', () => {
    const document = parseDocument(tried.output ?? '')
    const stages = tried.swap.stages.flatMap(({ index }) => document.stages[index] ?? [])
    expect(unresolved(document, stages, tried.swap.image, tried.swap.release)).toEqual([])
  })
})
