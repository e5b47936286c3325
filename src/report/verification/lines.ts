import type { Layout } from '../human.ts'
import { clip, columnsOf, padRight } from '../columns.ts'
import { wrap } from '../wrap.ts'
import { numberText } from './sizes.ts'
import { shownLine } from './words.ts'

/** Columns where nobody says how many there are. */
const WIDTH = 100

/** Behind this stands what is told, beside the name of what it is about. */
export const INDENT = 17

export type Wide = Layout & { readonly width: number }

export function wide(layout: Layout): Wide {
  return { ...layout, width: layout.width ?? WIDTH }
}

/** With an empty line in front, where there is something. */
export function gap(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', ...lines]
}

/** A name and what is told of it, beside it. */
export function labelled(label: string, text: string, { style, width }: Wide): readonly string[] {
  const [first = '', ...rest] = wrap(text, ' '.repeat(INDENT), width)
  return [`  ${style.dim(padRight(label, INDENT - 2))}${first.slice(INDENT)}`, ...rest]
}

/** Lines after the first stand further in, so that it can be seen where something begins. */
export function hanging(text: string, indent: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrap(text, indent, width - 2)
  return [first, ...rest.map((line) => `  ${line}`)]
}

/** Parts with semicolons between them, broken between parts where they do not fit. */
export function joined(parts: readonly string[], indent: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    const longer = last === undefined ? undefined : `${last}; ${part}`
    if (longer !== undefined && columnsOf(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(indent + part)
  }
  return lines
}

/** Characters of a line that somebody else wrote: programs print lines of megabytes. */
const LONGEST_LINE = 400

/** The first and the last of many lines, and none of them endless. */
export function excerpt(lines: readonly string[], first: number, last: number): readonly string[] {
  const left = lines.length - first - last
  // A line that says what is left out takes the place of one.
  const shown =
    left <= 1
      ? lines
      : [
          ...lines.slice(0, first),
          `… ${numberText(left)} more lines`,
          ...(last === 0 ? [] : lines.slice(-last)),
        ]
  return shown.map((line) => clip(shownLine(line), LONGEST_LINE))
}
