import { describe, expect, test } from 'vitest'
import { rewrite, type Rewrite } from '../../src/engine/pipeline.ts'
import { cleanPackageCaches } from '../../src/transforms/clean-package-caches/index.ts'
import { readCases, withBase } from './clean-package-caches/case-file.ts'

function run(text: string): Rewrite {
  const result = rewrite(text, { transforms: [cleanPackageCaches] })
  expect(result.notes.filter((note) => note.kind === 'defect')).toEqual([])
  return result
}

const changes = readCases(new URL('./clean-package-caches/changes.txt', import.meta.url))
// A heredoc with CRLF hands its carriage returns to the shell, which takes them for letters.
const lines = changes.filter((each) => !each.before.includes('<<'))
const refusals = readCases(new URL('./clean-package-caches/refusals.txt', import.meta.url))

describe('changes', () => {
  test.each(changes.map((each) => [each.name, each] as const))('%s', (_, { before, expected }) => {
    const result = run(before)
    expect(result.output).toBe(withBase(expected))
    expect(result.rounds).toBe(2)
    expect(run(result.output).status).toBe('unchanged')
  })

  test.each(lines.map((each) => [each.name, each] as const))('%s, as CRLF', (_, { before, expected }) => {
    const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
    expect(run(crlf(before)).output).toBe(crlf(withBase(expected)))
  })

  test.each(changes.map((each) => [each.name, each] as const))(
    '%s, without a final newline',
    (_, { before, expected }) => {
      const cut = (text: string): string => text.replace(/\n$/, '')
      expect(run(cut(before)).output).toBe(cut(withBase(expected)))
    },
  )
})

describe('left alone', () => {
  test.each(refusals.map((each) => [each.name, each] as const))('%s', (_, { before, expected }) => {
    const result = run(before)
    expect(result.output).toBe(before)
    const said = result.refusals.map(({ quiet, reason }) => `${quiet ? 'quiet: ' : ''}${reason}\n`)
    expect(said.join('')).toBe(expected)
    expect(result.refusals.every((refusal) => refusal.unblock !== '')).toBe(true)
  })
})
