/** Two columns each in a terminal: East Asian wide and full-width characters, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u

/** No column of their own: what combines with the character before, and what is not printed at all. */
const NARROW = /[\p{Mn}\p{Me}\u200b-\u200f\u2060\ufeff]/u

/** How many columns a text takes in a terminal. */
export function columnsOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let columns = 0
  for (const char of text) columns += widthOf(char)
  return columns
}

function widthOf(char: string): number {
  if (NARROW.test(char)) return 0
  return WIDE.test(char) ? 2 : 1
}

/** The text, cut to at most `columns`; what is cut ends in an ellipsis. */
export function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let [kept, room] = ['', columns - 1]
  for (const char of text) {
    room -= widthOf(char)
    if (room < 0) break
    kept += char
  }
  return `${kept.trimEnd()}…`
}

export function padLeft(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text
}

export function padRight(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)))
}
