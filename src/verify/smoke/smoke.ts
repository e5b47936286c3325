import type { Builder, Limits } from '../builder.ts'
import { smokeCommand, smokeStart } from './smoke-command.ts'
import { smokeHttp, type HttpWish } from './smoke-http.ts'
import {
  INTERRUPTED,
  type SmokeBench,
  type SmokeSubject,
  type Unusable,
  type WishOutcome,
} from './smoke-outcome.ts'
import type { SmokeResult } from '../verification.ts'

export interface SmokeWishes {
  readonly commands: readonly string[]
  /** Whether the images are run as they start, to their end. */
  readonly start: boolean
  readonly http: readonly HttpWish[]
  /** As for --network of docker run; undefined for the builder's default. */
  readonly network: string | undefined
}

export type SmokeOutcome =
  | { readonly kind: 'compared'; readonly results: readonly SmokeResult[] }
  /** With the results of what was run before it. */
  | (Unusable & { readonly results: readonly SmokeResult[] })
  | { readonly kind: 'interrupted' }

/**
 * Runs both images and compares what they do. The original comes first each time: what it does not do itself is never
 * held against the rewrite.
 *
 * @param limits the seconds are for each run of each image
 * @param progress told what is being run, in a line each
 */
export async function smokeTest(
  builder: Builder,
  before: SmokeSubject,
  after: SmokeSubject,
  wishes: SmokeWishes,
  limits: Limits,
  progress: (line: string) => void = () => undefined,
): Promise<SmokeOutcome> {
  const bench: SmokeBench = { builder, before, after, network: wishes.network, limits, progress }
  const runs: readonly (() => Promise<WishOutcome>)[] = [
    ...wishes.commands.map((command) => () => smokeCommand(bench, command)),
    ...(wishes.start ? [() => smokeStart(bench)] : []),
    ...wishes.http.map((wish) => () => smokeHttp(bench, wish)),
  ]
  const results: SmokeResult[] = []
  for (const run of runs) {
    const outcome = await run()
    if (outcome.kind === 'interrupted') return INTERRUPTED
    if (outcome.kind === 'unusable') return { ...outcome, results }
    results.push(outcome.result)
  }
  return { kind: 'compared', results }
}

/** Reads 8080, 8080/health or :8080/a?b=c. @returns undefined for anything else */
export function parseHttpWish(text: string): HttpWish | undefined {
  const match = /^:?(\d{1,5})(\/\S*)?$/.exec(text)
  const port = Number(match?.[1] ?? 0)
  if (port < 1 || port > 65535) return undefined
  const { pathname, search } = new URL(`http://localhost${match?.[2] ?? '/'}`)
  return { port, path: pathname + search }
}
