import { relative, sep } from 'node:path'
import { realPath } from '../../batch/real-path.ts'
import { colouredDiff } from '../../report/coloured-diff.ts'
import { companionDiff, type FileReport, type ReportedError } from '../../report/file-report.ts'
import { reasonsOf, summaryOf, type Layout } from '../../report/human.ts'
import { jsonEnd, jsonFile, jsonStart } from '../../report/json.ts'
import { patchOf } from '../../report/patch.ts'
import { styleFor, visible } from '../../report/style.ts'
import type { Summary } from '../../report/summary.ts'
import type { RewriteCommand } from '../command.ts'
import { terminalWidth, wantsColour, type Environment, type Stream } from '../terminal.ts'

/** Tells of a run file by file; nothing of a file is kept. */
export interface Reporter {
  start(): void
  /** @param nameInPatch of a file, by its absolute path @param patchName the file as its diff names it */
  file(report: FileReport, patchName: string, nameInPatch: (absolute: string) => string): void
  end(summary: Summary): void
}

export function jsonReporter(stdout: Stream, verbose: boolean): Reporter {
  let first = true
  return {
    start() {
      stdout.write(jsonStart())
    },
    file(report) {
      stdout.write(jsonFile(report, first, verbose))
      first = false
    },
    end(summary) {
      stdout.write(jsonEnd(summary))
    },
  }
}

/** What `git add` needs to be told of: paths as they are seen from a folder. */
export function createdReporter(stdout: Stream, folder: string): Reporter {
  return {
    start() {
      // Nothing but paths.
    },
    file(report) {
      for (const { before, absolute } of report.companions)
        if (before === undefined)
          stdout.write(`${relative(realPath(folder), absolute).split(sep).join('/')}\n`)
    },
    end() {
      // The same.
    },
  }
}

export function humanReporter(stdout: Stream, command: RewriteCommand, environment: Environment): Reporter {
  const { write, quiet, verbose, context } = command
  const style = styleFor(wantsColour(command.color, environment, stdout.terminal))
  const layout: Layout = { style, width: terminalWidth(stdout), verbose }
  // What is not for eyes has to be a patch byte for byte.
  const diff = style.colour || stdout.terminal ? colouredDiff : patchOf
  let example: string | undefined
  return {
    start() {
      // The first line is that of the first file.
    },
    file(report, patchName, nameInPatch) {
      example ??=
        report.changes[0]?.transform ?? report.refusals.find((each) => verbose || !each.quiet)?.transform
      const reasons = quiet ? '' : reasonsOf(report, layout)
      const changes =
        write && !verbose
          ? ''
          : [
              diff(report, patchName, context, style),
              ...report.companions.map((each) =>
                diff(companionDiff(each), nameInPatch(each.absolute), context, style),
              ),
            ].join('')
      const gap = quiet || reasons + changes === '' ? '' : '\n'
      stdout.write(reasons + changes + gap)
    },
    end(summary) {
      if (!quiet) stdout.write(summaryOf({ summary, written: write, example }, style))
    },
  }
}

/** One line on something that went wrong. */
export function remark(
  path: string,
  { message, line, hint }: Pick<ReportedError, 'message' | 'line' | 'hint'>,
): string {
  const place = line === undefined ? path : `${path}:${line}`
  return `${visible(`${place}: ${message}${hint === '' ? '' : `; ${hint}`}`)}\n`
}

/** What is to be said about a file besides its result. */
export function remarksOn({ path, status, error, notes }: FileReport, quiet: boolean): string {
  if (quiet && status !== 'failed') return ''
  const what = status === 'skipped' ? 'skipped: ' : ''
  const failure = error ? [remark(path, { ...error, message: what + error.message })] : []
  const noted = notes.map(({ kind, line, message }) =>
    remark(path, {
      message,
      line,
      hint: kind === 'defect' ? 'this is a defect of dfopt: please report it' : '',
    }),
  )
  return [...failure, ...noted].join('')
}
