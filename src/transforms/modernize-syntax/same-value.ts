import { LexError } from '../../dockerfile/lex-error.ts'
import { expandWord, type Lookup } from '../../dockerfile/lex.ts'
import { keyValues } from '../../dockerfile/words.ts'

/** As many kinds of values as a variable can have; the last one has everything in it that means something. */
const LOOKUPS: readonly Lookup[] = [() => undefined, () => '', (name) => `<${name}> a  b"c'd\\e$f`]

/** The pair that `text` sets in the form name=value; undefined where it sets none or several. */
export function onlyPair(
  text: string,
  escape: string,
): { readonly key: string; readonly value: string } | undefined {
  const [pair, ...more] = keyValues(text, escape) ?? []
  if (more.length > 0 || !pair || pair.legacy || pair.value === undefined) return undefined
  return { key: pair.key, value: pair.value }
}

/** True when BuildKit makes the same of two words, whatever the variables in them hold. */
export function sameValue(left: string, right: string, escape: string): boolean {
  return LOOKUPS.every((lookup) => {
    const value = expanded(left, lookup, escape)
    return value !== undefined && value === expanded(right, lookup, escape)
  })
}

function expanded(word: string, lookup: Lookup, escape: string): string | undefined {
  try {
    return expandWord(word, lookup, { escape }).text
  } catch (error) {
    if (error instanceof LexError) return undefined
    throw error
  }
}
