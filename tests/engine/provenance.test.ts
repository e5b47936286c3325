import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../src/dockerfile/text-edit.ts'
import {
  changesWithin,
  originalOffset,
  recordEdits,
  untouched,
  type AttributedEdit,
  type Provenance,
} from '../../src/engine/provenance.ts'

function textOf(provenance: Provenance, original: string): string {
  return provenance.pieces
    .map((piece) =>
      piece.kind === 'kept'
        ? original.slice(piece.original, piece.original + piece.length)
        : '?'.repeat(piece.length),
    )
    .join('')
}

describe('provenance', () => {
  test('knows which change inserted and which deleted', () => {
    const first = recordEdits(untouched('abcdef'), [{ start: 1, end: 3, text: 'XY', change: 0 }])
    const second = recordEdits(first, [{ start: 4, end: 5, text: '', change: 1 }])
    expect(textOf(second, 'abcdef')).toBe('a??df')
    expect([...changesWithin(second, { start: 1, end: 2 }, { start: 0, end: 1 })]).toEqual([0])
    expect([...changesWithin(second, { start: 4, end: 5 }, { start: 4, end: 5 })]).toEqual([1])
    expect([...changesWithin(second, { start: 0, end: 1 }, { start: 0, end: 1 })]).toEqual([])
  })

  test('a place inside an insertion is the place where it was put', () => {
    const provenance = recordEdits(untouched('abcdef'), [{ start: 3, end: 3, text: 'XYZ', change: 0 }])
    expect([0, 3, 5, 6, 9].map((offset) => originalOffset(provenance, offset))).toEqual([0, 3, 3, 3, 6])
  })

  test('what is kept maps to itself, after any sequence of edits', () => {
    const edit = fc.record({ from: fc.nat(30), length: fc.nat(5), text: fc.stringMatching(/^[A-Z]{0,4}$/) })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const original = 'abcdefghijklmnopqrstuvwxyz0123456789'
        let text = original
        let provenance = untouched(text)
        edits.forEach(({ from, length, text: inserted }, change) => {
          const start = Math.min(from, text.length)
          const step: AttributedEdit = {
            start,
            end: Math.min(start + length, text.length),
            text: inserted,
            change,
          }
          provenance = recordEdits(provenance, [step])
          text = applyEdits(text, [step])
        })
        const rebuilt = textOf(provenance, original)
        expect(rebuilt.length).toBe(text.length)
        for (let offset = 0; offset < text.length; offset += 1) {
          if (rebuilt[offset] !== '?') expect(original[originalOffset(provenance, offset)]).toBe(text[offset])
        }
      }),
    )
  })
})
