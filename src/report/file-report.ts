import type { Rewrite } from '../engine/rewrite.ts'
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
  readonly error: ReportedError | undefined
  /** Undefined for a file that was not looked at. */
  readonly provenance: Provenance | undefined
}
