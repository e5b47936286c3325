// The sources of a program in the build context, as far as they can be looked through.
import type { Project } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'

export interface SourceFile {
  readonly path: string
  readonly text: string
}

const OTHERS = /^(?:node_modules|\.git|testdata|vendor)$/

const known = new WeakMap<Project, Map<string, readonly SourceFile[] | undefined>>()

/** Files whose names fit, tests left out; undefined where there are too many of them. */
export function sourceFiles(project: Project, names: RegExp): readonly SourceFile[] | undefined {
  const own = known.get(project) ?? new Map<string, readonly SourceFile[] | undefined>()
  known.set(project, own)
  if (!own.has(names.source)) own.set(names.source, read(project, names))
  return own.get(names.source)
}

function read(project: Project, names: RegExp): readonly SourceFile[] | undefined {
  const files: SourceFile[] = []
  const { isWhole } = walkFiles(project, [''], OTHERS, ({ path, name, read: textOf }) => {
    if (!names.test(name) || /_test\.go$|\.(?:test|spec)\.\w+$/.test(name)) return undefined
    const text = textOf()
    if (text !== undefined) files.push({ path, text })
    return undefined
  })
  return isWhole ? files : undefined
}

/** What keeps sources from being known to do without something, in one sentence; undefined where nothing does. */
export function sourceReason(
  project: Project,
  program: string,
  names: RegExp,
  fault: (file: SourceFile) => string | undefined,
): string | undefined {
  const files = sourceFiles(project, names)
  if (!files) return `what the sources of ${program} do would take too long to see`
  if (files.length === 0) return `the sources of ${program} are not in a known build context`
  for (const file of files) {
    const reason = fault(file)
    if (reason !== undefined) return reason
  }
  return undefined
}
