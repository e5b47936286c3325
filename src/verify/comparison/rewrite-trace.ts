import type { Document } from '../../dockerfile/document.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { Rewrite } from '../../engine/rewrite.ts'
import { changesWithin, originalOffset } from '../../engine/provenance.ts'

export type Side = 'before' | 'after'

/** What the changes of a rewrite did to which part of the text. Change numbers are places in `changes`. */
export interface RewriteTrace {
  /** The changes that touched an instruction of one text, or those of the other text that it shares words with. */
  touching(side: Side, instruction: Range): ReadonlySet<number>
  /** Where an instruction of either text stood in the original. */
  origin(side: Side, instruction: Range): readonly Range[]
  /** Characters of the original between a change and a place; 0 where it touches it. */
  distance(change: number, place: Range): number
  /** What a change put in and took away. */
  words(change: number): string
}

interface Kept {
  readonly before: Range
  readonly after: Range
}

export function traceOf(rewrite: Rewrite, before: Document, after: Document): RewriteTrace {
  const { provenance, changes } = rewrite
  const kept: Kept[] = []
  const places = changes.map((): Range[] => [])
  const texts = changes.map((): string[] => [])
  for (const { start, end, change } of provenance.deletions) {
    places[change]?.push({ start, end })
    texts[change]?.push(rewrite.input.slice(start, end))
  }
  let start = 0
  for (const piece of provenance.pieces) {
    const { length, original } = piece
    if (piece.kind === 'kept') kept.push({ before: span(original, length), after: span(start, length) })
    else {
      places[piece.change]?.push(span(original, 0))
      texts[piece.change]?.push(rewrite.output.slice(start, start + length))
    }
    start += length
  }
  // Of a change whose text a later one replaced nothing is left but the lines that it was about.
  changes.forEach(({ line, endLine }, change) => {
    const own = places[change]
    if (own?.length === 0) own.push({ start: lineOffset(before, line), end: lineOffset(before, endLine + 1) })
  })

  const counterparts = (side: Side, instruction: Range): readonly Range[] => {
    const [here, there] = side === 'before' ? (['before', 'after'] as const) : (['after', 'before'] as const)
    const parts = kept.flatMap((piece): readonly Range[] => {
      const from = Math.max(piece[here].start, instruction.start)
      const to = Math.min(piece[here].end, instruction.end)
      return from < to ? [span(piece[there].start + from - piece[here].start, to - from)] : []
    })
    const { instructions } = side === 'before' ? after : before
    return instructions
      .map(({ range }) => range)
      .filter((range) => parts.some((part) => overlap(part, range)))
  }

  return {
    touching(side, instruction) {
      const others = counterparts(side, instruction)
      const pairs = (others.length > 0 ? others : [span(0, 0)]).map((other) =>
        side === 'before' ? ([instruction, other] as const) : ([other, instruction] as const),
      )
      return new Set(pairs.flatMap(([was, is]) => [...changesWithin(provenance, was, is)]))
    },
    origin(side, instruction) {
      if (side === 'before') return [instruction]
      const others = counterparts(side, instruction)
      return others.length > 0 ? others : [span(originalOffset(provenance, instruction.start), 0)]
    },
    distance(change, place) {
      const gaps = places[change]?.map((each) => Math.max(each.start - place.end, place.start - each.end, 0))
      return Math.min(...(gaps ?? []))
    },
    words: (change) => texts[change]?.join('\n') ?? '',
  }
}

function lineOffset({ lines, text }: Document, line: number): number {
  return lines[line - 1] ?? text.length
}

function span(start: number, length: number): Range {
  return { start, end: start + length }
}

function overlap(left: Range, right: Range): boolean {
  return left.start < right.end && right.start < left.end
}
