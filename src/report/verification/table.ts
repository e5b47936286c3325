import { columnsOf, padLeft, padRight } from '../columns.ts'
import type { Paint, Style } from '../style.ts'
import { INDENT } from './lines.ts'
import type { Measurement } from './measurements.ts'

const COLUMNS = ['before', 'after', 'difference'] as const

/** What was measured, right-aligned; what has grown is marked. */
export function tableLines(rows: readonly Measurement[], style: Style): readonly string[] {
  const widths = COLUMNS.map((name) => Math.max(name.length, ...rows.map((row) => columnsOf(row[name]))))
  const percents = Math.max(...rows.map(({ percent }) => percent.length))
  const cell = (text: string, place: number): string => padLeft(text, widths[place] ?? 0)
  const head = COLUMNS.map(cell).join('   ')
  return [
    `${' '.repeat(INDENT)}${style.dim(head)}`,
    ...rows.map((row) => {
      const values = [row.before, row.after].map(cell).join('   ')
      const change = `${cell(row.difference, 2)}  ${padLeft(row.percent, percents)}`.trimEnd()
      const mark = row.worse ? `  ${style.yellow('larger')}` : ''
      const name = style.dim(padRight(row.name, INDENT - 2))
      return `  ${name}${values}   ${paintOf(row, style)(change)}${mark}`
    }),
  ]
}

function paintOf({ trend, worse, name }: Measurement, style: Style): Paint {
  if (trend === 'same') return style.dim
  if (worse) return style.yellow
  return trend === 'less' && name !== 'build time' && name !== 'files' ? style.green : (text) => text
}
