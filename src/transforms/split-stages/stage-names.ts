// The two FROMs of a split: the stage that builds gets a name, the one that runs keeps the name that the last stage has.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Range } from '../../dockerfile/text.ts'
import { splitBlanks } from '../../dockerfile/words.ts'
import type { Seam } from './merged-stage.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

export interface StageNames {
  /** The stage that builds, or one on it that does the last of it. */
  readonly build: string
  /** True where the commands that end the build have a stage of their own, since others use the one that builds. */
  readonly isApart: boolean
  /** Where the runtime stage begins: behind an instruction of the build, or at the FROM that the file has. */
  readonly isNew: boolean
  /** What becomes of the FROM that the file has. */
  edit(plan: SplitPlan): TextEdit
  /** The FROM of a new stage. */
  runtime(plan: SplitPlan): string
}

const NAMES = ['build', 'builder', 'compile'] as const

/** @param last the end of the build */
export function stageNames(
  { document, stage, seam }: Subject,
  { commands }: SplitPlan,
  last: Instruction,
): StageNames | NoSplit {
  const [root] = splitBlanks(stage.from.args.text)
  if (!root) return noSplit('it has no base', 'name one')
  const flags = stage.from.flags
    .map(({ range }) => `${document.text.slice(range.start, range.end)} `)
    .join('')
  const baseOf = ({ runtime }: SplitPlan): string => `${flags}${runtime ?? root.text}`
  const from = seam?.from ?? stage.from
  const [base, as, name] = splitBlanks(from.args.text)
  if (!base) return noSplit('it has no base', 'name one')
  const written = seam?.keyword ?? document.text.slice(from.keywordRange.start, from.keywordRange.end)
  if (seam && last.index < seam.index) {
    const isApart = seam.isShared && commands.length > 0
    return {
      build: isApart ? newName(document, seam, ['pruned', 'prepared']) : seam.parent,
      isNew: false,
      isApart,
      edit: (plan) => ({ ...placeOfBase(from, base), text: baseOf(plan) }),
      runtime: () => '',
    }
  }
  const build = newName(document, seam)
  const lower = written === written.toLowerCase()
  return {
    build,
    isNew: true,
    isApart: false,
    edit: () =>
      name
        ? { ...toSourceRange(from.args, name), text: build }
        : { ...afterWord(from, base), text: ` ${lower ? 'as' : 'AS'} ${build}` },
    runtime: (plan) => `${written} ${baseOf(plan)}${name ? ` ${as?.text ?? 'AS'} ${name.text}` : ''}`,
  }
}

function newName(document: Document, seam: Seam | undefined, names: readonly string[] = NAMES): string {
  const taken = new Set([...(seam?.names ?? []), ...document.stages.map(({ name }) => name)])
  return names.find((each) => !taken.has(each)) ?? `build-${taken.size}`
}

/** The flags of a FROM that names a stage of the file are of no use to it. */
function placeOfBase(from: Instruction, base: Range): Range {
  const { start, end } = toSourceRange(from.args, base)
  return { start: from.flags[0]?.range.start ?? start, end }
}

/** Blanks may follow it on its line. */
function afterWord({ args }: Instruction, word: Range): Range {
  const { end } = toSourceRange(args, word)
  return { start: end, end }
}
