import { nearest } from '../dockerfile/nearest.ts'

/** `; did you mean x?`, or nothing. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates)
  return found === undefined ? '' : `; did you mean ${found}?`
}
