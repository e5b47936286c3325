import type { Transform } from '../../engine/transform.ts'
import type { Style } from '../../report/style.ts'
import { wrap } from '../../report/wrap.ts'
import type { Modes } from '../selection.ts'

/** What a configuration says of the transforms, and its name. */
interface Configured {
  readonly modes: Modes
  readonly file: string
}

/** One transform a line, or in two where the terminal is narrow. */
export function listText(
  transforms: readonly Transform[],
  style: Style,
  width: number | undefined,
  config?: Configured,
): string {
  const idWidth = Math.max(...transforms.map(({ id }) => id.length), 0)
  return transforms
    .map((transform) => {
      const { id, level, category } = transform
      const summary = transform.summary + stateOf(transform, config)
      const head = `${id.padEnd(idWidth)}  ${level.padEnd(6)}  ${category.padEnd(11)}`
      const line = `${style.bold(id.padEnd(idWidth))}${head.slice(idWidth)}`
      if (width === undefined || head.length + 2 + summary.length <= width) return `${line}  ${summary}\n`
      return [line.trimEnd(), ...wrap(summary, '    ', width)].map((each) => `${each}\n`).join('')
    })
    .join('')
}

const BY_DEFAULT = { on: '', off: ' (off by default)', report: ' (reported by default)' } as const

/** Whether it runs where nothing else is said, and who says so. */
function stateOf({ id, byDefault }: Transform, config: Configured | undefined): string {
  const mode = config?.modes[id]
  if (!config || mode === undefined) return BY_DEFAULT[byDefault ?? 'on']
  return ` (${mode === 'report' ? 'report only' : mode} by ${config.file})`
}
