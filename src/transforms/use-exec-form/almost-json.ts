// An exec form that is no valid JSON, and that a shell therefore reads: it looks for a program named `[`, or `[node,`.
import type { Range } from '../../dockerfile/text.ts'

export interface Element extends Range {
  readonly value: string
}

const ELEMENT = /'([^'"\\\p{Cc}]*)'|"((?:[^"\\\p{Cc}]|\\["\\/bfnrt])*)"|[“”]([^“”"\\\p{Cc}]*)[“”]/uy

/** The strings that are meant, where only the kind of quotes or a comma too many keeps the text from being JSON. */
export function almostJson(text: string): readonly Element[] | undefined {
  const elements: Element[] = []
  let at = behindBlanks(text, 1)
  while (text.charAt(at) !== ']') {
    ELEMENT.lastIndex = at
    const match = ELEMENT.exec(text)
    if (!match) return undefined
    const [written, single, double, curly] = match
    const value = single ?? curly ?? unescaped(double ?? '')
    elements.push({ start: at, end: at + written.length, value })
    at = behindBlanks(text, at + written.length)
    if (text.charAt(at) === ',') at = behindBlanks(text, at + 1)
    else if (text.charAt(at) !== ']') return undefined
  }
  return elements.length > 0 && at === text.length - 1 ? elements : undefined
}

function unescaped(text: string): string {
  const value: unknown = JSON.parse(`"${text}"`)
  return typeof value === 'string' ? value : text
}

function behindBlanks(text: string, from: number): number {
  let at = from
  while (/[ \t]/.test(text.charAt(at))) at += 1
  return at
}
