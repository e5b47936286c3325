import { diffWordsWithSpace } from 'diff'
import type { Rewritten } from './file-report.ts'
import { hunksOf, type Hunk } from './hunks.ts'
import { headerOf, rangeOf } from './patch.ts'
import { visible, type Paint, type Style } from './style.ts'

/** The diff for a reader at a terminal: what changed within a line stands out, and nothing can steer the terminal. */
export function colouredDiff(report: Rewritten, name: string, context: number, style: Style): string {
  const hunks = hunksOf(report, context)
  if (hunks.length === 0) return ''
  const header = headerOf(name, report.isNew).map((line) => style.bold(visible(line.trimEnd())))
  const body = hunks.flatMap((hunk) => [style.cyan(rangeOf(hunk)), ...hunkLines(hunk, style)])
  return [...header, ...body].map((line) => `${line}\n`).join('')
}

function hunkLines(hunk: Hunk, style: Style): readonly string[] {
  const shown: string[] = []
  let removed: string[] = []
  let added: string[] = []
  const flush = (): void => {
    shown.push(...blockLines(removed, added, style))
    removed = []
    added = []
  }
  for (const line of hunk.lines) {
    if (line.startsWith('-')) {
      if (added.length > 0) flush()
      removed.push(line.slice(1))
    } else if (line.startsWith('+')) added.push(line.slice(1))
    else if (line.startsWith('\\')) (added.length > 0 ? added : removed).push(NO_NEWLINE)
    else {
      flush()
      shown.push(` ${visible(line.slice(1).replace(/\r$/, ''))}`)
    }
  }
  flush()
  return shown
}

// Stands for the line that git prints below a last line without an end; no line of a file holds a line feed.
const NO_NEWLINE = '\n'

function blockLines(removed: readonly string[], added: readonly string[], style: Style): readonly string[] {
  const [old, fresh] = [removed.filter(isLine), added.filter(isLine)]
  const pairs = old.map((line, index) => {
    const other = fresh[index]
    return other === undefined || !style.colour ? undefined : emphasised(line, other, style)
  })
  // The end of the lines is worth showing only where it differs.
  const endings = new Set([...old, ...fresh].map((line) => line.endsWith('\r')))
  const show = (line: string): string => visible(endings.size > 1 ? line : line.replace(/\r$/, ''))
  const side = (
    lines: readonly string[],
    sign: string,
    paint: Paint,
    words: (index: number) => string | undefined,
  ): readonly string[] =>
    lines.map((line, index) =>
      line === NO_NEWLINE
        ? style.dim('\\ No newline at end of file')
        : paint(sign + (words(index) ?? show(line))),
    )
  return [
    ...side(removed, '-', style.red, (index) => pairs[index]?.old),
    ...side(added, '+', style.green, (index) => pairs[index]?.fresh),
  ]
}

function isLine(line: string): boolean {
  return line !== NO_NEWLINE
}

/** Both lines with their differing words marked; undefined where too little is common for that to help. */
function emphasised(
  old: string,
  fresh: string,
  style: Style,
): { readonly old: string; readonly fresh: string } | undefined {
  const parts = diffWordsWithSpace(old, fresh, { maxEditLength: 200 })
  if (!parts) return undefined
  const shared = parts.reduce(
    (sum, part) => sum + (part.added || part.removed ? 0 : part.value.trim().length),
    0,
  )
  if (shared * 3 < Math.min(old.trim().length, fresh.trim().length)) return undefined
  return {
    old: parts.map((part) => (part.added ? '' : mark(part.value, part.removed, style.removed))).join(''),
    fresh: parts.map((part) => (part.removed ? '' : mark(part.value, part.added, style.added))).join(''),
  }
}

function mark(text: string, changed: boolean, paint: Paint): string {
  return changed ? paint(visible(text)) : visible(text)
}
