import { columnsOf } from './columns.ts'

/** Words of one line laid out in lines of at most `width` columns, each behind `indent`; a longer word stays whole. */
export function wrap(text: string, indent: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line === '') line = word
    else if (indent.length + columnsOf(line) + 1 + columnsOf(word) <= width) line += ` ${word}`
    else {
      lines.push(indent + line)
      line = word
    }
  }
  return [...lines, indent + line]
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
