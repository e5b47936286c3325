import { sizeText } from '../../verify/comparison/size-text.ts'
import type { BuiltFacts } from '../../verify/verification.ts'
import { clip, padLeft } from '../columns.ts'
import type { Layout } from '../human.ts'
import type { Paint } from '../style.ts'
import { layerRows, type LayerRow } from './layers.ts'
import { shownLine } from './words.ts'

/** Columns of a size: 1.14 GB, -999 kB. */
const SIZE = 8

/**
 * The layers of both images, one line each: its size, a bar that begins where the layer below it ends, the
 * instruction. Both are drawn to the same scale. A layer of one image alone has - or + in front, as in a diff.
 */
export function waterfall(before: BuiltFacts, after: BuiltFacts, layout: Layout): readonly string[] {
  const { style, verbose } = layout
  const rows = layerRows(before.layers, after.layers, !verbose)
  const scale = Math.max(before.size, after.size)
  return [
    `  ${style.dim('layers before')}`,
    ...side(rows.before, '-', style.red, scale, layout),
    `  ${style.dim('layers after')}`,
    ...side(rows.after, '+', style.green, scale, layout),
  ]
}

const BAR = '█'
/** Of less than half a column. */
const SLIVER = '▏'

function side(
  rows: readonly LayerRow[],
  mark: '-' | '+',
  paint: Paint,
  scale: number,
  { style, width = 100 }: Layout,
): readonly string[] {
  const columns = Math.floor(width * 0.3)
  const columnsFor = (bytes: number): number => (scale === 0 ? 0 : Math.round((bytes / scale) * columns))
  let below = 0
  return rows.map(({ label, size, side }) => {
    // Its own size rounded, not its two ends: of two bars the longer one is the larger layer.
    const length = columnsFor(size)
    const drawn = length > 0 ? BAR.repeat(length) : size > 0 ? SLIVER : ''
    const start = Math.min(columnsFor(below), columns - drawn.length)
    below += size
    const own = side === 'one'
    const bar = `${' '.repeat(start)}${(own ? paint : style.dim)(drawn)}`
    const gap = ' '.repeat(columns - start - drawn.length)
    const text = clip(shownLine(label), width - columns - SIZE - 8)
    const head = `  ${own ? mark : ' '} ${padLeft(sizeText(size), SIZE)}`
    return `${own ? paint(head) : head}  ${bar}${gap}  ${text}`
  })
}
