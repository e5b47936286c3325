// From the first copy of a stage on: which copies can stand behind the installs, and what has to stay in front of them.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'
import { copiesOf, workingFolder } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { rangeOf, runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { addedFetch } from './added-fetch.ts'
import type { Install, NotFirst } from './install.ts'
import { bringSources, brings, coming, concerns, isEarly, targetOf } from './copies.ts'
import { obstacle } from './obstacle.ts'
import { stepsOf, type Split } from './steps.ts'

/** A file or folder that stays in front, with where it comes from and where it goes. */
export interface Early {
  readonly from: string
  /** Relative to the target of the copy that brought it. */
  readonly to: string
  readonly isFolder: boolean
}

/** A copy that goes behind the installs, with what of it stays in front. */
export interface LateCopy {
  readonly instruction: Instruction
  readonly early: readonly Early[]
}

export interface Phase {
  /** Names of folders that the install fills and that nothing keeps out of the build context, in which they are not now. */
  readonly open: readonly string[]
  readonly late: readonly LateCopy[]
  readonly installs: readonly Install[]
  /** The RUN that installs last, and where it is parted. */
  readonly run: RunScript
  readonly split: Split | undefined
  /** A RUN in front of that one, where it is the first that needs the sources. */
  readonly added: string | undefined
}

export interface Stays extends NotFirst {
  readonly at: Range
}

interface Walk {
  readonly copies: readonly Instruction[]
  readonly installs: readonly Install[]
  readonly run: RunScript
  readonly split: Split | undefined
  readonly added: string | undefined
}

/** Undefined where no install of the stage stands behind a copy that it does not need. */
export function phaseOf(document: Document, stage: Stage, project: Project): Phase | Stays | undefined {
  const walk = walkStage(document, stage, project)
  if (!walk || 'reason' in walk) return walk
  const { installs } = walk
  const reads = [...new Set(installs.flatMap((install) => install.reads))]
  // The manifest is the first that an install reads.
  const folders = [
    ...new Set(
      installs.flatMap(({ fills, reads: [first = '/'] }) =>
        [first, ...fills].map((path) => posix.dirname(path)),
      ),
    ),
  ]
  const concerned = walk.copies.filter((each) => concerns(document, stage, each, project, folders))
  const late = concerned.filter((each) =>
    copiesOf(document, stage, each, project).some((one) => !isEarly(one, reads, folders, project)),
  )
  const [first] = late
  if (!first) return undefined
  const odd = obstacle(document, stage, late, walk, project)
  if (odd) return odd
  const fills = installs
    .flatMap((install) => install.fills)
    .flatMap((path) =>
      coming(
        path,
        late.flatMap((each) => copiesOf(document, stage, each, project)),
        project,
      ),
    )
  const filled = fills.find((path) => project.list(path) !== undefined)
  if (filled !== undefined)
    return {
      at: first.range,
      reason: `${filled} of the build context would go over what the install has put there`,
      unblock: `add ${filled} to .dockerignore`,
    }
  const open = fills.filter((path) => project.hides?.(path) !== true).map((path) => posix.basename(path))
  const early = new Map<Instruction, Early[]>(late.map((each) => [each, []]))
  for (const path of reads) {
    const bringing = walk.copies.findLast((each) =>
      copiesOf(document, stage, each, project).some((one) => brings(one, path, project)),
    )
    if (!bringing || !late.includes(bringing)) continue
    const copy = copiesOf(document, stage, bringing, project).find((one) => brings(one, path, project))
    if (!copy) continue
    const from = posix.join(copy.from, posix.relative(copy.to, path))
    const isThere = walk.copies.some(
      (each) =>
        !late.includes(each) &&
        copiesOf(document, stage, each, project).some(
          (one) => brings(one, path, project) && posix.join(one.from, posix.relative(one.to, path)) === from,
        ),
    )
    if (isThere) continue
    const target = posix.relative(targetOf(document, stage, bringing, project), path)
    if (/[\s*?[\]\\$"']/.test(from) || target.startsWith('..') || target === '')
      return {
        at: bringing.range,
        reason: `${from} has a name that COPY cannot be given as it is`,
        unblock: 'copy it by hand, in front of the install',
      }
    early.get(bringing)?.push({ from, to: target, isFolder: project.list(from) !== undefined })
  }
  return {
    open: [...new Set(open)],
    late: late.map((instruction) => ({ instruction, early: early.get(instruction) ?? [] })),
    installs,
    run: walk.run,
    split: walk.split,
    added: walk.added,
  }
}

/** The first installs of a stage that something was copied in front of. */
function walkStage(document: Document, stage: Stage, project: Project): Walk | Stays | undefined {
  const runs = new Map(runScripts(document).map((run) => [run.instruction, run]))
  let copies: Instruction[] = []
  let pending: Instruction[] = []
  const installs: Install[] = []
  let last: { readonly run: RunScript; readonly split: Split | undefined } | undefined
  for (const instruction of stage.instructions) {
    if (/^(?:COPY|ADD)$/.test(instruction.keyword)) pending.push(instruction)
    if (instruction.keyword !== 'RUN' && instruction.keyword !== 'VOLUME') continue
    const run = runs.get(instruction)
    const steps =
      run && instruction.keyword === 'RUN' && pending.length + copies.length > 0
        ? stepsOf(document, run, project)
        : undefined
    if (run && steps && steps.installs.length > 0 && (steps.isWhole || steps.split)) {
      installs.push(...steps.installs)
      copies.push(...pending)
      pending = []
      last = { run, split: steps.split }
    }
    if (steps?.isWhole === true) continue
    if (last) break
    const gains = bringSources(
      document,
      stage,
      [...copies, ...pending],
      workingFolder(document, stage, instruction),
      project,
    )
    if (run && steps?.refused && gains) return { ...steps.refused, at: rangeOf(run, steps.refused.command) }
    if (run && steps && steps.installs.length > 0 && steps.seeing && gains)
      return {
        at: rangeOf(run, steps.seeing),
        reason: 'the RUN that installs goes on with what needs the sources, and cannot be parted',
        unblock: 'install in a RUN of its own',
      }
    const fetch = run && copies.length + pending.length > 0 ? addedFetch(document, run, project) : undefined
    if (run && fetch)
      return {
        copies: [...copies, ...pending],
        installs: [fetch.install],
        run,
        split: undefined,
        added: fetch.command,
      }
    // What it does may be what the copies are there for.
    copies = []
    pending = []
  }
  return last && { ...last, copies, installs, added: undefined }
}
