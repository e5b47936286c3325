import type { Found, FoundFile } from '../../batch/discovery.ts'
import type { Fault } from '../../batch/fault.ts'
import { readSource } from '../../batch/read.ts'
import { replaceFile } from '../../batch/write.ts'
import type { FileReport } from '../../report/file-report.ts'
import type { Objection } from './objections.ts'
import type { Setup } from './plan.ts'
import { rewriteWithFacts } from './rewrite-with-facts.ts'
import { optionsFor } from './surroundings.ts'

interface Stdin {
  readonly kind: 'stdin'
  readonly path: '-'
}

export type Input = Found | Stdin

export interface Work {
  setupOf(input: Input): Setup
  /** Asked before a file is written, for a reason not to; undefined where nothing is to be written. */
  readonly objection: Objection | undefined
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
  const options = absolute === undefined ? setup.options : optionsFor(setup.options, absolute, source.text)
  const rewritten = await rewriteWithFacts(source.text, options, setup.source, absolute)
  if (!rewritten) return undefined
  const { rounds: _, wanted: _asked, ...result } = rewritten
  const report = { path, ...result }
  if (report.status !== 'changed' || input.kind === 'stdin' || !work.objection) return report
  const fault = work.objection(input.absolute) ?? replaceFile(input.absolute, source.bytes, report.output)
  return fault ? unread(path, 'failed', fault) : report
}

function unread(path: string, status: 'skipped' | 'failed', error: Fault): FileReport {
  const nothing = { changes: [], refusals: [], notes: [], provenance: undefined }
  return { path, status, input: '', output: '', ...nothing, error }
}
