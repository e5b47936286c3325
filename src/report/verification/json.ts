import type { ImageConfig, Layer } from '../../verify/image.ts'
import type {
  BuiltFacts,
  Comparison,
  Culprit,
  Difference,
  Finding,
  Problem,
  ScanComparison,
  SmokeResult,
  Verdict,
  Verification,
} from '../../verify/verification.ts'
import { tenths, totalsOf } from './measurements.ts'

/** The version of the shape of the document; it changes only with that shape. */
const SCHEMA = 1

/**
 * Everything that is known, one line a file. Sizes are in bytes, times in seconds. In a path a byte that is no UTF-8
 * stands as an escaped U+DC80 to U+DCFF, as Python's surrogateescape has it.
 */
export function verifyJson(verifications: readonly Verification[]): string {
  const files = verifications.map((verification) => `\n${JSON.stringify(fileOf(verification))}`)
  return `{"schema":${SCHEMA},"files":[${files.join(',')}\n],"summary":${JSON.stringify(summaryOf(verifications))}}\n`
}

function summaryOf(verifications: readonly Verification[]) {
  const number = (verdict: Verdict): number => verifications.filter((each) => each.verdict === verdict).length
  const totals = totalsOf(verifications)
  return {
    files: verifications.length,
    proven: number('proven'),
    regression: number('regression'),
    unproven: number('unproven'),
    unchanged: number('unchanged'),
    applied: verifications.filter(({ applied }) => applied).length,
    ...(totals ? { measured: totals } : {}),
  }
}

/** Each key by name: what is added to a Verification is not public before it is put here. */
function fileOf(verification: Verification) {
  const { path, verdict, builder, target, context, definition, transforms } = verification
  const { problem, before, after, comparison, smoke, scan, bisected, culprit, applied, logs } = verification
  return {
    path,
    verdict,
    ...(problem ? { problem: problemOf(problem) } : {}),
    builder,
    target,
    context,
    definition,
    transforms,
    ...(before ? { before: builtOf(before) } : {}),
    ...(after ? { after: builtOf(after) } : {}),
    ...(comparison ? { comparison: comparisonOf(comparison) } : {}),
    smoke: smoke.map(smokeOf),
    ...(scan ? { scan: scanOf(scan) } : {}),
    bisected,
    ...(culprit ? { culprit: culpritOf(culprit) } : {}),
    applied,
    logs,
  }
}

function problemOf({ step, message, hint, tail, instruction }: Problem) {
  if (!instruction) return { step, message, hint, tail }
  const { line, text, transforms } = instruction
  return { step, message, hint, tail, instruction: { line, text, transforms } }
}

function builtOf({ size, compressed, layers, files, seconds, config }: BuiltFacts) {
  return {
    size,
    compressed,
    files,
    seconds: tenths(seconds),
    layers: layers.map(layerOf),
    config: configOf(config),
  }
}

function layerOf({ digest, createdBy, size, compressed }: Layer) {
  return { digest, createdBy, size, compressed }
}

function configOf(config: ImageConfig) {
  const { platform, env, entrypoint, cmd, workingDir, user, exposedPorts, labels } = config
  const { volumes, healthcheck, stopSignal, onBuild, shell } = config
  return {
    ...{ platform, env, entrypoint, cmd, workingDir, user, exposedPorts, labels },
    ...{ volumes, healthcheck, stopSignal, onBuild, shell },
  }
}

function comparisonOf({ regressions, declared, noise, unstable }: Comparison) {
  return {
    regressions: regressions.map(differenceOf),
    declared: declared.map(differenceOf),
    noise: noise.map(({ reason, count, path }) => ({ reason, count, path })),
    unstable: unstable?.map(differenceOf),
  }
}

function differenceOf(difference: Difference) {
  const { kind, before, after, transforms } = difference
  if (kind === 'configuration') {
    const { field, key } = difference
    return { kind, field, key, before, after, transforms }
  }
  const { path, what, growth } = difference
  return { kind, path, what, before, after, growth, transforms }
}

function smokeOf({ name, outcome, before, after, details }: SmokeResult) {
  return { name, outcome, before, after, details }
}

function scanOf({ scanner, before, after, gone, fresh }: ScanComparison) {
  return { scanner, before, after, gone: gone.map(findingOf), fresh: fresh.map(findingOf) }
}

function findingOf({ id, package: name, version, severity }: Finding) {
  return { id, package: name, version, severity }
}

function culpritOf({ transform, level, line, message, breaks, builds }: Culprit) {
  return { transform, level, line, message, breaks, builds }
}
