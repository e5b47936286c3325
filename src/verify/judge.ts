import type { RewriteFacts } from './comparison/attribution.ts'
import type { Rewrite } from '../engine/rewrite.ts'
import type { Breaks } from './bisect.ts'
import type { Limits } from './builder.ts'
import { compare, withoutPassing, withoutUnstable } from './compare.ts'
import { problemOf } from './problem.ts'
import type { Unusable } from './smoke/smoke-outcome.ts'
import { smokeTest, type SmokeWishes } from './smoke/smoke.ts'
import { buildAndRead, type Bench, type Built, type NotBuilt } from './trial.ts'
import type { Comparison, Problem, SmokeResult } from './verification.ts'

/** What a rewrite is measured by. */
export interface Originals {
  readonly name: string
  readonly text: string
  readonly first: Built
  /** The original built once more, when that was needed to tell what differs between any two builds. */
  second: Built | undefined
}

export interface Judged {
  /** What the rewrite breaks; undefined where it holds, and where a problem keeps that from being told. */
  readonly breaks: Breaks | undefined
  readonly problem: Problem | undefined
  readonly after: Built | undefined
  readonly comparison: Comparison | undefined
  readonly smoke: readonly SmokeResult[]
  readonly log: string
}

/** How the images are run. */
export interface Smoke {
  readonly smoke: SmokeWishes
  readonly smokeLimits: Limits
}

/** Builds a rewrite and holds it against the original. */
export async function judge(
  bench: Bench,
  originals: Originals,
  facts: RewriteFacts,
  { smoke: wishes, smokeLimits }: Smoke,
): Promise<Judged> {
  const after = await buildAndRead(bench, originals.name, facts.rewrite.output, 'rewrite', facts.rewrite)
  const { log } = after
  if (after.kind !== 'built') {
    const problem = problemOf('build after', after, facts)
    const breaks = after.kind === 'failed' ? 'build' : undefined
    return { breaks, problem, after: undefined, comparison: undefined, smoke: [], log }
  }
  const comparison = await compared(bench, originals, after, facts)
  if ('step' in comparison)
    return { breaks: undefined, problem: comparison, after, comparison: undefined, smoke: [], log }
  const { first } = originals
  const run = await smokeTest(
    bench.builder,
    { image: first.image, files: first.content.files },
    { image: after.image, files: after.content.files },
    wishes,
    smokeLimits,
    (line) => bench.progress.step(line, undefined),
  )
  if (run.kind === 'interrupted') {
    const problem = {
      step: 'smoke',
      message: 'interrupted',
      hint: '',
      tail: [],
      instruction: undefined,
    } as const
    return { breaks: undefined, problem, after, comparison, smoke: [], log }
  }
  const smoke = run.results
  const breaks =
    comparison.regressions.length > 0
      ? 'comparison'
      : smoke.some((result) => result.outcome === 'different')
        ? 'smoke'
        : undefined
  // What is broken is broken, whatever else could not be tried.
  const problem = run.kind === 'unusable' && breaks === undefined ? smokeProblem(run) : undefined
  return { breaks, problem, after, comparison, smoke, log }
}

function smokeProblem({ name, message, hint, details }: Unusable): Problem {
  return { step: 'smoke', message: `${name}: ${message}`, hint, tail: details, instruction: undefined }
}

/**
 * Before a file counts as broken, both are built once more: the original may differ from itself in the same way, or a race
 * may decide what an image has. What all builds show alike is left.
 */
async function compared(
  bench: Bench,
  originals: Originals,
  after: Built,
  facts: RewriteFacts,
): Promise<Comparison | Problem> {
  const { first, name, text } = originals
  const once = compare(first.content, after.content, facts)
  if (!hasFiles(once)) return once
  const second = originals.second ?? (await builtAgain(bench, name, text, 'original once more'))
  if (second.kind !== 'built') return problemOf('build before', second, facts)
  originals.second = second
  const steady = withoutUnstable(once, first.content, second.content)
  if (!hasFiles(steady)) return steady
  const again = await builtAgain(bench, name, facts.rewrite.output, 'rewrite once more', facts.rewrite)
  if (again.kind !== 'built') return problemOf('build after', again, facts)
  const pairs = [
    [second, after],
    [first, again],
    [second, again],
  ] as const
  return withoutPassing(
    steady,
    pairs.map(([before, late]) => compare(before.content, late.content, facts)),
  )
}

/** A build for the comparison alone: its image is not run. */
async function builtAgain(
  bench: Bench,
  name: string,
  text: string,
  label: string,
  rewrite?: Rewrite,
): Promise<Built | NotBuilt> {
  const built = await buildAndRead(bench, name, text, label, rewrite)
  if (built.kind === 'built') await bench.builder.remove(built.image)
  return built
}

function hasFiles({ regressions }: Comparison): boolean {
  return regressions.some((difference) => difference.kind === 'file')
}
