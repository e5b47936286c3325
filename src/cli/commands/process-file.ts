import type { Found, FoundFile } from '../../batch/discovery.ts'
import type { Fault } from '../../batch/fault.ts'
import { readSource } from '../../batch/read.ts'
import { replaceFiles } from '../../batch/write.ts'
import type { FileReport } from '../../report/file-report.ts'
import type { Objection } from './objections.ts'
import type { Setup } from './plan.ts'
import { rewriteWithFacts } from './rewrite-with-facts.ts'
import { companionsOf, optionsFor, optionsForStdin } from './surroundings.ts'

interface Stdin {
  readonly kind: 'stdin'
  readonly path: '-'
}

export type Input = Found | Stdin

export interface Work {
  setupOf(input: Input): Setup
  /** Asked before a file is written, for a reason not to; undefined where nothing is to be written. */
  readonly objection: Objection | undefined
  /** What this run wrote, or would write, by absolute paths: what comes next goes by it. */
  readonly written: Map<string, string>
  /** What all files are built from, absolute; undefined where it is found for each of them. */
  readonly buildContext: string | undefined
}

/**
 * Reads, rewrites and, where asked to, writes one file. Whatever goes wrong is in the report.
 *
 * @returns undefined when the run was told to end before the file was rewritten
 */
export async function processFile(input: Input, work: Work): Promise<FileReport | undefined> {
  if ('fault' in input) return unread(input.path, input.kind, input.fault)
  try {
    return await processText(input, work)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const hint = 'report it together with the file'
    return unread(input.path, 'failed', { message: `a defect of dfopt: ${message}`, hint })
  }
}

async function processText(input: FoundFile | Stdin, work: Work): Promise<FileReport | undefined> {
  const { path } = input
  const source = readSource(input.kind === 'stdin' ? 0 : input.absolute)
  if (source.fault) return unread(path, 'failed', source.fault)
  const absolute = input.kind === 'stdin' ? undefined : input.absolute
  const setup = work.setupOf(input)
  const options =
    absolute === undefined
      ? optionsForStdin(setup.options, work.buildContext)
      : optionsFor(setup.options, absolute, source.text, work.buildContext, work.written)
  const rewritten = await rewriteWithFacts(source.text, options, setup.source, absolute)
  if (!rewritten) return undefined
  const { rounds: _, wanted: _asked, ...result } = rewritten
  const companions = companionsOf(result, options)
  const report: FileReport = { path, ...result, companions }
  if (report.status !== 'changed' || input.kind === 'stdin') return report
  const { objection, written } = work
  const fault =
    objection &&
    (objection(input.absolute) ??
      companions
        .filter((each) => !written.has(each.absolute))
        .map((each) => objection(each.absolute))
        .find((each) => each !== undefined) ??
      replaceFiles([
        ...companions.map(({ absolute, before, after }) => ({ path: absolute, before, after, own: true })),
        { path: input.absolute, before: source.bytes, after: report.output },
      ]))
  if (fault) return unread(path, 'failed', fault)
  written.set(input.absolute, report.output)
  for (const { absolute, after } of companions) written.set(absolute, after)
  return report
}

function unread(path: string, status: 'skipped' | 'failed', error: Fault): FileReport {
  const nothing = { companions: [], changes: [], refusals: [], notes: [], provenance: undefined }
  return { path, status, input: '', output: '', ...nothing, error }
}
