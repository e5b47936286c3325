import { describe, expect, test } from 'vitest'
import { overlaid } from '../../src/project/overlaid.ts'
import { parseDocument } from '../../src/dockerfile/document.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import type { Rewrite } from '../../src/engine/rewrite.ts'
import { transforms } from '../../src/transforms/index.ts'
import { surroundingsOf } from './surroundings.ts'
import { variants } from './variants.ts'

function commentsOf(text: string): readonly string[] {
  const document = parseDocument(text)
  return [...document.comments, ...document.instructions.flatMap((instruction) => instruction.comments)]
    .map((comment) => comment.text.trimEnd())
    .sort()
}

function expectSound(result: Rewrite): void {
  expect(result.error).toBeUndefined()
  expect(result.notes.filter((note) => note.kind === 'defect')).toEqual([])
  expect(result.rounds).toBe(result.status === 'changed' ? 2 : 1)
  expect(parseDocument(result.output).problem).toBeUndefined()
}

for (const transform of transforms) {
  describe(transform.id, () => {
    test.each(transform.examples.map((example) => [example.name, example] as const))('%s', (_, example) => {
      const options = { transforms: [transform], ...surroundingsOf(example) }
      for (const { name, write } of variants) {
        const before = write(example.before)
        const result = rewrite(before, options)
        expectSound(result)
        expect(result.output, name).toBe(write(example.after ?? example.before))
        const texts = new Map(result.companions.map(({ path, after }) => [path, after] as const))
        expect(Object.fromEntries(texts), name).toEqual(example.written ?? {})
        expect(commentsOf(result.output), name).toEqual(commentsOf(before))
        if (example.refused !== undefined) {
          const reasons = result.refusals.map((refusal) => `${refusal.reason}; ${refusal.unblock}`).join('\n')
          expect(reasons, name).toContain(example.refused)
        }
        if (example.found !== undefined) {
          const findings = result.changes.filter((change) => change.level === 'manual')
          expect(findings.map(({ message }) => message).join('\n'), name).toContain(example.found)
        }
        const project = options.project && overlaid(options.project, texts)
        const again = rewrite(result.output, { ...options, ...(project && { project }) })
        expect(again.status, name).toBe('unchanged')
      }
    })

    test('has examples of a change and of a refusal, and a reason for each change', () => {
      const shows = (part: 'after' | 'refused' | 'found'): boolean =>
        transform.examples.some((example) => example[part] !== undefined)
      // What can only be reported is neither changed nor refused; what cannot be changed may be reported instead.
      const isLeft = shows('refused') || shows('found')
      expect(transform.level === 'manual' ? shows('found') : shows('after') && isLeft).toBe(true)
      for (const example of transform.examples) {
        const options = { transforms: [transform], ...surroundingsOf(example) }
        const { changes, refusals } = rewrite(example.before, options)
        for (const change of changes)
          expect([change.message, change.reason].every((text) => text.length > 10)).toBe(true)
        for (const refusal of refusals) expect(refusal.reason !== '' && refusal.unblock !== '').toBe(true)
      }
    })
  })
}

test('ids are unique and no transform listens to an alias that is another one’s id', () => {
  const ids = transforms.map((transform) => transform.id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(transforms.flatMap((transform) => transform.aliases).filter((alias) => ids.includes(alias))).toEqual(
    [],
  )
})
