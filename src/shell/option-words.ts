// Options of a command and the values that belong to them.
import type { StepWord } from './steps.ts'

/** The options of a program that take a value. */
export interface OptionGrammar {
  /** Letters. */
  readonly short: string
  /** Names, without the dashes. */
  readonly long: readonly string[]
}

export interface Option {
  /** Without the dashes. */
  readonly name: string
  readonly value: StepWord | undefined
}

export interface ReadOptions {
  readonly options: readonly Option[]
  readonly operands: readonly StepWord[]
}

export function readOptions(words: readonly StepWord[], grammar: OptionGrammar): ReadOptions {
  const options: Option[] = []
  const operands: StepWord[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (!word) break
    if (word.text === '--') {
      operands.push(...words.slice(index + 1))
      break
    }
    if (/^--./.test(word.text)) {
      const equals = word.text.indexOf('=')
      const name = word.text.slice(2, equals === -1 ? undefined : equals)
      if (equals !== -1) options.push({ name, value: withoutFront(word, equals + 1) })
      else if (grammar.long.includes(name)) {
        index += 1
        options.push({ name, value: words[index] })
      } else options.push({ name, value: undefined })
    } else if (/^-./.test(word.text)) {
      const taken = readCluster(word, grammar.short, words[index + 1])
      options.push(...taken.options)
      if (taken.usesNext) index += 1
    } else operands.push(word)
  }
  return { options, operands }
}

/** Short options of one word: `-xzf`, the last of which may have its value in the next word or right behind it. */
function readCluster(
  word: StepWord,
  withValue: string,
  next: StepWord | undefined,
): { readonly options: readonly Option[]; readonly usesNext: boolean } {
  const options: Option[] = []
  for (let at = 1; at < word.text.length; at += 1) {
    const name = word.text.charAt(at)
    if (!withValue.includes(name)) options.push({ name, value: undefined })
    else if (at === word.text.length - 1)
      return { options: [...options, { name, value: next }], usesNext: true }
    else return { options: [...options, { name, value: withoutFront(word, at + 1) }], usesNext: false }
  }
  return { options, usesNext: false }
}

/** A word without its first characters, which are letters, dashes and `=`. */
export function withoutFront(word: StepWord, length: number): StepWord {
  const { text, value, start, end } = word
  return {
    text: text.slice(length),
    value: value && { ...value, text: value.text.slice(length) },
    start: start + length,
    end,
  }
}

export function optionValues({ options }: ReadOptions, ...names: readonly string[]): readonly StepWord[] {
  return options.flatMap(({ name, value }) => (value && names.includes(name) ? [value] : []))
}

export function hasOption({ options }: ReadOptions, ...names: readonly string[]): boolean {
  return options.some(({ name }) => names.includes(name))
}
