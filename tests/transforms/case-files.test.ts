// The case files beside this test: <transform>/changes.txt, refusals.txt and findings.txt, and changes-<part>.txt and
// refusals-<part>.txt for parts of it. A transform has them by having the folder.
import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite } from '../../src/engine/rewrite.ts'
import type { Transform } from '../../src/engine/transform.ts'
import { transforms } from '../../src/transforms/index.ts'
import { readCases, withBase, type Case } from './case-file.ts'
import { surroundingsOf } from './surroundings.ts'

function casesOf({ id }: Transform, file: string): URL {
  return new URL(`./${id}/${file}`, import.meta.url)
}

const covered = transforms.filter((transform) => existsSync(new URL(`./${transform.id}/`, import.meta.url)))

test('there are case files', () => {
  expect(covered).not.toEqual([])
  for (const transform of covered) {
    const wanted = transform.level === 'manual' ? ['findings.txt'] : ['changes.txt', 'refusals.txt']
    expect(wanted.filter((file) => !existsSync(casesOf(transform, file)))).toEqual([])
  }
})

for (const transform of covered) {
  const run = (text: string, of: Case): Rewrite => {
    const result = rewrite(text, { transforms: [transform], ...surroundingsOf(of) })
    expect(result.notes.filter((note) => note.kind === 'defect')).toEqual([])
    return result
  }
  const read = (kind: 'changes' | 'refusals' | 'findings'): ReturnType<typeof readCases> =>
    readdirSync(new URL(`./${transform.id}/`, import.meta.url))
      .filter((file) => file === `${kind}.txt` || (file.startsWith(`${kind}-`) && file.endsWith('.txt')))
      .flatMap((file) => readCases(casesOf(transform, file)))
  const changes = read('changes')
  // A heredoc with CRLF hands its carriage returns to the shell, which takes them for letters.
  const lines = changes.filter((each) => !each.before.includes('<<'))
  const refusals = read('refusals')
  const findings = read('findings')

  describe.runIf(changes.length > 0)(`${transform.id}: changes`, () => {
    test.each(changes.map((each) => [each.name, each] as const))('%s', (_, each) => {
      const result = run(each.before, each)
      expect(result.output).toBe(withBase(each.expected))
      expect(result.rounds).toBe(2)
      expect(run(result.output, each).status).toBe('unchanged')
    })

    test.each(lines.map((each) => [each.name, each] as const))('%s, as CRLF', (_, each) => {
      const crlf = (text: string): string => text.replaceAll('\n', '\r\n')
      expect(run(crlf(each.before), each).output).toBe(crlf(withBase(each.expected)))
    })

    test.each(changes.map((each) => [each.name, each] as const))('%s, without a final newline', (_, each) => {
      const cut = (text: string): string => text.replace(/\n$/, '')
      expect(run(cut(each.before), each).output).toBe(cut(withBase(each.expected)))
    })
  })

  describe.runIf(findings.length > 0)(`${transform.id}: reported`, () => {
    test.each(findings.map((each) => [each.name, each] as const))('%s', (_, each) => {
      const { before, expected } = each
      const result = run(before, each)
      expect(result.output).toBe(before)
      const said = result.changes.map(({ line, level, message }) => `${line} ${level}: ${message}\n`)
      expect(said.join('')).toBe(expected)
    })
  })

  describe.runIf(refusals.length > 0)(`${transform.id}: left alone`, () => {
    test.each(refusals.map((each) => [each.name, each] as const))('%s', (_, each) => {
      const { before, expected } = each
      const result = run(before, each)
      expect(result.output).toBe(before)
      const said = result.refusals.map(({ quiet, reason }) => `${quiet ? 'quiet: ' : ''}${reason}\n`)
      expect(said.join('')).toBe(expected)
      expect(result.refusals.every((refusal) => refusal.unblock !== '')).toBe(true)
    })
  })
}
