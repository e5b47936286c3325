// Follows parser.go of BuildKit (Apache-2.0, see NOTICE): which words of an instruction open a heredoc.
import { LexError } from './lex-error.ts'
import { expandWord } from './lex.ts'

export interface HeredocOpener {
  /** The word that ends the body. */
  readonly name: string
  readonly fileDescriptor: number
  /** False when the word is quoted: the body is taken as it stands. */
  readonly expand: boolean
  /** `<<-`: leading tabs of the body are taken off. */
  readonly chomp: boolean
}

const OPENER = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/
const nothing = (): undefined => undefined

export function heredocOpeners(joined: string): readonly HeredocOpener[] {
  let words: readonly string[]
  try {
    words = expandWord(joined, nothing, {
      escape: '\\',
      rawQuotes: true,
      rawEscapes: true,
      skipUnset: true,
    }).words
  } catch (error) {
    if (error instanceof LexError) return []
    throw error
  }
  return words.flatMap((word) => heredocOpener(word) ?? [])
}

/** The heredoc that one word opens, if it opens one. */
export function heredocOpener(word: string): HeredocOpener | undefined {
  const match = OPENER.exec(word)
  const rest = match?.[3]
  if (!match || !rest) return undefined
  const plain = lexed(rest, false)
  const name = plain?.[0]
  if (name === undefined || plain?.length !== 1) return undefined
  const raw = lexed(rest, true)?.[0] ?? ''
  return {
    name,
    fileDescriptor: match[1] ? Number(match[1]) : 0,
    expand: quotes(name) === quotes(raw),
    chomp: match[2] === '-',
  }
}

function lexed(text: string, rawQuotes: boolean): readonly string[] | undefined {
  try {
    return expandWord(text, nothing, { escape: '\\', rawQuotes, skipUnset: true }).words
  } catch (error) {
    // BuildKit gives up here on words that it could lex before; it never happens for what heredocOpeners hands over.
    if (error instanceof LexError) return undefined
    throw error
  }
}

function quotes(text: string): number {
  return text.match(/['"]/g)?.length ?? 0
}
