import type { Rewrite } from '../engine/rewrite.ts'
import type { CompanionFile } from '../engine/companion.ts'
import type { Provenance } from '../engine/provenance.ts'

export interface ReportedError {
  readonly message: string
  readonly line?: number | undefined
  readonly hint: string
}

/** What is to be told of one file. */
export interface FileReport extends Pick<
  Rewrite,
  'status' | 'input' | 'output' | 'changes' | 'refusals' | 'notes'
> {
  /** As it was named, with forward slashes; `-` for standard input. */
  readonly path: string
  readonly companions: readonly CompanionReport[]
  readonly error: ReportedError | undefined
  /** Undefined for a file that was not looked at. */
  readonly provenance: Provenance | undefined
}

/** A file that is written with a Dockerfile. */
export interface CompanionReport extends CompanionFile {
  readonly absolute: string
}

/** A file with its two texts, as far as a diff needs to know it. */
export interface Rewritten extends Pick<FileReport, 'input' | 'output' | 'changes' | 'provenance'> {
  readonly isNew?: boolean
  /** For the whole file, where no provenance tells of each place. */
  readonly transforms?: readonly string[]
}

export function companionDiff({ before, after, transforms }: CompanionFile): Rewritten {
  const texts = { input: before ?? '', output: after, isNew: before === undefined }
  return { ...texts, changes: [], provenance: undefined, transforms }
}
