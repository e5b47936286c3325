import { parseDocument } from '../../src/dockerfile/document.ts'
import type { Refusal } from '../../src/engine/change.ts'
import { rewrite } from '../../src/engine/pipeline.ts'
import { transforms } from '../../src/transforms/index.ts'
import { build, type Outcome } from './build.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'
import { standIns, type StandIn } from './shells.ts'

export interface Collapsed {
  readonly text: string
  readonly refusals: readonly Refusal[]
}

/** What collapse-runs alone makes of a Dockerfile. @throws Error where the pipeline reports a defect. */
export function collapse(text: string): Collapsed {
  const transform = transforms.find((each) => each.id === 'collapse-runs')
  if (!transform) throw new Error('there is no transform collapse-runs')
  const result = rewrite(text, { transforms: [transform] })
  if (result.error) throw new Error(`not processed: ${result.error.message}\n${text}`)
  const defect = result.notes.find((note) => note.kind === 'defect')
  if (defect) throw new Error(`${defect.message}\n${text}`)
  return { text: result.output, refusals: result.refusals }
}

export function countRuns(text: string): number {
  return parseDocument(text).instructions.filter((instruction) => instruction.keyword === 'RUN').length
}

export interface Thoroughness {
  /** How many ways of failing are tried, at most. */
  readonly failures: number
  /** One shell only, a different one for each text. */
  readonly oneShell: boolean
}

/** How a rewritten Dockerfile behaves differently; undefined where it does not. */
export async function difference(
  before: string,
  after: string,
  { failures, oneShell }: Thoroughness = { failures: Infinity, oneShell: false },
): Promise<string | undefined> {
  const sandbox = createSandbox()
  try {
    const all = shellsFor(before)
    const shells = oneShell ? all.filter((_, index) => index === before.length % all.length) : all
    for (const [index, sh] of shells.entries()) {
      const clean = await compare(before, after, sandbox, sh, [])
      if (clean.difference !== undefined) return clean.difference
      // Which command fails decides the way through a list, not which shell reads it: one shell will do.
      if (index > 0) continue
      for (const calls of failingCalls(clean.calls).slice(0, failures)) {
        const broken = await compare(before, after, sandbox, sh, calls)
        if (broken.difference !== undefined) return broken.difference
      }
    }
    return undefined
  } finally {
    sandbox.remove()
  }
}

/** Each call of a stub alone, and pairs of the first ones: where `a || b` is left to its second branch. */
function failingCalls(calls: number): readonly (readonly number[])[] {
  const single = Array.from({ length: Math.min(calls, 10) }, (_, index) => [index + 1])
  const pairs = Array.from({ length: Math.min(calls, 4) }, (_, index) => [index + 1, index + 2])
  return [...single, ...pairs]
}

/** What a Dockerfile does under the first shell at hand. */
export async function outcomeOf(text: string, sh?: StandIn): Promise<Outcome> {
  const sandbox = createSandbox()
  try {
    const [first] = shellsFor(text)
    const shell = sh ?? first
    if (!shell) throw new Error('no shell is installed that could stand in for /bin/sh')
    return await build(text, sandbox, shell)
  } finally {
    sandbox.remove()
  }
}

/** @throws Error that shows both texts where the rewrite by collapse-runs changes what can be observed. */
export async function assertEquivalent(before: string): Promise<Collapsed> {
  const after = collapse(before)
  if (after.text === before) return after
  const found = await difference(before, after.text)
  if (found !== undefined) throw new Error(report(found, before, after.text))
  return after
}

export function report(found: string, before: string, after: string): string {
  return `${found}\n--- before\n${before}\n--- after\n${after}\n---`
}

/** One shell is enough where SHELL names another one for every RUN. */
function shellsFor(text: string): readonly StandIn[] {
  const shell = /^SHELL\s*\["(?:\/bin\/)?(\w+)"/im.exec(text)?.[1]
  const fixed = shell !== undefined && shell !== 'sh' && !/^RUN[\s\S]*^SHELL/im.test(text)
  return fixed ? standIns.slice(0, 1) : standIns
}

async function compare(
  before: string,
  after: string,
  sandbox: Sandbox,
  sh: StandIn,
  failing: readonly number[],
): Promise<{ readonly difference: string | undefined; readonly calls: number }> {
  const old = await build(before, sandbox, sh, failing)
  const fresh = await build(after, sandbox, sh, failing)
  const found = differenceOf(old, fresh)
  const when = failing.length === 0 ? '' : `, call ${failing.join(' and ')} of a program failing`
  return { difference: found === undefined ? undefined : `${sh.name}${when}: ${found}`, calls: old.stubCalls }
}

function differenceOf(old: Outcome, fresh: Outcome): string | undefined {
  if (old.succeeded !== fresh.succeeded) {
    const word = (outcome: Outcome): string => (outcome.succeeded ? 'succeeds' : 'fails')
    return `the build ${word(old)} before and ${word(fresh)} after\n${fresh.stderr || old.stderr}`.trimEnd()
  }
  // A failed build leaves no image.
  if (!old.succeeded) return undefined
  const lost = old.tree.filter((line) => !fresh.tree.includes(line))
  const gained = fresh.tree.filter((line) => !old.tree.includes(line))
  if (lost.length + gained.length > 0) {
    return [
      'the files differ',
      ...lost.map((line) => `  - ${line}`),
      ...gained.map((line) => `  + ${line}`),
    ].join('\n')
  }
  if (old.stdout !== fresh.stdout)
    return `stdout is ${JSON.stringify(old.stdout)} before and ${JSON.stringify(fresh.stdout)} after`
  return undefined
}
