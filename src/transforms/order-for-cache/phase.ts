// From the first copy of a stage on: which copies can stand behind the installs, and what has to stay in front of them.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'
import { copiesOf, type Copied } from '../../project/copied-files.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import type { Project } from '../../project/project.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { rangeOf, runScripts, type RunScript } from '../../shell/run-scripts.ts'
import type { Install, NotFirst } from './install.ts'
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
}

export interface Stays extends NotFirst {
  readonly at: Range
}

interface Walk {
  readonly copies: readonly Instruction[]
  readonly installs: readonly Install[]
  readonly run: RunScript
  readonly split: Split | undefined
}

/** Undefined where no install of the stage stands behind a copy that it does not need. */
export function phaseOf(document: Document, stage: Stage, project: Project): Phase | Stays | undefined {
  const walk = walkStage(document, stage, project)
  if (!walk || 'reason' in walk) return walk
  const { installs } = walk
  const reads = [...new Set(installs.flatMap((install) => install.reads))]
  const folders = [
    ...new Set(
      installs.flatMap(({ fills, reads: own }) => [...fills, ...own].map((path) => posix.dirname(path))),
    ),
  ]
  const concerned = walk.copies.filter((each) => concerns(document, stage, each, project, folders))
  const late = concerned.filter((each) =>
    copiesOf(document, stage, each, project).some((one) => !isRead(one, reads, project)),
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
    if (run && steps?.refused) return { ...steps.refused, at: rangeOf(run, steps.refused.command) }
    if (run && steps && steps.installs.length > 0 && steps.seeing)
      return {
        at: rangeOf(run, steps.seeing),
        reason: 'the RUN that installs goes on with what needs the sources, and cannot be parted',
        unblock: 'install in a RUN of its own',
      }
    // What it does may be what the copies are there for.
    copies = []
    pending = []
  }
  return last && { ...last, copies, installs }
}

/** Whether a copy brings something into a project that is installed, or the project itself. */
function concerns(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
  folders: readonly string[],
): boolean {
  return copiesOf(document, stage, instruction, project).some(({ from, to }) =>
    folders.some(
      (folder) => isAtOrBelow(to, folder) || (project.list(from) !== undefined && isAtOrBelow(folder, to)),
    ),
  )
}

function isRead({ from, to }: Copied, reads: readonly string[], project: Project): boolean {
  if (reads.some((path) => to === path || isAtOrBelow(to, path))) return true
  const names = project.list(from)
  return (
    names !== undefined &&
    names.length > 0 &&
    names.every((name) => isRead({ from: posix.join(from, name), to: posix.join(to, name) }, reads, project))
  )
}

function brings({ from, to }: Copied, path: string, project: Project): boolean {
  if (!isAtOrBelow(path, to)) return false
  const source = posix.join(from, posix.relative(to, path))
  if (project.read(source) !== undefined || project.list(source) !== undefined) return true
  return project.list(posix.dirname(source))?.includes(posix.basename(source)) ?? false
}

/** Where in the build context a path would be that copies then bring along. */
function coming(path: string, copies: readonly Copied[], project: Project): readonly string[] {
  return copies
    .filter(({ from, to }) => isAtOrBelow(path, to) && project.list(from) !== undefined)
    .map(({ from, to }) => posix.join(from, posix.relative(to, path)))
}

/** The folder that the last word of a copy names. */
function targetOf(document: Document, stage: Stage, instruction: Instruction, project: Project): string {
  const [copy] = copiesOf(document, stage, instruction, project)
  if (!copy) return '/'
  return project.list(copy.from) === undefined ? posix.dirname(copy.to) : copy.to
}

function obstacle(
  document: Document,
  stage: Stage,
  late: readonly Instruction[],
  { run, copies }: Walk,
  project: Project,
): Stays | undefined {
  const [first] = late
  if (!first) return undefined
  for (const each of late) {
    const words = wordsOf(each).slice(0, -1)
    if (
      sourcesFromContext(document, stage, each).length !== words.length ||
      copiesOf(document, stage, each, project).length < words.length
    )
      return {
        at: each.range,
        reason: 'what it copies is only known to a build',
        unblock: 'name it without variables, wildcards and addresses',
        quiet: true,
      }
    const flag = each.flags.find(({ name }) => !/^(?:chown|chmod|link)$/.test(name))
    if (flag)
      return {
        at: each.range,
        reason: `--${flag.name} decides what it copies`,
        unblock: 'copy the manifests in an instruction of their own, in front of the install',
        quiet: true,
      }
    if (
      each.keyword === 'ADD' &&
      words.some(
        (word) =>
          project.list(posix.normalize(word)) === undefined && /\.(?:t[a-z]+|gz|bz2|xz|zst)$/.test(word),
      )
    )
      return { at: each.range, reason: 'ADD may unpack what it copies', unblock: 'use COPY', quiet: true }
  }
  const between = stage.instructions.filter(
    ({ index }) => index > first.index && index < run.instruction.index,
  )
  const text = late
    .map(({ args, flags }) => `${args.text} ${flags.map(({ value }) => value ?? '').join(' ')}`)
    .join(' ')
  const variable = between.find(({ keyword }) => /^(?:ENV|ARG)$/.test(keyword))
  if (variable && text.includes('$'))
    return {
      at: first.range,
      reason: 'variables that it names are set again in front of the install',
      unblock: 'set them in front of it',
      quiet: true,
    }
  const moved = between.find(
    (each) =>
      each.keyword === 'WORKDIR' &&
      late.some((copy) => copy.index < each.index && !isAbsolute(wordsOf(copy).at(-1))),
  )
  if (moved)
    return {
      at: first.range,
      reason: 'the folder that its target stands for changes in front of the install',
      unblock: 'name the target from the root on',
      quiet: true,
    }
  const other = between.find(
    (each) => each.keyword === 'COPY' && flagValue(each, 'from') !== undefined && copies.includes(each),
  )
  const folder = targetOf(document, stage, first, project)
  if (other && isBelow(wordsOf(other).at(-1) ?? '', folder))
    return {
      at: other.range,
      reason: 'what it takes from another stage goes over what is copied here',
      unblock: 'copy it behind the sources',
      quiet: true,
    }
  return undefined
}

function isAbsolute(word: string | undefined): boolean {
  return word?.startsWith('/') ?? false
}

/** A relative target is one in the folder that is worked in. */
function isBelow(target: string, folder: string): boolean {
  return !target.startsWith('/') || isAtOrBelow(posix.normalize(target).replace(/(?<=.)\/$/, ''), folder)
}
