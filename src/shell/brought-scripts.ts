// Scripts for installing something that a file brings and runs nowhere: what a container starts may run them.
import { lineage, type Document } from '../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { isInstallScript } from './install-scripts.ts'

export interface BroughtScript {
  readonly stage: Stage
  /** The COPY or ADD. */
  readonly instruction: Instruction
  /** Without its path. */
  readonly name: string
}

/** Those that an image of the stage has, from the stages that it is built FROM as well. */
export function broughtScripts(document: Document, stage: Stage): readonly BroughtScript[] {
  const stages = lineage(document, stage).toReversed()
  const runs = stages.flatMap((each) =>
    each.instructions.filter(({ keyword }) => /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK|ONBUILD)$/.test(keyword)),
  )
  return stages.flatMap((each) =>
    each.instructions.flatMap((instruction) =>
      namesIn(instruction)
        .filter((name) => !runs.some((run) => speaksOf(document, run, name)))
        .map((name) => ({ stage: each, instruction, name })),
    ),
  )
}

function namesIn(copy: Instruction): readonly string[] {
  if (!/^(?:COPY|ADD)$/.test(copy.keyword) || flagValue(copy, 'from') !== undefined) return []
  return wordsOf(copy)
    .slice(0, -1)
    .map((word) => word.split('/').at(-1) ?? '')
    .filter(isInstallScript)
}

/** True where a command other than one that only looks after the file has its name. */
function speaksOf({ text }: Document, { range }: Instruction, name: string): boolean {
  return text
    .slice(range.start, range.end)
    .split(/&&|[;|]/)
    .some((command) => command.includes(name) && !/\b(?:chmod|chown|dos2unix|ls|sed)\b/.test(command))
}
