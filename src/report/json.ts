import type { Refusal } from '../engine/change.ts'
import type { FileReport } from './file-report.ts'
import type { Summary } from './summary.ts'

/** The version of the shape of the JSON document; it changes only with that shape. */
const SCHEMA = 1

/** The document comes in three parts, so that no more than one file has to be in memory. */
export function jsonStart(): string {
  return `{"schema":${SCHEMA},"files":[`
}

export function jsonFile(report: FileReport, first: boolean, verbose: boolean): string {
  const { path, status, output, companions, changes, refusals, error } = report
  const file = {
    path,
    status,
    ...(status === 'changed' ? { output } : {}),
    changes: changes.map(({ transform, level, line, endLine, message, reason }) => {
      return { transform, level, line, endLine, message, reason }
    }),
    refusals: shownRefusals(refusals, verbose).map(({ transform, line, reason, unblock }) => {
      return { transform, line, reason, unblock }
    }),
    companions: companions.map((each) => ({ path: each.path, output: each.after })),
    created: companions.filter(({ before }) => before === undefined).map((each) => each.path),
    ...(error ? { error: { message: error.message, line: error.line, hint: error.hint } } : {}),
  }
  return `${first ? '' : ','}\n${JSON.stringify(file)}`
}

export function jsonEnd(summary: Summary): string {
  const { files, changed, failed, changes, refusals } = summary
  return `\n],"summary":${JSON.stringify({ files, changed, failed, changes, refusals })}}\n`
}

/** Refusals where nothing would be gained are told only to those who ask for everything. */
export function shownRefusals(refusals: readonly Refusal[], verbose: boolean): readonly Refusal[] {
  return verbose ? refusals : refusals.filter((refusal) => !refusal.quiet)
}
