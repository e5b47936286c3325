// A last stage that copies the whole folder in which another stage has built: what runs of it is enough.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Effect } from '../../engine/effect.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { copiedFiles } from '../../project/copied-files.ts'
import { copiedPaths } from '../../project/copied-paths.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { joinedStages, type JoinedStages } from './joined-stages.ts'
import { layOut } from './lay-out.ts'
import { recipes } from './recipes.ts'
import { touchesBuild } from './runtime-runs.ts'
import { isSplit, noSplit, type Artefact, type NoSplit, type SplitPlan } from './split-plan.ts'
import { subjectOf, type Subject } from './subject.ts'
import { withWholeFolder } from './whole-folder.ts'

export interface NarrowedCopy {
  readonly copy: Instruction
  /** The folder that was copied. */
  readonly folder: string
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  readonly effects: readonly Effect[]
  readonly leaves: string
}

/** What they make is one program, or one folder. */
const OF_PROGRAMS = /^(?:go|rust|c|java|swift|dotnet)$/

/** Undefined where no whole folder of sources is copied, or no recipe knows what is built in it. */
export function narrowedCopy(
  document: Document,
  last: Stage,
  surroundings: Surroundings,
): NarrowedCopy | NoSplit | undefined {
  if (last.parent !== undefined || !surroundings.project.known) return undefined
  const isWhole = (copy: Instruction): boolean => {
    const paths = copy.keyword === 'COPY' ? copiedPaths(document, last, copy) : undefined
    return paths?.sources.length === 1 && paths.sources[0] === paths.target
  }
  if (!last.instructions.some(isWhole)) return undefined
  const joined = joinedStages(document, last, '')
  const subject = joined && subjectOf(joined.stage, joined.document, surroundings)
  if (!joined || !subject) return undefined
  const copy = joined.copies.find((each) => wholeFolder(document, last, each, subject, joined) !== undefined)
  const folder = copy && wholeFolder(document, last, copy, subject, joined)
  if (!copy || folder === undefined) return undefined
  const elsewhere = ({ reason, unblock }: NoSplit): NoSplit =>
    noSplit(`all of ${folder} is copied: ${reason}`, unblock, copy.range)
  for (const recipe of recipes) {
    if (!OF_PROGRAMS.test(recipe.name)) continue
    const found = recipe.plan(subject)
    if (!found) continue
    if (!isSplit<SplitPlan>(found)) return elsewhere(found)
    const plan = withWholeFolder(subject, found)
    const layout = layOut(subject, plan)
    if ('reason' in layout) return elsewhere(layout)
    // A recipe may take a RUN of the last stage for a part of the build.
    const worker = subject.runs.find(
      (run) => run.instruction.range.start > joined.end && touchesBuild(subject, run, plan),
    )
    if (worker)
      return elsewhere(
        noSplit('a RUN of the last stage works on other files of it', 'do it in the stage that builds'),
      )
    return narrowed(document, copy, folder, plan)
  }
  return undefined
}

/** The folder that a COPY takes as a whole to the same place, where the build context has brought sources into it. */
function wholeFolder(
  document: Document,
  last: Stage,
  copy: Instruction,
  { project, building }: Subject,
  { source }: JoinedStages,
): string | undefined {
  const { sources, target } = copiedPaths(document, last, copy) ?? { sources: [], target: '' }
  const [folder, ...more] = sources
  if (folder === undefined || folder !== target || folder === '/' || more.length > 0 || /[*?[]/.test(folder))
    return undefined
  // What only holds files of the build context, such as assets, is no folder in which something is built.
  if (!building.some((call) => call.folder !== undefined && isAtOrBelow(call.folder, folder)))
    return undefined
  return copiedFiles(document, source, undefined, project).list(folder) === undefined ? undefined : folder
}

function narrowed(
  document: Document,
  copy: Instruction,
  folder: string,
  { artefacts, leaves }: SplitPlan,
): NarrowedCopy | undefined {
  const inside = artefacts.filter(({ from }) => isAtOrBelow(from, folder))
  if (inside.length === 0 || inside.some(({ from }) => from === folder)) return undefined
  return {
    copy,
    folder,
    leaves,
    edits: [{ ...copy.range, text: linesOf(document, copy, folder, inside).join(document.newline) }],
    removes: wordsOf(copy),
    effects: [
      { kind: 'removes', paths: [folder] },
      { kind: 'keeps', paths: inside.map(({ from }) => from) },
    ],
  }
}

/** Files of one folder in one line, and a line for each folder. */
function linesOf(
  { text }: Document,
  copy: Instruction,
  folder: string,
  artefacts: readonly Artefact[],
): readonly string[] {
  const head = [
    text.slice(copy.keywordRange.start, copy.keywordRange.end),
    ...copy.flags.map(({ range }) => text.slice(range.start, range.end)),
  ].join(' ')
  const target = (wordsOf(copy).at(-1) ?? '').replace(/(?<=.)\/$/, '')
  const files = new Map<string, string[]>()
  for (const { from } of artefacts.filter(({ isFolder }) => !isFolder)) {
    const place = posix.dirname(posix.relative(folder, from))
    const to = place === '.' ? `${target}/` : `${target}/${place}/`
    files.set(to, [...(files.get(to) ?? []), from])
  }
  return [
    ...[...files].map(([to, from]) => `${head} ${from.join(' ')} ${to}`),
    ...artefacts
      .filter(({ isFolder }) => isFolder)
      .map(({ from }) =>
        from.includes('*')
          ? `${head} ${from} ${target}/${posix.dirname(posix.relative(folder, from))}/`
          : `${head} ${from} ${target}/${posix.relative(folder, from)}`,
      ),
  ]
}
