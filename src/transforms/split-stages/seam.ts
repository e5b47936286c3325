// What is different where the last stage is built on others of the file: they stay as they are where others use them.
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import type { StageNames } from './stage-names.ts'
import type { Subject } from './subject.ts'

/** A stage in front of the last one that ends the build for it alone. */
export function stageBefore(
  { document: { text, newline }, seam }: Subject,
  { build }: StageNames,
  commands: string,
): TextEdit {
  if (!seam) throw new Error('nothing is in front of a stage on an image')
  const above = seam.from.leadingComments[0]?.range.start ?? seam.from.range.start
  const start = text.lastIndexOf('\n', above - 1) + 1
  const as = seam.keyword === seam.keyword.toLowerCase() ? 'as' : 'AS'
  return {
    start,
    end: start,
    text: `${seam.keyword} ${seam.parent} ${as} ${build}${commands}${newline}${newline}`,
  }
}

/** What other stages build on is not changed for the last one. */
export function sharedObstacle(
  { seam }: Subject,
  plan: SplitPlan,
  lastBuild: Instruction,
): NoSplit | undefined {
  if (seam?.isShared !== true || lastBuild.index >= seam.index) return undefined
  const edit = plan.edits.find(({ start }) =>
    seam.shared.some((each) => each.start <= start && start <= each.end),
  )
  return edit
    ? noSplit(
        `other stages use what ${seam.parent} has, and what only runs is built in another way`,
        `build what runs in a stage of its own, FROM ${seam.parent}`,
        seam.from.range,
      )
    : undefined
}

/** The last instruction of the stages below the last one. */
export function lastBelow({ stage, seam }: Subject, lastBuild: Instruction): Instruction {
  return stage.instructions.findLast(({ index }) => index < (seam?.index ?? 0)) ?? lastBuild
}

/** True for what stays where it is, too, since others use it. */
export function isKept({ seam }: Subject, { range: { start } }: Instruction): boolean {
  return seam?.shared.some((each) => each.start <= start && start < each.end) === true
}

/** True for a command of a stage below that the last one sets anew. */
export function isReplaced({ stage, seam }: Subject, { keyword, index }: Instruction): boolean {
  return (
    seam !== undefined &&
    index < seam.index &&
    /^(?:CMD|ENTRYPOINT|HEALTHCHECK|STOPSIGNAL)$/.test(keyword) &&
    stage.instructions.some((each) => each.keyword === keyword && each.index > index)
  )
}
