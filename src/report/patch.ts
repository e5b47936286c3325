import type { Rewritten } from './file-report.ts'
import { hunksOf, type Hunk } from './hunks.ts'

/**
 * The change of one file as a patch that `git apply` takes, byte for byte; empty where nothing changed.
 * @param name the file as seen from where the patch is to be applied
 */
export function patchOf(report: Rewritten, name: string, context: number): string {
  const hunks = hunksOf(report, context)
  if (hunks.length === 0) return ''
  const lines = [...headerOf(name, report.isNew), ...hunks.flatMap((hunk) => [rangeOf(hunk), ...hunk.lines])]
  return lines.map((line) => `${line}\n`).join('')
}

export function headerOf(name: string, isNew = false): readonly string[] {
  const [old, fresh] = [quoted(`a/${name}`), quoted(`b/${name}`)]
  // Without the tab, the rest of a name behind a blank would be taken for a time.
  const tab = name.includes(' ') ? '\t' : ''
  const first = `diff --git ${old} ${fresh}`
  if (isNew) return [first, 'new file mode 100644', '--- /dev/null', `+++ ${fresh}${tab}`]
  return [first, `--- ${old}${tab}`, `+++ ${fresh}${tab}`]
}

export function rangeOf(hunk: Hunk): string {
  const ranges = `@@ -${span(hunk.oldStart, hunk.oldLines)} +${span(hunk.newStart, hunk.newLines)} @@`
  return hunk.transforms.length === 0 ? ranges : `${ranges} ${hunk.transforms.join(', ')}`
}

/** A side without lines is named by the line before its place. */
function span(start: number, count: number): string {
  if (count === 0) return `${start - 1},0`
  return count === 1 ? String(start) : `${start},${count}`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

/** A name as git writes it with core.quotePath off. */
function quoted(name: string): string {
  const special = /[\u0000-\u001f\u007f"\\]/g
  if (!special.test(name)) return name
  const inner = name.replace(
    special,
    (char) => ESCAPES[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return `"${inner}"`
}
