import type { Level } from '../engine/transform.ts'
import type { FileReport } from './file-report.ts'
import { shownRefusals } from './json.ts'

export interface Summary {
  readonly files: number
  readonly changed: number
  readonly failed: number
  readonly skipped: number
  readonly changes: Readonly<Record<Level, number>>
  readonly refusals: number
}

export const NOTHING: Summary = {
  files: 0,
  changed: 0,
  failed: 0,
  skipped: 0,
  changes: { safe: 0, review: 0, manual: 0 },
  refusals: 0,
}

export function addReport(summary: Summary, report: FileReport, verbose: boolean): Summary {
  const changes = { ...summary.changes }
  for (const change of report.changes) changes[change.level] += 1
  const one = (status: FileReport['status']): number => (report.status === status ? 1 : 0)
  return {
    files: summary.files + 1,
    changed: summary.changed + one('changed'),
    failed: summary.failed + one('failed'),
    skipped: summary.skipped + one('skipped'),
    changes,
    refusals: summary.refusals + shownRefusals(report.refusals, verbose).length,
  }
}
