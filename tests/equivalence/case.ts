/** What collapse-runs is expected to do. */
export type Expectation =
  /** An expert joins: so many RUNs are left. */
  | { readonly kind: 'joined'; readonly runs: number }
  /** Left alone; `reason` is found in what the transform says about it, undefined where it need not say anything. */
  | { readonly kind: 'kept'; readonly reason: RegExp | undefined }
  /** Joining with care and leaving alone are both right. */
  | { readonly kind: 'either' }

export interface EquivalenceCase {
  /** The fact that the case shows. */
  readonly name: string
  readonly text: string
  readonly expected: Expectation
  /** True: joining without thought changes what can be observed, and the harness has to see it. */
  readonly hazard: boolean
  /** The build is meant to fail. */
  readonly fails: boolean
  /** False where running it would reach outside the sandbox; then it has to be left alone. */
  readonly runs: boolean
}

interface Details {
  /** RUNs that are left; 1 where nothing is said. */
  readonly runs?: number
  readonly fails?: boolean
  /** What follows the last line; a line ending where nothing is said. */
  readonly end?: string
  /** It names files of the machine, so it is never run. */
  readonly unrunnable?: boolean
  /** Why a bare `&&` would be invisible here: right but pointless, or nothing that this harness models. */
  readonly bare?: string
}

function text(lines: readonly string[], end = '\n'): string {
  const from = lines.some((line) => /^\uFEFF?from\s/i.test(line)) ? [] : ['FROM debian:bookworm-slim']
  return [...from, ...lines].join('\n') + end
}

function build(
  name: string,
  lines: readonly string[],
  expected: Expectation,
  hazard: boolean,
  details: Details,
): EquivalenceCase {
  return {
    name,
    text: text(lines, details.end),
    expected,
    hazard,
    fails: details.fails ?? false,
    runs: details.unrunnable !== true,
  }
}

/** An expert joins, and a bare `&&` is right. */
export function joins(name: string, lines: readonly string[], details: Details = {}): EquivalenceCase {
  return build(name, lines, { kind: 'joined', runs: details.runs ?? 1 }, false, details)
}

/** An expert joins with care; a bare `&&` is wrong. */
export function joinsWithCare(
  name: string,
  lines: readonly string[],
  details: Details = {},
): EquivalenceCase {
  return build(name, lines, { kind: 'joined', runs: details.runs ?? 1 }, details.bare === undefined, details)
}

/** Left alone. */
export function keeps(
  name: string,
  lines: readonly string[],
  reason?: RegExp,
  details: Details = {},
): EquivalenceCase {
  return build(name, lines, { kind: 'kept', reason }, details.bare === undefined, details)
}

/** Joining with care and leaving alone are both right; a bare `&&` is wrong. */
export function either(name: string, lines: readonly string[], details: Details = {}): EquivalenceCase {
  return build(name, lines, { kind: 'either' }, details.bare === undefined, details)
}
