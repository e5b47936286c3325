// The .env file of a compose project, following dotenv/parser.go of compose-go (MIT and Apache-2.0, see NOTICE).
import { isGoSpace } from '../../dockerfile/text.ts'
import { interpolate, type Lookup } from './interpolate.ts'

/** What makes a .env file unreadable. */
export class DotenvError extends Error {
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

/**
 * The variables of a .env file. Those of the environment come first where one is set in terms of another.
 *
 * @throws DotenvError
 * @throws InterpolationError
 */
export function parseDotenv(text: string, environment: Lookup): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  const lookup: Lookup = (name) => environment(name) ?? variables.get(name)
  const source = text.replace(/^\ufeff/, '')
  for (let at = skipToStatement(source, 0); at < source.length; at = skipToStatement(source, at)) {
    const name = nameAt(source, at)
    if (name.inherited) {
      const value = lookup(name.text)
      if (value !== undefined) variables.set(name.text, value)
      at = name.end
      continue
    }
    const value = valueAt(source, name.end, lookup)
    variables.set(name.text, value.text)
    at = value.end
  }
  return variables
}

function skipToStatement(source: string, from: number): number {
  let at = from
  for (;;) {
    while (at < source.length && isGoSpace(source.charAt(at))) at += 1
    if (source[at] !== '#') return at
    at = lineEnd(source, at)
  }
}

function lineEnd(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end === -1 ? source.length : end
}

interface Piece {
  readonly text: string
  readonly end: number
}

/** A name alone on its line takes its value from the environment. */
function nameAt(source: string, from: number): Piece & { readonly inherited: boolean } {
  let start = from
  if (/^export[\t\n\f\r ]/.test(source.slice(from, from + 7))) {
    start += 'export'.length
    while (isBlank(source.charAt(start))) start += 1
    if (start === source.length) throw new DotenvError('nothing follows export', lineAt(source, start))
  }
  for (let at = start; at < source.length; at += 1) {
    const char = String.fromCodePoint(source.codePointAt(at) ?? 0)
    if (char === '=' || char === ':' || char === '\n') {
      const text = source.slice(start, at).replace(/[\s\u0085]+$/u, '')
      if (text.includes(' ')) throw new DotenvError('a name has a blank in it', lineAt(source, at))
      let end = at + 1
      while (isBlank(source.charAt(end))) end += 1
      return { text, end, inherited: char === '\n' }
    }
    if (!isBlank(char) && !/[\p{L}\p{N}_.[\]-]/u.test(char)) {
      throw new DotenvError(`${JSON.stringify(char)} cannot be part of a name`, lineAt(source, at))
    }
    at += char.length - 1
  }
  // A name without a line ending names nothing.
  return { text: '', end: source.length, inherited: true }
}

function isBlank(char: string): boolean {
  return /^[\t\v\f\r \u0085\u00a0]$/.test(char)
}

function valueAt(source: string, start: number, lookup: Lookup): Piece {
  const quote = source.charAt(start)
  if (quote !== '"' && quote !== "'") {
    const end = lineEnd(source, start)
    const line = source.slice(start, end).replace(/ #.*$/s, '')
    return { text: interpolate(line.replace(/[\s\u0085]+$/u, ''), lookup), end: end + 1 }
  }
  let text = ''
  for (let at = start + 1; at < source.length; at += 1) {
    const char = source.charAt(at)
    if (char === quote) {
      return { text: quote === '"' ? interpolate(unescape(text), lookup) : text, end: at + 1 }
    }
    // An escaped quote loses its backslash here, all else keeps it.
    if (char === '\\' && at + 1 < source.length) {
      at += 1
      text += source.charAt(at) === quote ? quote : `\\${source.charAt(at)}`
    } else text += char
  }
  throw new DotenvError('a quoted value has no end', lineAt(source, start))
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '"': '"', '\\': '\\', $: '$$',
} // prettier-ignore

function unescape(text: string): string {
  return text.replace(/\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g, (match, char?: string, octal?: string) => {
    if (char !== undefined) return ESCAPES[char] ?? match
    const digits = octal ?? ''
    const code = /^[0-7]{3}$/.test(digits) ? parseInt(digits, 8) : 256
    return code < 256 ? String.fromCharCode(code) : `\\${digits}`
  })
}

function lineAt(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}
