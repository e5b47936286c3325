import { parseDocument } from '../../dockerfile/document.ts'
import type { RewriteOptions } from '../../engine/rewrite.ts'
import { projectOf } from '../../project/project-of.ts'

/** What holds for all files of a run, with the build context of one of them. */
export function optionsFor(options: RewriteOptions, absolute: string, text: string): RewriteOptions {
  return { ...options, project: projectOf(absolute, () => parseDocument(text)) }
}

/** The day, as transforms want it: that of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/) where it is set. */
export function today(epoch = process.env.SOURCE_DATE_EPOCH): string {
  const now = epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date()
  return now.toISOString().slice(0, 10)
}
