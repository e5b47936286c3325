import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { expectSound } from './invariants.ts'

vi.setConfig({ testTimeout: 120_000 })

// Real files, not part of this repository.
const folder = new URL('../../../shared/corpus/dataset/', import.meta.url)

describe.runIf(existsSync(folder))('the corpus', () => {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.Dockerfile')) : []

  test('holds files', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  test.each(slices(files, 20))('$from to $to', ({ names }) => {
    for (const name of names) {
      const text = readFileSync(new URL(name, folder), 'utf8')
      const document = parseDocument(text)
      expect(document.text).toBe(text)
      try {
        expectSound(document)
      } catch (error) {
        throw new Error(`${name} is not sound`, { cause: error })
      }
    }
  })
})

function slices(
  names: readonly string[],
  count: number,
): { names: readonly string[]; from: string; to: string }[] {
  const size = Math.max(1, Math.ceil(names.length / count))
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) => {
    const part = names.slice(index * size, (index + 1) * size)
    return { names: part, from: part[0] ?? '', to: part.at(-1) ?? '' }
  })
}
