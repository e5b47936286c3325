import { basename } from 'node:path'
import { rewrite } from '../engine/pipeline.ts'
import type { Rewrite, RewriteOptions } from '../engine/rewrite.ts'
import type { RewriteFacts } from './comparison/attribution.ts'
import { acceptOnly, findSuspect } from './bisect.ts'
import type { Limits } from './builder.ts'
import { changedBetween, contextState } from './definitions/context.ts'
import { judge, type Judged, type Originals } from './judge.ts'
import { problemOf } from './problem.ts'
import { scanImages, type Scanner } from './scan/scan.ts'
import type { SmokeWishes } from './smoke/smoke.ts'
import { buildAndRead, type Bench, type Built } from './trial.ts'
import type { Culprit, Problem, Verdict, Verification } from './verification.ts'

/** One Dockerfile, built in one way. */
export interface Task {
  /** As it was named. */
  readonly path: string
  readonly result: Rewrite
  /** With which the result was made; a bisection makes others. */
  readonly options: RewriteOptions
  readonly definition: string | undefined
  /** Of the ignore file: what the build does not see may change meanwhile. */
  readonly ignorePatterns: readonly string[]
  readonly smoke: SmokeWishes
  readonly smokeLimits: Limits
  readonly scanner: Scanner | undefined
  readonly bisect: boolean
}

/** Builds the original and the rewrite, and tells whether the rewrite holds. */
export async function verify(task: Task, bench: Bench): Promise<Verification> {
  const { path, result, definition } = task
  const frame = {
    ...frameOf(path, result),
    builder: bench.builder.version,
    target: bench.settings.target,
    context: bench.context,
    definition,
  }
  return { ...frame, ...(await prove(task, bench)) }
}

/** What is to be said of a file for which nothing needs to be built; undefined where it changes. */
export function withoutBuilds(path: string, result: Rewrite): Verification | undefined {
  if (result.error) {
    const { message, line, hint } = result.error
    const place = line === undefined ? '' : `line ${line}: `
    return unprovenBecause(path, result, { step: 'read', message: place + message, hint })
  }
  return result.status === 'changed' ? undefined : { ...frameOf(path, result), verdict: 'unchanged' }
}

/** A file of which nothing can be said, for a reason that lies outside the builds. */
export function unprovenBecause(
  path: string,
  result: Rewrite,
  { step, ...what }: Pick<Problem, 'step' | 'message' | 'hint'>,
): Verification {
  return { ...frameOf(path, result), verdict: 'unproven', problem: problemAt(step, what) }
}

/** A problem of which there is nothing more to show. */
export function problemAt(
  step: Problem['step'],
  { message, hint }: Pick<Problem, 'message' | 'hint'>,
): Problem {
  return { step, message, hint, tail: [], instruction: undefined }
}

function frameOf(path: string, result: Rewrite): Omit<Verification, 'verdict'> {
  const transforms = [...new Set(writtenChanges(result).map((change) => change.transform))]
  return { path, transforms, ...NOTHING }
}

const NOTHING = {
  builder: '',
  target: undefined,
  context: '',
  definition: undefined,
  problem: undefined,
  before: undefined,
  after: undefined,
  comparison: undefined,
  smoke: [],
  scan: undefined,
  culprit: undefined,
  bisected: false,
  applied: false,
  logs: [],
} as const

type Findings = { readonly verdict: Verdict } & Partial<Verification>

async function prove(task: Task, bench: Bench): Promise<Findings> {
  const { result } = task
  const name = basename(task.path)
  const start = await contextState(bench.context, task.ignorePatterns, bench.limits.stop)
  if ('message' in start) return unproven({ step: 'context', ...start, tail: [], instruction: undefined })

  const first = await buildAndRead(bench, name, result.input, 'original')
  if (first.kind !== 'built')
    return unproven(problemOf('build before', first, factsOf(task, bench, result)), { logs: [first.log] })
  const originals: Originals = { first, name, text: result.input, second: undefined }
  const built = { before: first.facts }

  const judged = await judge(bench, originals, factsOf(task, bench, result), task)
  const found: Partial<Verification> = { ...built, ...outcomeOf(judged), logs: [first.log, judged.log] }
  const moved = await movedMeanwhile(task, bench, start)
  if (moved) return unproven(moved, found)
  if (judged.problem && judged.breaks === undefined) return unproven(judged.problem, found)
  if (judged.breaks !== undefined) {
    if (judged.after) await bench.builder.remove(judged.after.image)
    const culprit = task.bisect ? await culpritOf(task, bench, originals, judged.breaks) : undefined
    return { verdict: 'regression', ...found, problem: judged.problem, culprit, bisected: task.bisect }
  }
  const scan = judged.after && (await scanned(task, bench, first, judged.after))
  if (scan && 'step' in scan) return unproven(scan, found)
  return { verdict: 'proven', ...found, scan }
}

function unproven(problem: Problem, found: Partial<Verification> = {}): Findings {
  return { verdict: 'unproven', ...found, problem }
}

function outcomeOf({ after, comparison, smoke }: Judged): Partial<Verification> {
  return { after: after?.facts, comparison, smoke }
}

function factsOf({ options }: Task, { settings }: Bench, result: Rewrite): RewriteFacts {
  return { rewrite: result, targets: options.targets ?? [], target: settings.target }
}

/** Two builds from two contexts prove nothing. */
async function movedMeanwhile(
  { ignorePatterns }: Task,
  { context, limits }: Bench,
  start: Exclude<Awaited<ReturnType<typeof contextState>>, { message: string }>,
): Promise<Problem | undefined> {
  const end = await contextState(context, ignorePatterns, limits.stop)
  const changed = 'message' in end ? [] : changedBetween(start, end)
  const [path] = changed
  if (path === undefined && !('message' in end)) return undefined
  return {
    step: 'context',
    message:
      'message' in end
        ? end.message
        : `the build context changed during the builds (${path ?? ''}${changed.length > 1 ? ' and more' : ''}), so that the images cannot be compared`,
    hint:
      'message' in end
        ? end.hint
        : 'run again when nothing writes into it, or name what changes in .dockerignore',
    tail: changed,
    instruction: undefined,
  }
}

async function scanned(
  { scanner }: Task,
  { builder, workshop, limits, progress }: Bench,
  before: Built,
  after: Built,
): Promise<Verification['scan'] | Problem> {
  if (!scanner) return undefined
  progress.step(`scanning both images with ${scanner.name}`, undefined)
  const scan = await scanImages(scanner, before.image, after.image, builder, workshop.scratch, limits)
  return 'message' in scan ? { step: 'scan', ...scan, instruction: undefined } : scan
}

async function culpritOf(
  task: Task,
  bench: Bench,
  originals: Originals,
  breaks: NonNullable<Judged['breaks']>,
): Promise<Culprit | undefined> {
  const { result } = task
  const known = new Map<string, NonNullable<Judged['breaks']> | 'unknown' | undefined>()
  const keyOf = ({ output, companions }: Pick<Rewrite, 'output' | 'companions'>): string =>
    JSON.stringify([output, companions.map(({ path, after }) => [path, after])])
  known.set(keyOf({ output: result.input, companions: [] }), undefined)
  known.set(keyOf(result), breaks)
  let builds = 0
  const suspect = await findSuspect(writtenChanges(result), breaks, async (accepted) => {
    const subset = rewrite(result.input, { ...task.options, accept: acceptOnly(accepted) })
    const key = keyOf(subset)
    if (known.has(key)) return known.get(key)
    builds += 1
    bench.progress.step(`bisecting, build ${builds}`, undefined)
    const judged = await judge(bench, originals, factsOf(task, bench, subset), task)
    if (judged.after) await bench.builder.remove(judged.after.image)
    const answer = judged.breaks ?? (judged.problem ? 'unknown' : undefined)
    known.set(key, answer)
    return answer
  })
  if (!suspect) return undefined
  const { transform, level, line, message } = suspect.change
  return { transform, level, line, message, breaks: suspect.breaks, builds }
}

/** Findings are reported and change nothing. */
function writtenChanges({ changes }: Rewrite): Rewrite['changes'] {
  return changes.filter((change) => change.level !== 'manual')
}
