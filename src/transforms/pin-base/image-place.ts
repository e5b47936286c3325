import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Range } from '../../dockerfile/text.ts'

/** A place of the file that names an image which the build takes from a registry. */
export interface ImagePlace {
  /** What the image is used by, in words. */
  readonly use: string
  readonly at: Range
  /** Those whose ignore comments hold; none for a parser directive. */
  readonly instructions: readonly Instruction[]
  /** The name with variables filled in. */
  readonly image: string
  /** The end of the name as it stands in the file, its tag and digest at least. */
  readonly written: Range
  /** The words that an edit there takes away, as they are written. */
  readonly words: readonly string[]
}

/** A name that is there and cannot be pinned. */
export interface Unpinnable {
  readonly at: Range
  readonly reason: string
  readonly unblock: string
}

export type Place = ImagePlace | Unpinnable

export function isPlace(place: Place): place is ImagePlace {
  return 'image' in place
}
