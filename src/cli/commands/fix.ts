import { resolve } from 'node:path'
import { discover, type Unmatched } from '../../batch/discovery.ts'
import { patchNames } from '../../batch/patch-name.ts'
import { missingTargets } from '../../batch/targets.ts'
import { writePatchFile } from '../../batch/write.ts'
import { companionDiff } from '../../report/file-report.ts'
import { patchOf } from '../../report/patch.ts'
import { addReport, NOTHING, type Summary } from '../../report/summary.ts'
import { transforms } from '../../transforms/index.ts'
import type { RewriteCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { NO_INTERRUPT, watchInterrupts } from '../interrupt.ts'
import { selectTransforms } from '../selection.ts'
import { nothingHere } from './nothing-here.ts'
import { objections } from './objections.ts'
import { planRun } from './plan.ts'
import { processFile, type Input, type Work } from './process-file.ts'
import { createdReporter, humanReporter, jsonReporter, remark, remarksOn } from './reporter.ts'
import { startStats } from './stats.ts'
import { buildContextOf } from './surroundings.ts'

/** Runs fix or check. @returns the exit code @throws UsageError */
export async function fix(command: RewriteCommand, host: Host): Promise<number> {
  const stats = startStats()
  // What is wrong with the flags alone is said before anything is looked for.
  selectTransforms(transforms, command)
  const buildContext = buildContextOf(command.buildContext, host)
  if (typeof buildContext === 'object') {
    host.stderr.write(remark('dfopt', buildContext))
    return 2
  }
  // Reading standard input does not come back before its end, and an interrupt has to end it.
  const interrupt = command.stdin ? NO_INTERRUPT : watchInterrupts()
  const { found, unmatched } = await inputsOf(command, host)
  for (const { path, fault } of unmatched) host.stderr.write(remark(path, fault))
  const plan = await planRun(found, command, host, () => interrupt.signal())
  if (!plan) return 2
  const { inputs } = plan
  const work: Work = {
    setupOf: (input) => plan.setupOf(input),
    written: new Map(),
    buildContext,
    objection: command.write ? await objections(inputs, command.allowDirty, host.environment) : undefined,
  }
  const reporter = command.listCreated
    ? createdReporter(host.stdout, host.folder)
    : command.format === 'json'
      ? jsonReporter(host.stdout, command.verbose)
      : humanReporter(host.stdout, command, host.environment)
  const nameInPatch = patchNames(host.folder)
  const patches: string[] = []
  let summary = NOTHING
  let missing = command.targets
  let defective = false

  reporter.start()
  for (const input of inputs) {
    await interrupt.pause()
    if (interrupt.exitCode() !== undefined || isUnheard(command, host)) break
    const report = await stats.time(input.path, () => processFile(input, work))
    if (!report) break
    // Who pipes a Dockerfile in has it next to where the patch goes.
    const name =
      report.status === 'changed' && input.kind === 'file' ? nameInPatch(input.absolute) : 'Dockerfile'
    reporter.file(report, name, nameInPatch)
    host.stderr.write(remarksOn(report, command.quiet))
    if (command.patch !== undefined) {
      patches.push(patchOf(report, name, command.context))
      for (const each of report.companions)
        patches.push(patchOf(companionDiff(each), nameInPatch(each.absolute), command.context))
    }
    missing = missingTargets(missing, report.input)
    // A change of ours that had to be dropped: the file is as it should be, dfopt is not.
    defective ||= report.notes.some((note) => note.kind === 'defect')
    summary = addReport(summary, report, command.verbose)
  }
  await interrupt.pause()
  reporter.end(summary)

  const patchFault =
    command.patch === undefined
      ? undefined
      : writePatchFile(resolve(host.folder, command.patch), patches.join(''))
  if (patchFault) host.stderr.write(remark(command.patch ?? '', patchFault))
  if (!command.quiet) {
    for (const target of missing) host.stderr.write(`dfopt: --target: no file has a stage ${target}\n`)
    if (inputs.length === 0 && unmatched.length === 0) host.stderr.write(nothingHere(found))
  }
  if (command.stats) host.stderr.write(stats.text())
  return (
    interrupt.exitCode() ??
    exitCode(command, summary, unmatched, summary.failed > 0 || patchFault !== undefined || defective)
  )
}

interface Inputs {
  readonly found: readonly Input[]
  readonly unmatched: readonly Unmatched[]
}

function inputsOf(command: RewriteCommand, host: Host): Promise<Inputs> {
  if (command.stdin) return Promise.resolve({ found: [{ kind: 'stdin', path: '-' }], unmatched: [] })
  return discover(command.paths, host)
}

/** True when what is left to do would only be printed, and nobody reads it. */
function isUnheard(command: RewriteCommand, host: Host): boolean {
  return host.stdout.closed && !command.write && !command.gate && command.patch === undefined
}

function exitCode(
  command: RewriteCommand,
  summary: Summary,
  unmatched: readonly Unmatched[],
  failed: boolean,
): number {
  if (failed) return 2
  if (unmatched.length > 0) return 3
  return command.gate && summary.changed > 0 ? 1 : 0
}
