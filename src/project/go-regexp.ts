// Regular expressions in Go's syntax, as far as the patterns of an ignore file can bring them about.
// https://pkg.go.dev/regexp/syntax

type Ranges = readonly (readonly [low: number, high: number])[]

const LAST = 0x10ffff
const PERL: Readonly<Record<string, Ranges>> = {
  d: spans('09'),
  s: [...spans('\t\n'), [0x0c, 0x0d], [0x20, 0x20]],
  w: spans('09AZaz__'),
}
const POSIX: Readonly<Record<string, Ranges>> = {
  alnum: spans('09AZaz'),
  alpha: spans('AZaz'),
  ascii: [[0, 0x7f]],
  blank: spans('\t\t  '),
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: spans('09'),
  graph: spans('!~'),
  lower: spans('az'),
  print: spans(' ~'),
  punct: spans('!/:@[`{~'),
  space: spans('\t\r  '),
  upper: spans('AZ'),
  word: spans('09AZaz__'),
  xdigit: spans('09AFaf'),
}
const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }
const MOST_REPEATS = 1000

/** The same expression for JavaScript; undefined where Go has none, with `\p{…}` counted among these. */
export function goRegExp(source: string): RegExp | undefined {
  let result = ''
  let repeatable = false
  for (let at = 0; at < source.length;) {
    const piece = pieceAt(source, at)
    if (!piece || (piece.kind === 'repeat' && !repeatable)) return undefined
    result += piece.text
    at = piece.end
    repeatable = piece.kind === 'atom'
  }
  return new RegExp(result, 'u')
}

interface Piece {
  readonly kind: 'atom' | 'repeat' | 'repeated' | 'alternative'
  readonly text: string
  readonly end: number
}

function pieceAt(source: string, at: number): Piece | undefined {
  // What matches any number of folders, and what matches any rest.
  if (source.startsWith('(.*/)?', at)) return { kind: 'repeated', text: '(?:[^\\n]*\\/)?', end: at + 6 }
  const char = String.fromCodePoint(source.codePointAt(at) ?? 0)
  const end = at + char.length
  switch (char) {
    case '^':
    case '$':
      return { kind: 'atom', text: `(?:${char})`, end }
    case '.':
      return { kind: 'atom', text: '[^\\n]', end }
    case '*':
      return { kind: 'repeat', text: '*', end }
    case '|':
      return { kind: 'alternative', text: '|', end }
    case '{':
      return repeatAt(source, at)
    case '[':
      return classAt(source, at)
    case '\\':
      return escapeAt(source, at)
    default:
      return { kind: 'atom', text: literal(char), end }
  }
}

/** `{n}`, `{n,}` or `{n,m}`; any other brace stands for itself. */
function repeatAt(source: string, at: number): Piece | undefined {
  const match = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(source.slice(at))
  if (!match) return { kind: 'atom', text: '\\{', end: at + 1 }
  const [text, min, comma, max] = match
  const least = Number(min)
  const most = Number(max ?? least)
  if (least > MOST_REPEATS || most > MOST_REPEATS || least > most) return undefined
  return { kind: 'repeat', text: comma === undefined ? `{${least}}` : text, end: at + text.length }
}

function escapeAt(source: string, at: number): Piece | undefined {
  const char = source.charAt(at + 1)
  const end = at + 2
  switch (char) {
    case 'A':
      return { kind: 'atom', text: '(?:^)', end }
    case 'z':
      return { kind: 'atom', text: '(?:$)', end }
    case 'b':
    case 'B':
      return { kind: 'atom', text: `(?:\\${char})`, end }
    case 'Q': {
      const stop = source.indexOf('\\E', end)
      const quoted = source.slice(end, stop === -1 ? undefined : stop)
      const text = [...quoted].map(literal).join('')
      return { kind: 'atom', text, end: stop === -1 ? source.length : stop + 2 }
    }
  }
  const perl = perlClass(char)
  if (perl) return { kind: 'atom', text: classText(perl), end }
  const escaped = escapedChar(source, at)
  return escaped && { kind: 'atom', text: literal(String.fromCodePoint(escaped.code)), end: escaped.end }
}

interface Member {
  readonly code: number
  readonly end: number
}

/** A backslash and what it makes of the characters behind it. */
function escapedChar(source: string, at: number): Member | undefined {
  const rest = source.slice(at + 1)
  const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest)
  if (octal) return { code: parseInt(octal[0], 8), end: at + 1 + octal[0].length }
  const hex = /^x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(rest)
  if (hex) {
    const code = parseInt(hex[1] ?? hex[2] ?? '', 16)
    return code > LAST ? undefined : { code, end: at + 1 + hex[0].length }
  }
  const char = rest.charAt(0)
  const control = CONTROLS[char]
  if (control !== undefined) return { code: control, end: at + 2 }
  // A letter or digit without a meaning, and all that is not ASCII, may not be escaped.
  return /^[\0-\x7f]/.test(char) && !/[0-9A-Za-z]/.test(char)
    ? { code: char.charCodeAt(0), end: at + 2 }
    : undefined
}

function classAt(source: string, start: number): Piece | undefined {
  const negated = source[start + 1] === '^'
  let at = start + (negated ? 2 : 1)
  const ranges: (readonly [number, number])[] = []
  for (const first = at; at === first || source[at] !== ']';) {
    if (at >= source.length) return undefined
    const named = namedClass(source, at)
    if (named === 'unknown') return undefined
    if (named) {
      ranges.push(...named.ranges)
      at = named.end
      continue
    }
    const low = memberAt(source, at)
    if (!low) return undefined
    const ranged = source[low.end] === '-' && low.end + 1 < source.length && source[low.end + 1] !== ']'
    const high = ranged ? memberAt(source, low.end + 1) : low
    if (!high || high.code < low.code) return undefined
    ranges.push([low.code, high.code])
    at = high.end
  }
  return { kind: 'atom', text: classText(negated ? complement(ranges) : ranges), end: at + 1 }
}

/** `[:alpha:]` or `\d` inside a class. */
function namedClass(
  source: string,
  at: number,
): { readonly ranges: Ranges; readonly end: number } | 'unknown' | undefined {
  if (source.startsWith('[:', at)) {
    const end = source.indexOf(':]', at + 2)
    if (end !== -1) {
      const name = source.slice(at + 2, end)
      const ranges = POSIX[name.replace(/^\^/, '')]
      if (!ranges) return 'unknown'
      return { ranges: name.startsWith('^') ? complement(ranges) : ranges, end: end + 2 }
    }
  }
  const ranges = source[at] === '\\' ? perlClass(source.charAt(at + 1)) : undefined
  return ranges && { ranges, end: at + 2 }
}

function memberAt(source: string, at: number): Member | undefined {
  if (source[at] === '\\') return escapedChar(source, at)
  const code = source.codePointAt(at)
  return code === undefined ? undefined : { code, end: at + (code > 0xffff ? 2 : 1) }
}

function perlClass(letter: string): Ranges | undefined {
  const ranges = PERL[letter.toLowerCase()]
  return ranges && letter !== letter.toLowerCase() ? complement(ranges) : ranges
}

function complement(ranges: Ranges): Ranges {
  const result: [number, number][] = []
  let next = 0
  for (const [low, high] of ranges.toSorted(([left], [right]) => left - right)) {
    if (low > next) result.push([next, low - 1])
    next = Math.max(next, high + 1)
  }
  if (next <= LAST) result.push([next, LAST])
  return result
}

function classText(ranges: Ranges): string {
  return `[${ranges.map(([low, high]) => `${escaped(low)}-${escaped(high)}`).join('')}]`
}

function literal(char: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char
}

function escaped(code: number): string {
  return `\\u{${code.toString(16)}}`
}

function spans(ends: string): Ranges {
  return [...ends.matchAll(/[^]{2}/g)].map(([pair]) => [pair.charCodeAt(0), pair.charCodeAt(1)])
}
