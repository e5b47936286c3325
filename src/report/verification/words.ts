import { displayName } from '../../verify/archive/names.ts'
import { visible } from '../style.ts'

/** How the words that come from outside are shown, so that they cannot pass for ours nor steer what shows them. */
export interface Words {
  /** A path in an image or in the tree, or its beginning. */
  readonly path: (path: string) => string
  /** Anything else: commands, values, messages. */
  readonly text: (text: string) => string
}

export const TERMINAL_WORDS: Words = {
  // A line may be broken at a blank.
  path: (path) => (/[ "]/.test(path) ? `"${shownName(path.replaceAll('"', '\\"'))}"` : shownName(path)),
  text: shownName,
}

/** Without anything that a terminal or a reader would take for something else. */
export function shownName(text: string): string {
  return visible(displayName(text))
}

/** A line that a program printed or a file holds; tabs stay. */
export function shownLine(text: string): string {
  return visible(text.replace(/[\ud800-\udfff]/gu, displayName))
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(words: readonly string[], conjunction = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1) ?? ''}`
}
