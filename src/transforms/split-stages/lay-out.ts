// The edits that make two stages of one: the build keeps its place, and what its image shows is stated for the runtime stage.
import { imageFolder } from '../../catalog/image-facts.ts'
import { stateAt } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { splitBlanks } from '../../dockerfile/words.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { artefactCopies } from './artefact-copies.ts'
import { listsEdit, listsReader, withLists } from './package-lists.ts'
import { runtimeEnvironment, usesVariable } from './runtime-environment.ts'
import { isMoved } from './moved-instructions.ts'
import { inOrder, type Line } from './runtime-order.ts'
import { runtimePackages } from './runtime-packages.ts'
import { removals, removedWith } from './removals.ts'
import { runtimeRun, touchesBuild } from './runtime-runs.ts'
import { isKept, isReplaced, lastBelow, sharedObstacle, stageBefore } from './seam.ts'
import { stageNames } from './stage-names.ts'
import { isSplit, noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import { upTo, type Subject } from './subject.ts'

export interface Layout {
  readonly edits: readonly TextEdit[]
  readonly buildStage: string
  /** Paths whose files may have another owner. */
  readonly owned: readonly string[]
  /** Words and comments of instructions that neither stage has any more. */
  readonly removes: readonly string[]
  readonly removesComments: readonly string[]
  readonly notes: readonly string[]
}

export function layOut(subject: Subject, plan: SplitPlan): Layout | NoSplit {
  const { document, stage } = subject
  const lastBuild = plan.until ?? [...plan.builds].sort((left, right) => left.index - right.index).at(-1)
  if (!lastBuild) throw new Error('a split without a build')
  const shared = sharedObstacle(subject, plan, lastBuild)
  if (shared) return shared
  const from = stageNames(subject, plan, lastBuild)
  if ('reason' in from) return from
  // All of the stages below the last one stays there.
  const last = from.isNew ? lastBuild : lastBelow(subject, lastBuild)
  const lines: Line[] = []
  const lists = listsReader(subject, plan)
  const moved: Instruction[] = []
  for (const instruction of upTo(subject, last)) {
    if (plan.builds.has(instruction) || plan.drops.has(instruction)) continue
    const stated = runtimeText(subject, plan, instruction)
    if (typeof stated === 'object') return stated
    if (stated === undefined) continue
    if (isReplaced(subject, instruction)) continue
    const isMovedHere = isMoved(subject, plan, instruction, last)
    if (isMovedHere && !isKept(subject, instruction)) moved.push(instruction)
    const comments = moved.includes(instruction) ? commentsAbove(document.text, instruction) : ''
    const fetched = lists.next(instruction)
    if (typeof fetched === 'object') return fetched
    const text = fetched === undefined ? stated : withLists(stated, instruction, fetched)
    lines.push({ keyword: instruction.keyword, text: comments + text, instruction })
  }
  const behind = stage.instructions.filter(({ index }) => index > last.index)
  const tail = behind.filter((instruction) => !plan.drops.has(instruction))
  const obstacle = tailObstacle(subject, plan, tail)
  if (obstacle) return obstacle
  const packages = runtimePackages(subject, plan)
  if ('reason' in packages) return packages
  // What installs those takes the lists away again.
  if (packages.length > 0) lists.forget()
  const updates: TextEdit[] = []
  for (const instruction of tail) {
    const fetched = lists.next(instruction, true)
    if (typeof fetched === 'object') return fetched
    if (fetched !== undefined) updates.push(listsEdit(fetched))
  }
  const copies = artefactCopies(subject, plan, from.build, last)
  if ('reason' in copies) return copies
  const stated = withFolder(subject, plan, withoutUnusedArgs(lines, tail), tail)
  const body = inOrder(subject, plan, stated, packages, copies.lines)
  const { newline } = document
  const commands = plan.commands
    .map((command) => `${newline}${keywordLike(subject, 'RUN')} ${command}`)
    .join('')
  const added = body.map((line) => newline + cased(subject, line)).join('')
  const text = from.isNew ? `${newline}${newline}${from.runtime(plan)}${added}` : ''
  const drops = [...plan.drops].filter((each) => !isKept(subject, each))
  const removed = removedWith(drops)
  // Two edits of one place are one.
  const atEnd = plan.edits.filter((edit) => edit.start === lastBuild.range.end)
  const end = { start: lastBuild.range.end, end: lastBuild.range.end }
  const behindFrom = subject.seam?.from.range.end ?? 0
  return {
    buildStage: from.build,
    owned: copies.owned,
    edits: [
      ...[from.edit(plan)].filter((edit) => edit !== undefined),
      ...plan.edits.filter((edit) => !atEnd.includes(edit)),
      ...updates,
      ...removals(document, [...moved, ...drops]),
      { ...end, text: atEnd.map((edit) => edit.text).join('') + (from.isApart ? '' : commands) + text },
      ...(from.isApart ? [stageBefore(subject, from, commands)] : []),
      ...(from.isNew ? [] : [{ start: behindFrom, end: behindFrom, text: added }]),
    ].filter(({ start, end, text }) => start !== end || text !== ''),
    removes: [...removed.removes, ...(from.isNew ? [] : [from.build])],
    removesComments: removed.removesComments,
    notes: from.notes,
  }
}

/** What stands for an instruction in the runtime stage; undefined for nothing. */
function runtimeText(
  subject: Subject,
  plan: SplitPlan,
  instruction: Instruction,
): string | undefined | NoSplit {
  const { document } = subject
  const text = document.text.slice(instruction.range.start, instruction.range.end)
  switch (instruction.keyword) {
    case 'ONBUILD':
      return noSplit('ONBUILD runs in what is built on the image', 'split it by hand', instruction.range)
    case 'ENV':
      return runtimeEnvironment(subject, plan, instruction)
    case 'SHELL':
      return plan.isBare ? undefined : text
    case 'RUN': {
      const run = subject.runs.find((each) => each.instruction === instruction)
      if (!run)
        return noSplit(
          'what this RUN leaves for the program that runs cannot be read',
          'write it for a POSIX shell',
          instruction.range,
        )
      const found = runtimeRun(subject, run, plan)
      return isSplit(found) ? found.text : found
    }
    default:
      return text
  }
}

/** A RUN behind the build that does not find there what it works on. */
function tailObstacle(subject: Subject, plan: SplitPlan, tail: readonly Instruction[]): NoSplit | undefined {
  for (const instruction of tail) {
    if (instruction.keyword !== 'RUN') continue
    const stated = runtimeText(subject, plan, instruction)
    if (typeof stated === 'object') return stated
    const run = subject.runs.find((each) => each.instruction === instruction)
    if (run && touchesBuild(subject, run, plan))
      return noSplit(
        'it works on files of the build that are not in the runtime stage',
        'do it in front of the build, or in the RUN that builds',
        instruction.range,
      )
  }
  return undefined
}

function commentsAbove(text: string, { leadingComments, range }: Instruction): string {
  const [first] = leadingComments
  if (!first) return ''
  const start = text.lastIndexOf('\n', first.range.start - 1) + 1
  return text.slice(start, range.start)
}

/** ARG is stated again where something behind it asks for it. */
function withoutUnusedArgs(lines: readonly Line[], tail: readonly Instruction[]): readonly Line[] {
  return lines.filter((line, index) => {
    if (line.keyword !== 'ARG' || !line.instruction) return true
    const names = splitBlanks(line.instruction.args.text).map(({ text }) => text.split('=')[0] ?? '')
    const behind = [...lines.slice(index + 1).map(({ text }) => text), ...tail.map(({ args }) => args.text)]
    return names.some((name) => behind.some((text) => usesVariable(text, name)))
  })
}

const WITHOUT_FOLDER = /^(?:ENV|ARG|LABEL|EXPOSE|MAINTAINER|STOPSIGNAL)$/

/** True where something of the build goes into the folder that a WORKDIR names. */
function isCopiedInto(
  { document, stage }: Subject,
  { artefacts }: SplitPlan,
  { instruction }: Line,
): boolean {
  const next = stage.instructions.find(({ index }) => index > (instruction?.index ?? 0))
  const { workdir } = stateAt(document, stage, next)
  return workdir === undefined || artefacts.some(({ to }) => isAtOrBelow(to, workdir))
}

/** One WORKDIR of several that follow each other; the base's own folder where there is none and another base has another. */
function withFolder(
  subject: Subject,
  plan: SplitPlan,
  lines: readonly Line[],
  tail: readonly Instruction[],
): readonly Line[] {
  const kept = lines.filter((line, index) => {
    if (line.keyword !== 'WORKDIR') return true
    const later = lines.slice(index + 1).filter(({ keyword }) => !WITHOUT_FOLDER.test(keyword))
    const [next] =
      later.length > 0
        ? later.map(({ instruction }) => instruction)
        : isCopiedInto(subject, plan, line)
          ? []
          : tail.filter(({ keyword }) => !WITHOUT_FOLDER.test(keyword))
    return !(next?.keyword === 'WORKDIR' && /^\s*["']?\//.test(next.args.text))
  })
  const own = imageFolder(subject.image.name)
  if (plan.runtime === undefined || own === undefined || own === '/') return kept
  return subject.stage.instructions.some(({ keyword }) => keyword === 'WORKDIR')
    ? kept
    : [...kept, { keyword: 'WORKDIR', text: `WORKDIR ${own}` }]
}

function keywordLike({ document, stage: { from } }: Subject, keyword: string): string {
  const written = document.text.slice(from.keywordRange.start, from.keywordRange.end)
  return written === written.toLowerCase() ? keyword.toLowerCase() : keyword
}

/** A line of dfopt's own in the case that the file has; what is taken from the file has it already. */
function cased(subject: Subject, line: string): string {
  return line.replace(/^(?:COPY|ENV|WORKDIR|RUN|USER)(?= )/, (keyword) => keywordLike(subject, keyword))
}
