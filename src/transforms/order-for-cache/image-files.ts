import { posix } from 'node:path'
import { lineage, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { copiedFiles, copiesOf, type CopiedFiles } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'

/** What the build context brought so far, where the names in a folder are those that all copies together brought. */
export function imageFiles(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
): CopiedFiles {
  const copies = lineage(document, stage).flatMap((each) =>
    each.instructions
      .filter(({ index }) => index < instruction.index)
      .flatMap((one) => copiesOf(document, each, one, project)),
  )
  return {
    ...copiedFiles(document, stage, instruction, project),
    list: (path) => {
      const names = copies.flatMap(({ from, to }) => {
        if (to !== path && isAtOrBelow(to, path)) return [posix.relative(path, to).split('/')[0] ?? '']
        return isAtOrBelow(path, to) ? (project.list(posix.join(from, posix.relative(to, path))) ?? []) : []
      })
      return names.length === 0 ? undefined : [...new Set(names)].sort()
    },
  }
}
