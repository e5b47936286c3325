import type { RunOutcome } from '../builder.ts'
import { commonLines, hasInOrder, lineDifference, linesOf, printable } from './line-difference.ts'
import { smokeArgv } from './smoke-argv.ts'
import { INTERRUPTED, isStopped, type SmokeBench, type Unusable, type WishOutcome } from './smoke-outcome.ts'
import type { SmokeResult } from '../verification.ts'

type Ended = Extract<RunOutcome, { readonly kind: 'ended' }>

const MOST_DIFFERENT_LINES = 20
const LAST_LINES = 10

const AS_IT_STARTS = 'the image as it starts'

/** Of `sh` and of the runtimes: found but not executable, and not found. */
const CANNOT_RUN: Readonly<Record<number, string>> = { 126: 'cannot be executed', 127: 'is not found' }

/** Runs a command in both images, and compares how it ends and what it prints to its standard output. */
export async function smokeCommand(bench: SmokeBench, command: string): Promise<WishOutcome> {
  const argv = {
    before: smokeArgv(command, bench.before.files),
    after: smokeArgv(command, bench.after.files),
  }
  if ('reason' in argv.before) return needsShell(command, 'original', argv.before.reason)
  if ('reason' in argv.after) return needsShell(command, 'rewritten', argv.after.reason)
  return compareRuns(bench, command, argv.before.argv, argv.after.argv)
}

/** Runs both images as they start, and compares in the same way. */
export function smokeStart(bench: SmokeBench): Promise<WishOutcome> {
  return compareRuns(bench, AS_IT_STARTS, undefined, undefined)
}

function needsShell(name: string, which: string, reason: string): Unusable {
  return {
    kind: 'unusable',
    name,
    message: `the ${which} image has no /bin/sh, and this cannot be run without one: ${reason}`,
    hint: 'name a program and its arguments, without what only a shell understands',
    details: [],
  }
}

type Argv = readonly string[] | undefined

async function compareRuns(
  bench: SmokeBench,
  name: string,
  argvBefore: Argv,
  argvAfter: Argv,
): Promise<WishOutcome> {
  const { builder, before, after, network, limits, progress } = bench
  const shown = printable(name)
  const run = async (which: 'original' | 'rewrite', argv: Argv): Promise<RunOutcome> => {
    if (isStopped(limits)) return INTERRUPTED
    progress(`running ${shown} in the ${which}`)
    const { image } = which === 'original' ? before : after
    const outcome = await builder.run({ image, argv, network }, limits)
    return isStopped(limits) ? INTERRUPTED : outcome
  }

  const first = await run('original', argvBefore)
  if (first.kind === 'interrupted') return INTERRUPTED
  if (first.kind !== 'ended' || first.exitCode in CANNOT_RUN) return cannotRun(name, first, limits.seconds)
  const fresh = await run('rewrite', argvAfter)
  if (fresh.kind === 'interrupted') return INTERRUPTED
  if (fresh.kind !== 'ended') return compared(name, 'different', first, fresh, limits.seconds)
  if (fresh.exitCode === first.exitCode && fresh.stdout === first.stdout)
    return compared(name, 'same', first, fresh, limits.seconds)

  let steady = linesOf(first.stdout)
  // A second time, and a third before the rewrite is blamed: what two runs share by chance the third may not have.
  for (let time = 2; time <= 3; time += 1) {
    const again = await run('original', argvBefore)
    if (again.kind === 'interrupted') return INTERRUPTED
    if (again.kind !== 'ended' || again.exitCode !== first.exitCode)
      return notRepeatable(name, first, again, limits.seconds)
    if (fresh.exitCode !== first.exitCode || (time === 2 && again.stdout === first.stdout)) break
    // Behind the place at which an output was cut there may be what another has before it.
    const cut = first.cut || again.cut || fresh.cut
    steady = cut ? [] : commonLines(steady, linesOf(again.stdout))
    if (hasInOrder(linesOf(fresh.stdout), steady) || allReordered(first, again, fresh))
      return compared(name, 'unstable', first, fresh, limits.seconds, steady.length)
  }
  return compared(name, 'different', first, fresh, limits.seconds)
}

/** Lines in no order of their own, as of programs that do several things at once. */
function allReordered(...runs: readonly Ended[]): boolean {
  return new Set(runs.map((run) => linesOf(run.stdout).toSorted().join('\n'))).size === 1
}

function compared(
  name: string,
  outcome: SmokeResult['outcome'],
  before: Ended,
  after: RunOutcome,
  seconds: number,
  steady?: number,
): WishOutcome {
  const details = outcome === 'different' ? detailsOf(before, after) : []
  const same = steady === undefined ? '' : `, ${steady} the same each time`
  return {
    kind: 'compared',
    result: {
      name,
      outcome,
      before: describe(before, seconds) + same,
      after: describe(after, seconds),
      details,
    },
  }
}

function detailsOf(before: Ended, after: RunOutcome): readonly string[] {
  if (after.kind !== 'ended') return []
  return [...lineDifference(before.stdout, after.stdout, MOST_DIFFERENT_LINES), ...errorLines(after)]
}

function errorLines({ stderr }: Ended): readonly string[] {
  return linesOf(stderr)
    .slice(-LAST_LINES)
    .map((line) => `stderr: ${printable(line)}`)
}

/** How a run ended, in one line. */
function describe(run: RunOutcome, seconds: number): string {
  if (run.kind === 'timeout') return `still running after ${seconds} s`
  if (run.kind === 'not started') return `not started: ${printable(run.message)}`
  if (run.kind !== 'ended') return run.kind
  const lines = linesOf(run.stdout)
  const [first] = lines
  if (first === undefined) return `exit code ${run.exitCode}, no output`
  if (lines.length === 1) return `exit code ${run.exitCode}, "${printable(first, 60)}"`
  return `exit code ${run.exitCode}, ${lines.length}${run.cut ? ' and more' : ''} lines`
}

function cannotRun(name: string, run: RunOutcome, seconds: number): Unusable {
  const details = run.kind === 'ended' ? errorLines(run) : []
  return {
    kind: 'unusable',
    name,
    message: `in the original this ${whyNot(run, seconds)}, so there is nothing to compare the rewrite with`,
    hint: hintFor(name, run),
    details,
  }
}

function whyNot(run: RunOutcome, seconds: number): string {
  if (run.kind === 'timeout') return `does not end within ${seconds} s`
  if (run.kind === 'not started') return `does not start (${printable(run.message)})`
  return run.kind === 'ended'
    ? `${CANNOT_RUN[run.exitCode] ?? 'fails'} (exit code ${run.exitCode})`
    : run.kind
}

function hintFor(name: string, run: RunOutcome): string {
  if (run.kind === 'timeout')
    return 'allow more time, name a command that ends by itself, or ask a server with --smoke-http'
  if (name === AS_IT_STARTS) return 'see what the image needs to start, or name a command with --smoke'
  return "correct the command; it runs as the image's user, in its working directory, in place of its entrypoint"
}

function notRepeatable(name: string, first: Ended, again: RunOutcome, seconds: number): Unusable {
  return {
    kind: 'unusable',
    name,
    message: `the original does not end in the same way twice (${describe(first, seconds)}; then ${describe(again, seconds)}), so there is nothing to compare the rewrite with`,
    hint: 'name a command that does not depend on chance, time or other services',
    details: again.kind === 'ended' ? errorLines(again) : [],
  }
}
