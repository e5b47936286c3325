import type { Transform } from '../../engine/transform.ts'
import type { Style } from '../../report/style.ts'
import { wrap } from '../../report/wrap.ts'

/** One transform a line, or in two where the terminal is narrow. */
export function listText(transforms: readonly Transform[], style: Style, width: number | undefined): string {
  const idWidth = Math.max(...transforms.map(({ id }) => id.length), 0)
  return transforms
    .map(({ id, level, category, summary: text, byDefault }) => {
      const summary = byDefault === 'off' ? `${text} (off by default)` : text
      const head = `${id.padEnd(idWidth)}  ${level.padEnd(6)}  ${category.padEnd(11)}`
      const line = `${style.bold(id.padEnd(idWidth))}${head.slice(idWidth)}`
      if (width === undefined || head.length + 2 + summary.length <= width) return `${line}  ${summary}\n`
      return [line.trimEnd(), ...wrap(summary, '    ', width)].map((each) => `${each}\n`).join('')
    })
    .join('')
}
