// The part of a stage that builds: its instructions up to the last one that works on nothing but files of the build.
import type { Instruction } from '../../dockerfile/instruction.ts'
import { placesOfCopy } from '../../project/copied-files.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { Call } from '../calls/calls.ts'
import { servesBuildAlone } from './runtime-runs.ts'
import { noSplit, type NoSplit, type SplitPlan } from './split-plan.ts'
import type { Subject } from './subject.ts'

export interface BuildPart {
  readonly builds: ReadonlySet<Instruction>
}

/**
 * @param calls what builds, as the recipe knows it
 * @param isBuild the same for any command
 * @param caches folders of what the build fetches
 */
export function buildPart(
  subject: Subject,
  calls: readonly Call[],
  isBuild: (command: SimpleCommand) => boolean,
  plan: Pick<SplitPlan, 'buildPackages' | 'artefacts'> & Partial<Pick<SplitPlan, 'keptPackages'>>,
  caches: readonly string[] = [],
): BuildPart | NoSplit {
  const { document, stage, project, runs } = subject
  const own = calls.flatMap(({ folder }) => (folder === undefined || folder === '/' ? [] : [folder]))
  const folders = [...new Set([...own, '/tmp', ...caches])]
  const first = Math.min(...calls.map(({ instruction }) => instruction.index))
  const serving = stage.instructions.filter((each) => {
    if (/^(?:COPY|ADD)$/.test(each.keyword))
      return placesOfCopy(document, stage, each, project).some((to) =>
        folders.some((folder) => isAtOrBelow(to, folder) || isAtOrBelow(folder, to)),
      )
    const run = runs.find(({ instruction }) => instruction === each)
    return run !== undefined && servesBuildAlone(subject, run, isBuild, plan, folders)
  })
  const mixed = calls.find(({ instruction }) => !serving.includes(instruction))
  if (mixed)
    return noSplit(
      'the RUN that builds does something else beside',
      'build in a RUN of its own',
      mixed.instruction.range,
    )
  const last = Math.max(
    first,
    ...serving.filter(({ keyword }) => keyword === 'RUN').map(({ index }) => index),
  )
  return { builds: new Set(serving.filter(({ index }) => index <= last)) }
}

/**
 * The same without what stands at its end and gives files away: done again in the runtime stage, it reaches the folder itself, which
 * COPY leaves as it is.
 *
 * @param calls what builds
 */
export function withoutOwners(subject: Subject, { builds }: BuildPart, calls: readonly Call[]): BuildPart {
  const last = Math.max(...calls.map(({ instruction }) => instruction.index))
  const first = subject.runs.find(
    ({ instruction, commands }) =>
      instruction.index > last &&
      commands.some(({ name = '' }) => /^(?:chown|chmod|chgrp|useradd|adduser|usermod)$/.test(name)),
  )?.instruction.index
  return { builds: new Set([...builds].filter(({ index }) => first === undefined || index < first)) }
}
