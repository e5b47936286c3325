// The ways in which BuildKit splits arguments, following line_parsers.go (Apache-2.0, see NOTICE).
import { isInstructionSpace } from './head.ts'
import { isGoSpace, type Range } from './text.ts'

/** A word as written, with its span in the text that it was split from. */
export interface Span extends Range {
  readonly text: string
}

/** Split at runs of `[\t\v\f\r ]`: FROM, EXPOSE, COPY and ADD in shell form, VOLUME. */
export function splitBlanks(text: string): readonly Span[] {
  const words: Span[] = []
  let at = 0
  while (at < text.length) {
    const start = at
    while (at < text.length && !isInstructionSpace(text.charCodeAt(at))) at += 1
    words.push({ text: text.slice(start, at), start, end: at })
    while (at < text.length && isInstructionSpace(text.charCodeAt(at))) at += 1
  }
  return words
}

/** Split with quotes and escapes minded and kept: ENV, LABEL, ARG. */
export function splitQuoted(text: string, escape: string): readonly Span[] {
  const words: Span[] = []
  let at = 0
  while (at < text.length) {
    while (at < text.length && isGoSpace(text.charAt(at))) at += 1
    const start = at
    let word = ''
    let quote = ''
    while (at < text.length) {
      const char = text.charAt(at)
      if (quote === '' && isGoSpace(char)) break
      if (quote === '') {
        if (char === '"' || char === "'") quote = char
      } else if (char === quote) quote = ''
      at += 1
      if (char === escape && quote !== "'") {
        if (at === text.length) break
        word += char + text.charAt(at)
        at += 1
      } else word += char
    }
    if (at > start && word !== '') words.push({ text: word, start, end: at })
  }
  return words
}

export interface Pair {
  readonly key: string
  /** As written, quotes included; undefined for `ARG name`. */
  readonly value: string | undefined
  /** The old form, `ENV name value`. */
  readonly legacy: boolean
  readonly span: Range
}

/** The pairs of ENV and LABEL; undefined where BuildKit reports a syntax error. */
export function keyValues(text: string, escape: string): readonly Pair[] | undefined {
  const words = splitQuoted(text, escape)
  const [first] = words
  if (!first) return []
  if (!first.text.includes('=')) {
    const [key] = splitBlanks(text)
    if (!key) return undefined
    let value = key.end
    while (value < text.length && isInstructionSpace(text.charCodeAt(value))) value += 1
    if (value === key.end) return undefined
    return [{ key: key.text, value: text.slice(value), legacy: true, span: { start: 0, end: text.length } }]
  }
  const pairs = words.map(pairOf)
  return pairs.every((pair) => pair.value !== undefined) ? pairs : undefined
}

/** The names of ARG, with their defaults. */
export function argDefinitions(text: string, escape: string): readonly Pair[] {
  return splitQuoted(text, escape).map(pairOf)
}

function pairOf(word: Span): Pair {
  const equals = word.text.indexOf('=')
  return {
    key: equals === -1 ? word.text : word.text.slice(0, equals),
    value: equals === -1 ? undefined : word.text.slice(equals + 1),
    legacy: false,
    span: { start: word.start, end: word.end },
  }
}
