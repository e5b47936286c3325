import { sizeText } from '../../verify/comparison/size-text.ts'
import type { Layer } from '../../verify/image.ts'

/** A layer, or several told as one. */
export interface LayerRow {
  readonly label: string
  readonly size: number
  /** Whether the other image has its like: the same instruction in the same place. */
  readonly side: 'both' | 'one'
}

export interface LayerRows {
  readonly before: readonly LayerRow[]
  readonly after: readonly LayerRow[]
}

/** More layers than these are told as one, the smallest first. */
const MOST_ROWS = 8

/** The layers of two images as they are told; `folded` makes one row of many that weigh little. */
export function layerRows(before: readonly Layer[], after: readonly Layer[], folded: boolean): LayerRows {
  const common = commonStart(before, after)
  const [old, fresh] = [before.slice(common), after.slice(common)]
  const pairs = alike(old.map(instructionOf), fresh.map(instructionOf))
  const rows = (layers: readonly Layer[], paired: ReadonlySet<number>): readonly LayerRow[] =>
    layers.map((layer, place) => {
      return { label: instructionOf(layer), size: layer.size, side: paired.has(place) ? 'both' : 'one' }
    })
  const oldRows = rows(old, new Set(pairs.map(([place]) => place)))
  const freshRows = rows(fresh, new Set(pairs.map(([, place]) => place)))
  const start = startRow(before.slice(0, common))
  if (!folded) return { before: [...start, ...oldRows], after: [...start, ...freshRows] }
  // One limit for both: what is a line before is a line after.
  const limit = tinyLimit(Math.max(sum(before), sum(after)))
  return {
    before: [...start, ...withoutTiny(oldRows, limit)],
    after: [...start, ...withoutTiny(freshRows, limit)],
  }
}

/** Layers that both images begin with, byte for byte: the base image, and what was copied right onto it. */
function commonStart(before: readonly Layer[], after: readonly Layer[]): number {
  const other = before.findIndex((layer, place) => layer.digest !== after[place]?.digest)
  return other < 0 ? before.length : other
}

function startRow(layers: readonly Layer[]): readonly LayerRow[] {
  const [first] = layers
  if (!first) return []
  const which = layers.length === 1 ? 'first layer' : `first ${layers.length} layers`
  return [{ label: `${which}, the same in both`, size: sum(layers), side: 'both' }]
}

function sum(layers: readonly { readonly size: number }[]): number {
  return layers.reduce((total, { size }) => total + size, 0)
}

/** 1, 2, 5, 10, 20, 50 … bytes. */
const ROUND = Array.from({ length: 16 }, (_, place) => [1, 2, 5].map((digit) => digit * 10 ** place)).flat()

/** Bytes below which a layer is not worth a line: less than a hundredth of all. */
function tinyLimit(total: number): number {
  return ROUND.find((limit) => limit > total / 250) ?? 0
}

function withoutTiny(rows: readonly LayerRow[], limit: number): readonly LayerRow[] {
  const large = rows.filter(({ size }) => size >= limit)
  const kept = new Set(large.toSorted((left, right) => right.size - left.size).slice(0, MOST_ROWS))
  const rest = rows.filter((row) => !kept.has(row))
  if (rest.length < 2) return rows
  const size = sum(rest)
  const what =
    size === 0
      ? 'empty layers'
      : kept.size < large.length
        ? 'smaller layers'
        : `layers below ${roundSizeText(limit)}`
  const side = rest.every((row) => row.side === 'one') ? 'one' : 'both'
  return [...rows.filter((row) => kept.has(row)), { label: `${rest.length} ${what}`, size, side }]
}

function roundSizeText(bytes: number): string {
  return sizeText(bytes).replace(/\.0+ /, ' ')
}

/** Places at which two lists have the same, in order, as many as there can be. */
function alike(first: readonly string[], second: readonly string[]): readonly (readonly [number, number])[] {
  const width = second.length + 1
  const lengths = new Uint32Array((first.length + 1) * width)
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0
  for (let row = first.length - 1; row >= 0; row -= 1)
    for (let column = second.length - 1; column >= 0; column -= 1)
      lengths[row * width + column] =
        first[row] === second[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  const pairs: (readonly [number, number])[] = []
  for (let row = 0, column = 0; row < first.length && column < second.length;) {
    if (first[row] === second[column]) pairs.push([row++, column++])
    else if (at(row + 1, column) >= at(row, column + 1)) row += 1
    else column += 1
  }
  return pairs
}

/** The instruction on one line, without what builders add to it in an image's history. */
export function instructionOf({ createdBy }: Layer): string {
  const text = (createdBy ?? '').replace(/\s+/g, ' ').trim()
  const plain = text
    .replace(/ # buildkit$/, '')
    .replace(/^\/bin\/sh -c #\(nop\) +/, '')
    .replace(/\b(file|dir|multi):([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1:$2')
  const command = SHELL_COMMAND.exec(plain)?.[1]
  if (command !== undefined) return `RUN ${command}`
  return plain === '' ? 'a layer without history' : plain
}

/** The classic builder and buildah have no RUN in front; build arguments stand before the shell, counted. */
const SHELL_COMMAND =
  /^(?:RUN )?(?:\|\d+ (?:.*? )?)?(?:\/\S*\/)?(?:ba|da|a|z|k)?sh (?:-\w*o \w+ |-\w+ )*?-\w*c (.*)$/
