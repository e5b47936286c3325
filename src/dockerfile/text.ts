/** Half-open span of UTF-16 offsets into a text. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Offsets at which lines begin. Only `\n` ends a line, as in BuildKit: a lone CR does not. */
export type LineTable = readonly number[]

export function lineTable(text: string): LineTable {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The 1-based line that holds `offset`. */
export function lineAt(table: LineTable, offset: number): number {
  return lastAtOrBefore(table, offset) + 1
}

/** Index of the last entry of an ascending list that is not greater than `value`, or -1. */
export function lastAtOrBefore(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(ascending, middle) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Indexing for loops whose bounds are right by construction; throws where they are not. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`index ${index} of ${list.length}`)
  return value
}

export type Newline = '\n' | '\r\n'

/** The line ending that inserted text has to use: that of the majority of lines. */
export function newlineOf(text: string): Newline {
  let crlf = 0
  let lf = 0
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    if (text.charCodeAt(end - 1) === 13) crlf += 1
    else lf += 1
  }
  return crlf > lf ? '\r\n' : '\n'
}

// unicode.IsSpace of Go. JavaScript's \s and trim() differ: they count U+FEFF and leave out U+0085.
const GO_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/

export function isGoSpace(char: string): boolean {
  const code = char.charCodeAt(0)
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13)
  return GO_SPACE.test(char)
}

/** The span of `text` between `start` and `end` without the white space that Go's TrimSpace takes off. */
export function trimRange(text: string, start: number, end: number): Range {
  let from = start
  let to = end
  while (from < to && isGoSpace(text.charAt(from))) from += 1
  while (to > from && isGoSpace(text.charAt(to - 1))) to -= 1
  return { start: from, end: to }
}

/** strings.ToLower of Go, as far as ASCII can come of it: JavaScript makes two characters of U+0130. */
export function lowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase()
}

/** A keyword in upper case. What BuildKit lowers to ASCII counts as ASCII (U+0130, U+212A); U+017F and U+0131 do not. */
export function keywordOf(text: string): string {
  return text
    .replaceAll('\u0130', 'I')
    .replaceAll('\u212a', 'K')
    .replace(/[^\u017f\u0131]+/g, (letters) => letters.toUpperCase())
}
