// The folder that a container starts in, where the build has filled it: what lies there beside the program may be read, too.
import { posix } from 'node:path'
import { copiedFiles, placesOfCopy } from '../../project/copied-files.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

const OF_THE_SYSTEM =
  /^\/(?:(?:usr|usr\/local|usr\/src|opt|srv|var|home|root|tmp|go|go\/bin|bin|sbin|etc|lib|usr\/(?:local\/)?s?bin))?$/

/** The plan, with that folder as a whole in place of files in it; one that the build context fills has sources in it. */
export function withWholeFolder(subject: Subject, plan: SplitPlan): SplitPlan {
  const { folder, document, stage, project } = subject
  if (plan.isExact || folder === undefined || !project.known || OF_THE_SYSTEM.test(folder)) return plan
  if (copiedFiles(document, stage, undefined, project).list(folder) !== undefined) return plan
  if (copiedInto(subject, folder).length > 0) return plan
  const inside = plan.artefacts.filter(({ from, to }) => from === to && isAtOrBelow(from, folder))
  if (inside.length === 0) return plan
  const others = plan.artefacts.filter((each) => !inside.includes(each))
  return { ...plan, artefacts: [...others, { from: folder, to: folder, isFolder: true }] }
}

/** The names of what the build context brings right into a folder, file by file. */
export function copiedInto({ document, stage, project }: Subject, folder: string): readonly string[] {
  const places = stage.instructions.flatMap((each) => placesOfCopy(document, stage, each, project))
  return [
    ...new Set(
      places
        .filter((path) => posix.dirname(path) === folder && path !== folder)
        .map((path) => posix.basename(path)),
    ),
  ]
}
