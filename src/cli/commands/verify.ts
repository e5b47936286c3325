import { discover, type FoundFile } from '../../batch/discovery.ts'
import type { Fault } from '../../batch/fault.ts'
import { readSource } from '../../batch/read.ts'
import { missingTargets } from '../../batch/targets.ts'
import type { RewriteError } from '../../engine/rewrite.ts'
import { transforms } from '../../transforms/index.ts'
import type { Verification } from '../../verify/verification.ts'
import { unprovenBecause, withoutBuilds } from '../../verify/verify.ts'
import type { VerifyCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { stopOnInterrupt } from '../interrupt.ts'
import { selectTransforms } from '../selection.ts'
import { nothingHere } from './nothing-here.ts'
import { objections } from './objections.ts'
import { planRun } from './plan.ts'
import { remark } from './reporter.ts'
import { rewriteWithFacts } from './rewrite-with-facts.ts'
import { buildContextOf, companionsOf, optionsFor } from './surroundings.ts'
import { verifyFile } from './verify-file.ts'
import { showProgress } from './verify-progress.ts'
import { verifyReporter } from './verify-reporter.ts'
import { closeShop, openShop, type Shop } from './verify-shop.ts'

/** Runs verify. @returns the exit code @throws UsageError */
export async function verifyFiles(command: VerifyCommand, host: Host): Promise<number> {
  selectTransforms(transforms, command)
  const stop = stopOnInterrupt()
  const progress = showProgress(host.stderr, host.environment, command.verbose)
  const around = { command, host, progress, stop: stop.signal }
  const complain = (path: string, fault: Fault): void => host.stderr.write(remark(path, fault))

  const { found, unmatched } = await discover(command.paths, host)
  for (const { path, fault } of unmatched) complain(path, fault)
  const plan = await planRun(found, command, host, () => stop.signal)
  if (!plan) return 2
  const { inputs } = plan
  // What is wrong with it is said of each file.
  const built = buildContextOf(command.context, host)
  const given = typeof built === 'object' ? undefined : built
  const objection = await objections(inputs, command.allowDirty || !command.apply, host.environment)
  const reporter = verifyReporter(command, host)
  const verdicts = new Set<Verification['verdict']>()
  const applied = new Set<string>()
  let shop: Shop | undefined
  let missing = command.targets
  const state = { failed: false, hopeless: false }

  const verifyOne = async (input: FoundFile): Promise<readonly Verification[]> => {
    const source = readSource(input.absolute)
    if (source.fault) {
      complain(input.path, source.fault)
      state.failed = true
      return []
    }
    missing = missingTargets(missing, source.text)
    const setup = plan.setupOf(input)
    const here = optionsFor(setup.options, input.absolute, source.text, given)
    const result = await rewriteWithFacts(source.text, here, setup.source, input.absolute)
    if (!result) return []
    if (result.status === 'skipped' && result.error) {
      complain(input.path, skipped(result.error))
      return []
    }
    const early = withoutBuilds(input.path, result)
    if (early) return [early]
    // Better now than after minutes of building.
    const against =
      objection(input.absolute) ??
      companionsOf(result, here)
        .filter((each) => !applied.has(each.absolute))
        .map((each) => objection(each.absolute))
        .find((each) => each !== undefined)
    if (against) return [unprovenBecause(input.path, result, { step: 'write', ...against })]
    if (!shop) {
      const opened = await openShop(command, host)
      if ('message' in opened) {
        state.hopeless = true
        return [unprovenBecause(input.path, result, opened)]
      }
      shop = opened
    }
    const verifications = await verifyFile(input, source.bytes, result, shop, { ...around, options: here })
    if (verifications.some((each) => each.applied))
      for (const { absolute } of companionsOf(result, here)) applied.add(absolute)
    return verifications
  }

  try {
    for (const input of inputs) {
      if (stop.signal.aborted) break
      if (input.kind === 'file') {
        const verifications = await verifyOne(input)
        progress.end()
        for (const verification of verifications) {
          verdicts.add(verification.verdict)
          reporter.file(verification)
        }
        // What one file lacks all the others lack.
        if (state.hopeless) break
      } else {
        complain(input.path, input.kind === 'failed' ? input.fault : skipped(input.fault))
        state.failed ||= input.kind === 'failed'
      }
    }
  } finally {
    if (shop) await closeShop(shop, verdicts.has('regression') || verdicts.has('unproven'))
    progress.end()
  }
  reporter.end()
  if (!command.quiet) {
    for (const target of missing) host.stderr.write(`dfopt: --target: no file has a stage ${target}\n`)
    if (inputs.length === 0 && unmatched.length === 0) host.stderr.write(nothingHere(found))
  }
  const interrupted = stop.exitCode()
  if (interrupted !== undefined) return interrupted
  if (state.failed || verdicts.has('unproven')) return 2
  if (unmatched.length > 0) return 3
  return verdicts.has('regression') ? 1 : 0
}

function skipped({ message, hint }: Fault | RewriteError): Fault {
  return { message: `skipped: ${message}`, hint }
}
