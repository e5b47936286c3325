// The two FROMs of a split: the stage that builds gets a name, the one that runs keeps the name that the last stage has.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Range } from '../../dockerfile/text.ts'
import { splitBlanks } from '../../dockerfile/words.ts'
import type { Project } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'
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
  /** What becomes of the FROM that the file has; undefined where it stays as it is. */
  edit(plan: SplitPlan): TextEdit | undefined
  readonly notes: readonly string[]
  /** The FROM of a new stage. */
  runtime(plan: SplitPlan): string
}

const NAMES = ['build', 'builder', 'compile'] as const
const BUILDS = /^(?:build|builder|build-?env|build-?stage|compile|compiler)$/i

/** @param last the end of the build */
export function stageNames(
  { document, stage, seam, project }: Subject,
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
      notes: [],
      edit: (plan) => ({ ...placeOfBase(from, base), text: baseOf(plan) }),
      runtime: () => '',
    }
  }
  // The name of the only stage, which nothing asks for by --target.
  if (name && BUILDS.test(name.text) && document.stages.length === 1 && !isTarget(project, name.text))
    return {
      build: name.text,
      isNew: true,
      isApart: false,
      notes: [`the stage ${name.text} is now the one that builds, which --target ${name.text} would give`],
      edit: () => undefined,
      runtime: (plan) => `${written} ${baseOf(plan)}`,
    }
  const build = newName(document, seam)
  const lower = written === written.toLowerCase()
  return {
    build,
    isNew: true,
    isApart: false,
    notes: [],
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

const SETTINGS = /\.(?:ya?ml|hcl|json|toml|sh|mk)$|^(?:GNUmakefile|[Mm]akefile|[Jj]ustfile|Jenkinsfile)$/

/** True where something in the build context builds a stage by its name, or may. */
function isTarget(project: Project, name: string): boolean {
  if (!project.known) return true
  const asked = new RegExp(`\\btarget\\b["'\\s:=]+["']?${name}\\b`, 'i')
  const { found, isWhole } = walkFiles(project, [''], SKIPPED, (each) =>
    each.names === undefined && SETTINGS.test(each.name) && asked.test(each.read() ?? '') ? true : undefined,
  )
  return found === true || !isWhole
}

const SKIPPED = /^(?:\.git|node_modules|vendor|target|dist)$/

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
