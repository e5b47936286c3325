import type { Change, Refusal } from '../engine/change.ts'
import type { Level } from '../engine/transform.ts'
import type { FileReport } from './file-report.ts'
import { shownRefusals } from './json.ts'
import { visible, type Paint, type Style } from './style.ts'
import type { Summary } from './summary.ts'
import { count, wrap } from './wrap.ts'

export interface Layout {
  readonly style: Style
  /** Columns to wrap at; undefined keeps every reason on its line, for grep. */
  readonly width: number | undefined
  readonly verbose: boolean
}

/** What is done to a file and what is not, with the reasons; empty where there is nothing to say. */
export function reasonsOf(report: FileReport, layout: Layout): string {
  const refusals = shownRefusals(report.refusals, layout.verbose)
  if (report.changes.length === 0 && refusals.length === 0) return ''
  const items = [
    ...report.changes.map((change) => ({ line: change.line, text: changeText(change, layout) })),
    ...refusals.map((refusal) => ({ line: refusal.line, text: refusalText(refusal, layout) })),
  ].sort((left, right) => left.line - right.line)
  const title = layout.style.bold(titleOf(report.path))
  return `${title}\n${items.map((item) => item.text).join('')}`
}

/** A path that git would take for the beginning of a patch gets a folder in front. */
function titleOf(path: string): string {
  return visible(/^(?:@@ |--- |\+\+\+ |diff |\\ )/.test(path) ? `./${path}` : path)
}

const PAINTS: Readonly<Record<Level, keyof Style & ('green' | 'yellow' | 'cyan')>> = {
  safe: 'green',
  review: 'yellow',
  manual: 'cyan',
}

function changeText(change: Change, layout: Layout): string {
  const { transform, level, line, endLine, message, reason } = change
  const place = line === endLine ? `line ${line}` : `lines ${line}-${endLine}`
  const what = level === 'manual' ? 'manual, not written' : level
  return item([place, transform, `(${what})`], layout.style[PAINTS[level]], message, [reason], layout)
}

function refusalText({ transform, line, reason, unblock }: Refusal, layout: Layout): string {
  const details = unblock === '' ? [] : [`to unblock: ${unblock}`]
  return item([`line ${line}`, transform, '(refused)'], layout.style.red, reason, details, layout)
}

function item(
  [place, id, kind]: readonly [string, string, string],
  paint: Paint,
  message: string,
  details: readonly string[],
  { style, width }: Layout,
): string {
  const lines = [message, ...details].flatMap((text) =>
    width === undefined ? [`      ${visible(text)}`] : wrap(visible(text), '      ', width),
  )
  return [`  ${place}  ${style.bold(id)} ${paint(kind)}`, ...lines].map((line) => `${line}\n`).join('')
}

/** How a run ended, with what to do next. */
export interface Ending {
  readonly summary: Summary
  readonly written: boolean
  /** An id to put into the example of `explain`. */
  readonly example: string | undefined
}

export function summaryOf({ summary, written, example }: Ending, style: Style): string {
  const { files, changed, failed, skipped, changes, refusals } = summary
  const parts = [
    `${changed} ${written ? 'written' : 'would change'}`,
    `${files - changed - failed - skipped} unchanged`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [style.red(`${failed} failed`)] : []),
  ]
  const levels = (['safe', 'review', 'manual'] as const).flatMap((level) =>
    changes[level] > 0 ? [style[PAINTS[level]](`${changes[level]} ${level}`)] : [],
  )
  const lines = [`${style.bold(count(files, 'file'))}: ${parts.join(', ')}`]
  const told = [
    ...(levels.length > 0 ? [`changes: ${levels.join(', ')}`] : []),
    ...(refusals > 0 ? [`refusals: ${refusals}`] : []),
  ]
  if (told.length > 0) lines.push(told.join('; '))
  const next = [
    ...(changed > 0 && !written ? ['dfopt fix --write applies this'] : []),
    ...(example === undefined ? [] : [`dfopt explain ${example} says more`]),
  ]
  if (next.length > 0) lines.push(`next: ${next.join('; ')}`)
  return lines.map((line) => `${line}\n`).join('')
}
