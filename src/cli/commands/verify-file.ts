import { join, relative } from 'node:path'
import type { FoundFile } from '../../batch/discovery.ts'
import { realPath } from '../../batch/real-path.ts'
import { replaceFiles } from '../../batch/write.ts'
import type { Rewrite, RewriteOptions } from '../../engine/rewrite.ts'
import type { KnownLayers } from '../../verify/archive/archive.ts'
import type { Verification } from '../../verify/verification.ts'
import { problemAt, unprovenBecause, verify } from '../../verify/verify.ts'
import type { VerifyCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { plansOf } from './verify-plan.ts'
import type { ShownProgress } from './verify-progress.ts'
import { companionsOf } from './surroundings.ts'
import type { Shop } from './verify-shop.ts'

/** Ways to build a file, beyond which somebody may want to choose. */
const MANY = 3

export interface Surroundings {
  readonly command: VerifyCommand
  readonly host: Host
  readonly options: RewriteOptions
  readonly progress: ShownProgress
  readonly stop: AbortSignal
}

/** Proves one file in each way in which it is built, and writes it where that is asked for and all are proven. */
export async function verifyFile(
  { path, absolute }: FoundFile,
  bytes: Buffer,
  result: Rewrite,
  { builder, scanner, workshop, known }: Shop,
  { command, host, options, progress, stop }: Surroundings,
): Promise<readonly Verification[]> {
  progress.file(path)
  progress.step('looking for how it is built', undefined)
  const plans = await plansOf(absolute, result.input, command, builder.name, host)
  if ('message' in plans) return [unprovenBecause(path, result, { step: 'context', ...plans })]

  const tell = (text: string): void => {
    progress.end()
    host.stderr.write(`${path}: ${text}\n`)
  }
  if (plans.length > MANY && command.definitions.length === 0)
    tell(`built in ${plans.length} ways, each of which is proven; --definition takes one`)

  const limits = { seconds: command.timeout, stop }
  const verifications: Verification[] = []
  for (const { definition, ignorePatterns, remark, problem, ...plan } of plans) {
    if (stop.aborted) break
    if (remark !== '') tell(remark)
    if (problem) {
      const hint = `${problem.hint}; --definition names another one, or none`
      verifications.push({
        ...unprovenBecause(path, result, { step: 'context', message: problem.message, hint }),
        definition,
      })
      continue
    }
    const task = {
      path,
      result,
      options,
      definition,
      ignorePatterns,
      smoke: command.smoke,
      smokeLimits: { seconds: command.smokeTimeout, stop },
      scanner,
      bisect: command.bisect,
    }
    const ignorePath = realPath(plan.ignoreFile ?? join(plan.context, '.dockerignore'))
    const ignoreTextOf = (rewrite: Rewrite): string | undefined =>
      companionsOf(rewrite, options).find((each) => realPath(each.absolute) === ignorePath)?.after
    const bench = { builder, workshop, ...plan, ignoreTextOf, cache: command.cache, limits, known, progress }
    const verification = await verify(task, bench)
    verifications.push({ ...verification, context: relative(host.folder, plan.context) || '.' })
  }
  keepShared(known, verifications)
  if (!command.apply || stop.aborted || verifications.some(({ verdict }) => verdict !== 'proven'))
    return verifications
  const fault = replaceFiles([
    ...companionsOf(result, options).map((each) => ({ ...each, path: each.absolute, own: true })),
    { path: absolute, before: bytes, after: result.output },
  ])
  const problem = fault && problemAt('write', fault)
  return verifications.map((verification) =>
    problem ? { ...verification, verdict: 'unproven', problem } : { ...verification, applied: true },
  )
}

/** Layers of the base image may serve the next file; to keep the others would fill the memory. */
function keepShared(known: KnownLayers, verifications: readonly Verification[]): void {
  const shared = new Set(
    verifications.flatMap(({ before, after }) => {
      const own = new Set(before?.layers.map(({ digest }) => digest))
      return (after?.layers ?? []).map(({ digest }) => digest).filter((digest) => own.has(digest))
    }),
  )
  for (const digest of known.keys()) if (!shared.has(digest)) known.delete(digest)
}
