import { at, lastAtOrBefore, type Range } from './text.ts'

/**
 * Text that was put together from pieces of a file (continuations joined, comment lines left out)
 * and still knows where in the file each of its characters stands.
 */
export interface MappedText {
  readonly text: string
  /** Offsets in `text` at which a piece begins, ascending, the first one 0. */
  readonly starts: readonly number[]
  /** For each piece, the offset in the file at which it begins. */
  readonly sources: readonly number[]
}

export function mappedPiece(text: string, source: number): MappedText {
  return { text, starts: [0], sources: [source] }
}

/** File offset of the character at `offset`; of the place behind the last character for the text's end. */
export function toSource(mapped: MappedText, offset: number): number {
  if (offset > 0 && offset >= mapped.text.length) return toSource(mapped, mapped.text.length - 1) + 1
  const piece = lastAtOrBefore(mapped.starts, offset)
  return at(mapped.sources, piece) + offset - at(mapped.starts, piece)
}

/** File range from the first to the last character of a span; it may enclose continuations and comments. */
export function toSourceRange(mapped: MappedText, span: Range): Range {
  const start = toSource(mapped, span.start)
  return { start, end: span.end > span.start ? toSource(mapped, span.end - 1) + 1 : start }
}

/** The file ranges of a span, one for each piece that it crosses. */
export function toSourceRanges(mapped: MappedText, span: Range): readonly Range[] {
  const ranges: Range[] = []
  for (let piece = lastAtOrBefore(mapped.starts, span.start); piece < mapped.starts.length; piece += 1) {
    const pieceStart = at(mapped.starts, piece)
    if (pieceStart >= span.end) break
    const pieceEnd = mapped.starts[piece + 1] ?? mapped.text.length
    const from = Math.max(span.start, pieceStart)
    const to = Math.min(span.end, pieceEnd)
    const shift = at(mapped.sources, piece) - pieceStart
    if (to > from) ranges.push({ start: from + shift, end: to + shift })
  }
  return ranges
}

/** True when a span stands in the file exactly as it stands in the text. */
export function isContiguous(mapped: MappedText, span: Range): boolean {
  const range = toSourceRange(mapped, span)
  return range.end - range.start === span.end - span.start
}

export function sliceMapped(mapped: MappedText, span: Range): MappedText {
  const first = Math.max(0, lastAtOrBefore(mapped.starts, span.start))
  const starts: number[] = []
  const sources: number[] = []
  for (let piece = first; piece < mapped.starts.length; piece += 1) {
    const pieceStart = at(mapped.starts, piece)
    if (piece > first && pieceStart >= span.end) break
    const from = Math.max(pieceStart, span.start)
    starts.push(from - span.start)
    sources.push(at(mapped.sources, piece) + from - pieceStart)
  }
  return { text: mapped.text.slice(span.start, span.end), starts, sources }
}

/** Collects pieces; an empty piece is kept only where it is the sole one, so that a place is known. */
export function mapPieces(source: string, pieces: readonly Range[]): MappedText {
  const [only] = pieces
  if (pieces.length === 1 && only) return mappedPiece(source.slice(only.start, only.end), only.start)
  const starts: number[] = []
  const sources: number[] = []
  let text = ''
  for (const piece of pieces) {
    if (piece.start === piece.end) continue
    starts.push(text.length)
    sources.push(piece.start)
    text += source.slice(piece.start, piece.end)
  }
  return starts.length > 0 ? { text, starts, sources } : mappedPiece('', only?.start ?? 0)
}

export function concatMapped(parts: readonly MappedText[]): MappedText {
  let text = ''
  const starts: number[] = []
  const sources: number[] = []
  for (const part of parts) {
    if (part.text === '') continue
    starts.push(...part.starts.map((start) => start + text.length))
    sources.push(...part.sources)
    text += part.text
  }
  return starts.length > 0 ? { text, starts, sources } : mappedPiece('', parts[0]?.sources[0] ?? 0)
}
