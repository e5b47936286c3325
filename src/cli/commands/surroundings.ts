import { parseDocument } from '../../dockerfile/document.ts'
import type { RewriteOptions } from '../../engine/rewrite.ts'
import { projectOf } from '../../project/project-of.ts'

/** What holds for all files of a run, with the build context of one of them. */
export function optionsFor(options: RewriteOptions, absolute: string, text: string): RewriteOptions {
  return { ...options, project: projectOf(absolute, () => parseDocument(text)) }
}

/** The day, as transforms want it. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
