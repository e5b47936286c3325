import type { Change, Note, Refusal } from '../engine/change.ts'
import type { Provenance } from '../engine/provenance.ts'

export interface ReportedError {
  readonly message: string
  readonly line?: number | undefined
  readonly hint: string
}

/** What is to be told of one file. */
export interface FileReport {
  /** As it was named, with forward slashes; `-` for standard input. */
  readonly path: string
  readonly status: 'changed' | 'unchanged' | 'skipped' | 'failed'
  readonly input: string
  readonly output: string
  readonly changes: readonly Change[]
  readonly refusals: readonly Refusal[]
  readonly notes: readonly Note[]
  readonly error: ReportedError | undefined
  /** Undefined for a file that was not looked at. */
  readonly provenance: Provenance | undefined
}
