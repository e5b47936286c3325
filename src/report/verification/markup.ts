// Text from outside in GitHub's Markdown: always as code, where nothing is a link, a mention, HTML or a table's border.
import { shownName, type Words } from './words.ts'

export const MARKDOWN_WORDS: Words = { path: code, text: code }

/** Code within a line, behind as many backticks as it needs. */
export function code(text: string): string {
  const shown = shownName(text)
  if (shown.trim() === '') return `"${shown}"`
  const marks = fenceFor(shown, 1)
  const pad = /^`|`$|^ .* $/.test(shown) ? ' ' : ''
  return marks + pad + shown + pad + marks
}

/** Words of our own, which may have taken in something from outside. */
export function prose(text: string): string {
  return /[\\`*_[\]<>&@#~|]/.test(text) ? code(text) : shownName(text)
}

/** A block of text, line by line as it is. */
export function block(lines: readonly string[]): readonly string[] {
  const marks = fenceFor(lines.join('\n'), 3)
  return [`${marks}text`, ...lines, marks]
}

/** More backticks than stand next to each other in the text. */
function fenceFor(text: string, atLeast: number): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  return '`'.repeat(Math.max(atLeast, longest + 1))
}

export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

/** Something that a reader opens. @param title HTML */
export function folded(title: string, lines: readonly string[]): readonly string[] {
  return ['<details>', `<summary>${title}</summary>`, '', ...lines, '', '</details>']
}

/** Code where only HTML holds. */
export function htmlCode(text: string): string {
  const shown = shownName(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<code>${shown}</code>`
}
