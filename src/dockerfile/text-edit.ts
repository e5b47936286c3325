import type { Range } from './text.ts'

/** Replaces a span of a text; an empty span inserts. */
export interface TextEdit extends Range {
  readonly text: string
}

/** True when two edits want the same characters, or the same place. */
export function conflicts(left: TextEdit, right: TextEdit): boolean {
  if (left.start === right.start && left.end === right.end) return true
  return left.start < right.end && right.start < left.end
}

/** Edits in the order of their place. @throws RangeError when two of them conflict. */
export function ordered<T extends TextEdit>(edits: readonly T[]): readonly T[] {
  const sorted = [...edits].sort((left, right) => left.start - right.start || left.end - right.end)
  sorted.forEach((edit, index) => {
    const next = sorted[index + 1]
    if (next && conflicts(edit, next))
      throw new RangeError(`edits at ${edit.start} and ${next.start} overlap`)
  })
  return sorted
}

/** @throws RangeError when two edits conflict. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let done = 0
  for (const edit of ordered(edits)) {
    result += text.slice(done, edit.start) + edit.text
    done = edit.end
  }
  return result + text.slice(done)
}
