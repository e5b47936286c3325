// Follows the control flow of BuildKit's frontend/dockerfile/shell/lex.go (Apache-2.0, see NOTICE):
// the word expansion of Dockerfile instructions, which resembles a shell's and is not one.
import { LexError } from './lex-error.ts'
import { replaceAll, replaceFirst, trimPattern } from './pattern.ts'
import { isGoSpace } from './text.ts'

export interface LexOptions {
  readonly escape: string
  /** Keep quotes in the result. */
  readonly rawQuotes?: boolean
  /** Keep escape characters in the result. */
  readonly rawEscapes?: boolean
  /** Leave `$name` standing where `name` is not set. */
  readonly skipUnset?: boolean
}

export interface LexResult {
  readonly text: string
  readonly words: readonly string[]
  /** Names that were asked for and not set. */
  readonly unset: ReadonlySet<string>
  /** Those of them that left nothing behind: no `-` or `+` said what to put there. */
  readonly blank: ReadonlySet<string>
}

export type Lookup = (name: string) => string | undefined

/**
 * Expands variables and takes quotes off, as BuildKit does for ENV, ARG, COPY, FROM and others.
 * @throws LexError where BuildKit reports an error.
 */
export function expandWord(word: string, lookup: Lookup, options: LexOptions): LexResult {
  const lexer = new Lexer(word, lookup, options)
  const { text, words } = lexer.until(undefined, options.rawEscapes ?? false)
  return { text, words, unset: lexer.unset, blank: lexer.blank }
}

// What Go's scanner gives at the end, as a character.
const END = '\ufffd'

class WordBuffer {
  readonly words: string[] = []
  readonly #pending: { text: string }
  #inWord = false

  constructor(pending: { text: string }) {
    this.#pending = pending
  }

  addChar(char: string): void {
    if (!isGoSpace(char)) this.addRaw(char)
    else if (this.#inWord && this.#pending.text !== '') {
      this.words.push(this.#pending.text)
      this.#pending.text = ''
      this.#inWord = false
    }
  }

  addRaw(text: string): void {
    this.#pending.text += text
    this.#inWord = true
  }

  finish(): readonly string[] {
    if (this.#pending.text !== '') this.words.push(this.#pending.text)
    this.#pending.text = ''
    return this.words
  }
}

class Lexer {
  readonly unset = new Set<string>()
  readonly blank = new Set<string>()
  readonly #chars: readonly string[]
  readonly #lookup: Lookup
  readonly #options: LexOptions
  readonly #pending = { text: '' }
  #at: number
  #rawEscapes: boolean

  constructor(word: string, lookup: Lookup, options: LexOptions) {
    this.#chars = [...word]
    this.#at = this.#chars[0] === '\uFEFF' ? 1 : 0
    this.#lookup = lookup
    this.#options = options
    this.#rawEscapes = options.rawEscapes ?? false
  }

  #peek(): string | undefined {
    return this.#chars[this.#at]
  }

  #next(): string | undefined {
    const char = this.#chars[this.#at]
    if (char !== undefined) this.#at += 1
    return char
  }

  until(stop: string | undefined, rawEscapes: boolean): { text: string; words: readonly string[] } {
    let text = ''
    // BuildKit keeps one buffer, so a nested `${name:-word}` takes what stood before it out of the words.
    const buffer = new WordBuffer(this.#pending)
    const before = this.#rawEscapes
    this.#rawEscapes = rawEscapes
    try {
      for (let char = this.#peek(); char !== undefined; char = this.#peek()) {
        if (char === stop) {
          this.#next()
          return { text, words: buffer.finish() }
        }
        const special = this.#special(char)
        if (special !== undefined) {
          text += special
          if (char === '$') for (const each of special) buffer.addChar(each)
          else buffer.addRaw(special)
          continue
        }
        this.#next()
        if (char === this.#options.escape) {
          if (rawEscapes) {
            buffer.addRaw(char)
            text += char
          }
          char = this.#next()
          if (char === undefined) break
          buffer.addRaw(char)
        } else buffer.addChar(char)
        text += char
      }
    } finally {
      this.#rawEscapes = before
    }
    if (stop !== undefined) {
      throw new LexError(`unexpected end of statement while looking for matching ${stop}`)
    }
    return { text, words: buffer.finish() }
  }

  #special(char: string): string | undefined {
    if (char === '$') return this.#dollar()
    if (char === '<') return this.#possibleHeredoc()
    if (char === "'") return this.#singleQuote()
    return char === '"' ? this.#doubleQuote() : undefined
  }

  #singleQuote(): string {
    const quote = this.#options.rawQuotes ? "'" : ''
    let result = quote
    this.#next()
    for (let char = this.#next(); char !== "'"; char = this.#next()) {
      if (char === undefined) {
        throw new LexError('unexpected end of statement while looking for matching single-quote')
      }
      result += char
    }
    return result + quote
  }

  #doubleQuote(): string {
    const quote = this.#options.rawQuotes ? '"' : ''
    let result = quote
    this.#next()
    for (;;) {
      const char = this.#peek()
      if (char === undefined) {
        throw new LexError('unexpected end of statement while looking for matching double-quote')
      }
      if (char === '$') {
        result += this.#dollar()
        continue
      }
      this.#next()
      if (char === '"') return result + quote
      if (char !== this.#options.escape) {
        result += char
        continue
      }
      if (this.#rawEscapes) result += char
      const escaped = this.#peek()
      if (escaped === undefined) continue
      if (escaped === '"' || escaped === '$' || escaped === this.#options.escape) {
        this.#next()
        result += escaped
      } else result += char
    }
  }

  #possibleHeredoc(): string {
    this.#next()
    if (this.#peek() !== '<') return '<'
    this.#next()
    let space = ''
    for (let char = this.#peek(); char === ' ' || char === '\t' || char === '\r'; char = this.#peek()) {
      space += char
      this.#next()
    }
    return `<<${space}`
  }

  #dollar(): string {
    this.#next()
    if (this.#peek() !== '{') {
      const name = this.#name()
      if (name === '') return '$'
      const value = this.#get(name)
      return value ?? (this.#options.skipUnset ? `$${name}` : '')
    }
    this.#next()
    const first = this.#peek()
    if (first === undefined) throw new LexError("syntax error: missing '}'")
    if (first === '{' || first === '}' || first === ':') throw new LexError('syntax error: bad substitution')
    const name = this.#name()
    const operator = this.#next()
    if (operator === '}') return this.#get(name) ?? (this.#options.skipUnset ? `\${${name}}` : '')
    if (operator === '/') return this.#replacement(name)
    return this.#modifier(name, operator ?? END)
  }

  #modifier(name: string, first: string): string {
    const nullIsUnset = first === ':'
    const operator = nullIsUnset ? (this.#next() ?? END) : first
    const written = nullIsUnset ? first + operator : operator
    const trims = operator === '#' || operator === '%'
    if ((nullIsUnset && trims) || (!nullIsUnset && !/^[-+?#%]$/.test(operator))) {
      throw new LexError(`unsupported modifier (${written}) in substitution`)
    }
    const word = this.#operand('}', trims, "syntax error: missing '}'")
    const value = this.#get(name, operator === '-' || operator === '+')
    if (value === undefined && this.#options.skipUnset) return `\${${name}${written}${word}}`
    const missing = value === undefined || (nullIsUnset && value === '')
    switch (operator) {
      case '-':
        return missing ? word : value
      case '+':
        return missing ? '' : word
      case '?':
        if (!missing) return value
        throw new LexError(
          `${name}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`,
        )
      case '#':
      case '%':
        return trimPattern(value ?? '', word, operator)
      default:
        throw new LexError(`unsupported modifier (${written}) in substitution`)
    }
  }

  #replacement(name: string): string {
    const all = this.#peek() === '/'
    if (all) this.#next()
    const pattern = this.#operand('/', true, "syntax error: missing '/' in ${}")
    const replacement = this.#operand('}', true, "syntax error: missing '}'")
    const value = this.#get(name)
    if (value === undefined && this.#options.skipUnset) return `\${${name}/${pattern}/${replacement}}`
    return all
      ? replaceAll(value ?? '', pattern, replacement)
      : replaceFirst(value ?? '', pattern, replacement)
  }

  #operand(stop: string, rawEscapes: boolean, missing: string): string {
    try {
      return this.until(stop, rawEscapes).text
    } catch (error) {
      if (error instanceof LexError && this.#peek() === undefined) throw new LexError(missing)
      throw error
    }
  }

  #get(name: string, covered = false): string | undefined {
    const value = this.#lookup(name)
    if (value === undefined) this.unset.add(name)
    if (value === undefined && !covered) this.blank.add(name)
    return value
  }

  #name(): string {
    let name = ''
    const first = this.#peek()
    if (first !== undefined && /[@*#?\-$!0]/.test(first)) return this.#next() ?? ''
    const allowed = first !== undefined && /\p{Nd}/u.test(first) ? /\p{Nd}/u : /[\p{L}\p{Nd}_]/u
    for (let char = this.#peek(); char !== undefined && allowed.test(char); char = this.#peek()) {
      name += char
      this.#next()
    }
    return name
  }
}
