import { statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { faultOfError, type Fault } from '../../batch/fault.ts'
import { realPath } from '../../batch/real-path.ts'
import { parseDocument } from '../../dockerfile/document.ts'
import type { Rewrite, RewriteOptions } from '../../engine/rewrite.ts'
import { overlaid } from '../../project/overlaid.ts'
import { projectIn, projectOf } from '../../project/project-of.ts'
import { deferred, type Project } from '../../project/project.ts'
import type { CompanionReport } from '../../report/file-report.ts'
import type { Host } from '../host.ts'
import { statedContexts } from '../../verify/definitions/stated-contexts.ts'

const NOTHING: ReadonlyMap<string, string> = new Map()

/**
 * What holds for all files of a run, with the build context of one of them.
 *
 * @param given the build context of all files, absolute; undefined where it is found
 * @param written texts that files have by now, by their absolute paths
 */
export function optionsFor(
  options: RewriteOptions,
  absolute: string,
  text: string,
  given: string | undefined,
  written = NOTHING,
): RewriteOptions {
  const project =
    given === undefined
      ? projectOf(
          absolute,
          () => parseDocument(text),
          () => statedContexts(absolute),
        )
      : deferred(() => projectIn(given, absolute))
  return { ...options, project: written.size === 0 ? project : deferred(() => withWritten(project, written)) }
}

/** The same for standard input, beside which nothing is written. */
export function optionsForStdin(options: RewriteOptions, given: string | undefined): RewriteOptions {
  if (given === undefined) return options
  return {
    ...options,
    project: deferred(() => ({ ...projectIn(given, join(given, 'Dockerfile')), whole: undefined })),
  }
}

/** The folder that --context names, absolute; undefined where there is no such flag. */
export function buildContextOf(given: string | undefined, host: Host): string | undefined | Fault {
  if (given === undefined) return undefined
  const folder = resolve(host.folder, given)
  try {
    if (statSync(folder).isDirectory()) return folder
    return { message: `--context ${given} is no folder`, hint: 'name the folder that is built from' }
  } catch (error) {
    return faultOfError(error, `--context ${given}`)
  }
}

function withWritten(project: Project, written: ReadonlyMap<string, string>): Project {
  const folder = project.whole?.folder
  if (folder === undefined) return project
  const texts = [...written].flatMap(([absolute, text]): readonly (readonly [string, string])[] => {
    const path = relative(folder, absolute).split(sep).join('/')
    return path === '..' || path.startsWith('../') ? [] : [[path, text]]
  })
  return overlaid(project, new Map(texts))
}

/** What a rewrite writes beside its Dockerfile, and where that is. */
export function companionsOf(
  { companions }: Pick<Rewrite, 'companions'>,
  { project }: RewriteOptions,
): readonly CompanionReport[] {
  const folder = companions.length > 0 ? project?.whole?.folder : undefined
  if (folder === undefined) return []
  return companions.map((each) => ({ ...each, absolute: join(realPath(folder), each.path) }))
}

/** The day, as transforms want it: that of SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/) where it is set. */
export function today(epoch = process.env.SOURCE_DATE_EPOCH): string {
  const now = epoch !== undefined && /^\d{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date()
  return now.toISOString().slice(0, 10)
}
