// The case files beside this test: <transform>/changes.txt and refusals.txt. A transform has them by having the folder.
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rewrite, type Rewrite } from '../../src/engine/pipeline.ts'
import type { Transform } from '../../src/engine/transform.ts'
import { transforms } from '../../src/transforms/index.ts'
import { readCases, withBase } from './case-file.ts'

function casesOf({ id }: Transform, file: string): URL {
  return new URL(`./${id}/${file}`, import.meta.url)
}

const covered = transforms.filter((transform) => existsSync(casesOf(transform, 'changes.txt')))

test('there are case files', () => {
  expect(covered.map(({ id }) => id)).toEqual(['collapse-runs', 'join-apt-update', 'clean-package-caches'])
})

for (const transform of covered) {
  const run = (text: string): Rewrite => {
    const result = rewrite(text, { transforms: [transform] })
    expect(result.notes.filter((note) => note.kind === 'defect')).toEqual([])
    return result
  }
  const changes = readCases(casesOf(transform, 'changes.txt'))
  // A heredoc with CRLF hands its carriage returns to the shell, which takes them for letters.
  const lines = changes.filter((each) => !each.before.includes('<<'))
  const refusals = readCases(casesOf(transform, 'refusals.txt'))

  describe(`${transform.id}: changes`, () => {
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

  describe(`${transform.id}: left alone`, () => {
    test.each(refusals.map((each) => [each.name, each] as const))('%s', (_, { before, expected }) => {
      const result = run(before)
      expect(result.output).toBe(before)
      const said = result.refusals.map(({ quiet, reason }) => `${quiet ? 'quiet: ' : ''}${reason}\n`)
      expect(said.join('')).toBe(expected)
      expect(result.refusals.every((refusal) => refusal.unblock !== '')).toBe(true)
    })
  })
}
