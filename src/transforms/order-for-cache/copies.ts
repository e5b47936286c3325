// What the copies in front of an install have to do with it.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { copiesOf, type Copied } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'

/** Whether a copy brings something into a project that is installed, or the project itself. */
export function concerns(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
  folders: readonly string[],
): boolean {
  return copiesOf(document, stage, instruction, project).some(({ from, to }) =>
    folders.some(
      (folder) => isAtOrBelow(to, folder) || (project.list(from) !== undefined && isAtOrBelow(folder, to)),
    ),
  )
}

/** Of whatever package manager: who copies one by its name has thought of the install. */
const MANIFEST =
  /^(?:package(?:-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-(?:lock|workspace)\.yaml|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?|(?:lerna|nx|turbo)\.json|.*requirements.*\.(?:txt|in)|constraints\.txt|Pipfile(?:\.lock)?|pyproject\.toml|poetry\.lock|uv\.lock|setup\.(?:py|cfg)|go\.(?:mod|sum|work)|Gemfile(?:\.lock)?|composer\.(?:json|lock)|.*\.(?:cs|fs|vb)proj|.*\.slnx?|pom\.xml|mix\.(?:exs|lock))$/

/** Whether some copies bring more into a folder or above it than what somebody thought of for the install. */
export function bringSources(
  document: Document,
  stage: Stage,
  copies: readonly Instruction[],
  folder: string | undefined,
  project: Project,
): boolean {
  return copies
    .flatMap((each) => copiesOf(document, stage, each, project))
    .some(
      ({ to }) =>
        !MANIFEST.test(posix.basename(to)) &&
        (folder === undefined || isAtOrBelow(folder, to) || isAtOrBelow(to, folder)),
    )
}

/** What the install reads; or a folder of the project that somebody copies for what it reads in it: `COPY prisma ./prisma`. */
export function isEarly(
  copy: Copied,
  reads: readonly string[],
  folders: readonly string[],
  project: Project,
): boolean {
  if (isRead(copy, reads, project) || MANIFEST.test(posix.basename(copy.to))) return true
  const isProject = folders.some((folder) => isAtOrBelow(folder, copy.to))
  return !isProject && reads.some((path) => isAtOrBelow(path, copy.to) && brings(copy, path, project))
}

function isRead({ from, to }: Copied, reads: readonly string[], project: Project): boolean {
  if (reads.some((path) => to === path || isAtOrBelow(to, path))) return true
  const names = project.list(from)
  return (
    names !== undefined &&
    names.length > 0 &&
    names.every((name) => isRead({ from: posix.join(from, name), to: posix.join(to, name) }, reads, project))
  )
}

export function brings({ from, to }: Copied, path: string, project: Project): boolean {
  if (!isAtOrBelow(path, to)) return false
  const source = posix.join(from, posix.relative(to, path))
  if (project.read(source) !== undefined || project.list(source) !== undefined) return true
  return project.list(posix.dirname(source))?.includes(posix.basename(source)) ?? false
}

/** Where in the build context a path would be that copies then bring along. */
export function coming(path: string, copies: readonly Copied[], project: Project): readonly string[] {
  return copies
    .filter(({ from, to }) => isAtOrBelow(path, to) && project.list(from) !== undefined)
    .map(({ from, to }) => posix.join(from, posix.relative(to, path)))
}

/** The folder that the last word of a copy names. */
export function targetOf(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
): string {
  const [copy] = copiesOf(document, stage, instruction, project)
  if (!copy) return '/'
  return project.list(copy.from) === undefined ? posix.dirname(copy.to) : copy.to
}
