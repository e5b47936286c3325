import type { Finding, Severity } from '../../verification.ts'

/** What a scanner is, and how it is spoken to; one object for each. */
export interface ScannerKind {
  readonly name: string
  readonly program: string
  /** Arguments with which it tells its version, and fails where it is not there or not whole. */
  readonly version: readonly string[]
  /** How to get it, in one line. */
  readonly install: string
  /** What it is given the image as. */
  readonly feed: 'archive' | 'registry'
  /** Arguments for one scan; the reason where it cannot read an archive of this format. */
  readonly args: (subject: ScanSubject) => readonly string[] | { readonly reason: string }
  /** Where it leaves its report. */
  readonly report: 'file' | 'stdout'
  /** Exit codes with which there is a report. */
  readonly successes: readonly number[]
  /** @returns undefined for what is not its report */
  readonly findings: (report: unknown) => readonly Finding[] | undefined
  /** What it says when it fails for a reason that has a remedy. */
  readonly remedies: readonly Remedy[]
}

export interface ScanSubject {
  /** Path of the archive. */
  readonly archive: string
  /** docker: as docker save writes it. oci: an OCI layout in a tar archive. */
  readonly format: 'docker' | 'oci'
  /** Under which a registry on this machine has the image; '' for scanners that read archives. */
  readonly reference: string
  /** Path for the report. */
  readonly report: string
  /** The time limit. */
  readonly seconds: number
}

export interface Remedy {
  readonly says: RegExp
  /** Behind the scanner's name: "cannot …". */
  readonly message: string
  readonly hint: string
}

/**
 * Severities are named alike by all scanners but for the lowest: Negligible is grype's (grype/vulnerability/severity.go)
 * and Clair's (claircore severity.go), where it stands below Low. Unspecified (Docker Scout) and whatever else there may
 * be is unknown.
 */
export function severityOf(word: string): Severity {
  const severity = word.toLowerCase()
  switch (severity) {
    case 'critical':
    case 'high':
    case 'medium':
    case 'low':
      return severity
    case 'negligible':
      return 'low'
    default:
      return 'unknown'
  }
}
