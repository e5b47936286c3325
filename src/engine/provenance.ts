import { ordered, type TextEdit } from '../dockerfile/text-edit.ts'
import type { Range } from '../dockerfile/text.ts'

/** A stretch of today's text: taken over from the original, or put there by a change. */
export type Piece =
  | { readonly kind: 'kept'; readonly length: number; readonly original: number }
  | { readonly kind: 'inserted'; readonly length: number; readonly original: number; readonly change: number }

/** A stretch of the original that a change took away. */
export interface Deletion extends Range {
  readonly change: number
}

/**
 * Where each character of a text that was edited step by step came from. `original` of an inserted piece is the
 * place in the original at which it stands.
 */
export interface Provenance {
  readonly pieces: readonly Piece[]
  readonly deletions: readonly Deletion[]
}

export interface AttributedEdit extends TextEdit {
  /** Number of the change that the edit belongs to. */
  readonly change: number
}

export function untouched(text: string): Provenance {
  return { pieces: [{ kind: 'kept', length: text.length, original: 0 }], deletions: [] }
}

/** The provenance after one more step, whose edits are in offsets of the text before it. */
export function recordEdits(before: Provenance, edits: readonly AttributedEdit[]): Provenance {
  const pieces: Piece[] = []
  const deletions = [...before.deletions]
  const pending = [...before.pieces]
  let offset = 0

  const take = (length: number, change: number | undefined): void => {
    let left = length
    while (left > 0) {
      const piece = pending.shift()
      if (!piece) throw new RangeError('an edit lies outside the text')
      const head = Math.min(left, piece.length)
      const part = { ...piece, length: head }
      if (change === undefined) pieces.push(part)
      else if (part.kind === 'kept')
        deletions.push({ start: part.original, end: part.original + head, change })
      if (head < piece.length) {
        const original = piece.kind === 'kept' ? piece.original + head : piece.original
        pending.unshift({ ...piece, length: piece.length - head, original })
      }
      left -= head
    }
    offset += length
  }

  for (const edit of ordered(edits)) {
    take(edit.start - offset, undefined)
    if (edit.text !== '') {
      const original = originalOffset(before, edit.start)
      pieces.push({ kind: 'inserted', length: edit.text.length, original, change: edit.change })
    }
    take(edit.end - edit.start, edit.change)
  }
  return { pieces: [...pieces, ...pending], deletions }
}

/** The place in the original for an offset of today's text. */
export function originalOffset(provenance: Provenance, offset: number): number {
  let start = 0
  let last = 0
  for (const piece of provenance.pieces) {
    if (offset < start + piece.length)
      return piece.kind === 'kept' ? piece.original + offset - start : piece.original
    start += piece.length
    last = piece.kind === 'kept' ? piece.original + piece.length : piece.original
  }
  return last
}

/** The changes that touched a span of the original or of today's text. */
export function changesWithin(provenance: Provenance, original: Range, today: Range): ReadonlySet<number> {
  const found = new Set<number>()
  for (const deletion of provenance.deletions) {
    if (deletion.start < original.end && original.start < deletion.end) found.add(deletion.change)
  }
  let start = 0
  for (const piece of provenance.pieces) {
    if (piece.kind === 'inserted' && start < today.end && today.start < start + piece.length)
      found.add(piece.change)
    start += piece.length
  }
  return found
}
