import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { indexArchive } from './archive-index.ts'
import { serveArchive } from './archive-registry.ts'
import type { BuiltImage, Builder, Limits } from '../builder.ts'
import { runProgram } from '../builders/child.ts'
import { keepFirst } from '../builders/lines.ts'
import { runScan, type ScanFault } from './scan-run.ts'
import { clair } from './scanners/clair.ts'
import { grype } from './scanners/grype.ts'
import type { ScannerKind } from './scanners/scanner-kind.ts'
import { scout } from './scanners/scout.ts'
import { snyk } from './scanners/snyk.ts'
import { trivy } from './scanners/trivy.ts'
import type { Finding, ScanComparison, Severity } from '../verification.ts'

export const SCANNERS = ['trivy', 'grype', 'clair', 'snyk', 'scout'] as const

export type ScannerName = (typeof SCANNERS)[number]

type Environment = Readonly<Record<string, string | undefined>>

/** A scanner that is installed here. */
export interface Scanner {
  readonly name: ScannerName
  /** Such as "trivy 0.66.0". */
  readonly version: string
  readonly environment: Environment
}

const KINDS: Readonly<Record<ScannerName, ScannerKind>> = { trivy, grype, clair, snyk, scout }

const ANSWERS = 20

/** Finds a scanner on PATH; where it is not there, says how to get it. */
export async function findScanner(
  name: ScannerName,
  environment: Environment,
): Promise<Scanner | { readonly message: string; readonly hint: string }> {
  const kind = KINDS[name]
  const program = { command: kind.program, args: kind.version, environment }
  const [stdout, stderr] = [keepFirst(100_000), keepFirst(100_000)]
  const limits = { seconds: ANSWERS, stop: new AbortController().signal }
  const ending = await runProgram(program, limits, { stdout: stdout.write, stderr: stderr.write })
  if (ending.kind === 'exited' && ending.code === 0) {
    const version = /\d+\.\d+(?:\.\d+)?/.exec(stdout.text())?.[0]
    return { name, version: version === undefined ? name : `${name} ${version}`, environment }
  }
  if (ending.kind === 'not started')
    return { message: `${ending.message}, so there is nothing to scan with`, hint: kind.install }
  const said = firstLine(stderr.text()) || firstLine(stdout.text()) || 'it does not tell its version'
  return {
    message: `${[kind.program, kind.version[0]].join(' ')} does not work: ${said}`,
    hint: kind.install,
  }
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/)[0] ?? ''
}

/**
 * Scans both images, one after the other, and compares what was found by id, package and version. Each image is written
 * into a folder of its own below `scratch`, which is removed again.
 *
 * @param limits the seconds are for each image
 */
export async function scanImages(
  scanner: Scanner,
  before: BuiltImage,
  after: BuiltImage,
  builder: Builder,
  scratch: string,
  limits: Limits,
): Promise<ScanComparison | ScanFault> {
  const first = await scanImage(scanner, before, 'original', builder, scratch, limits)
  if ('message' in first) return first
  const second = await scanImage(scanner, after, 'rewritten', builder, scratch, limits)
  if ('message' in second) return second
  return compareFindings(scanner.version, first.findings, second.findings)
}

async function scanImage(
  { name, environment }: Scanner,
  image: BuiltImage,
  which: string,
  builder: Builder,
  scratch: string,
  limits: Limits,
): Promise<{ readonly findings: readonly Finding[] } | ScanFault> {
  const kind = KINDS[name]
  const folder = await mkdtemp(join(scratch, 'scan-'))
  const archive = join(folder, 'image.tar')
  try {
    await writeArchive(builder, image, archive, limits)
    const index = await indexArchive(archive)
    const registry = kind.feed === 'registry' ? await serveArchive(archive, index) : undefined
    try {
      const subject = {
        archive,
        format: index.has('manifest.json') ? ('docker' as const) : ('oci' as const),
        reference: registry?.reference ?? '',
        report: join(folder, 'report.json'),
        seconds: limits.seconds,
      }
      // What it leaves behind where it is ended goes with the folder.
      return await runScan(kind, subject, which, { ...environment, TMPDIR: folder }, limits)
    } finally {
      await registry?.close()
    }
  } catch (error) {
    if (limits.stop.aborted) return { message: 'interrupted', hint: '', tail: [] }
    if (!(error instanceof Error)) throw error
    return {
      message: `the ${which} image cannot be handed to ${name}: ${error.message}`,
      hint: 'see whether the builder can export it, and whether there is room in the temporary folder',
      tail: [],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @throws where the builder fails, the disk is full, the time is up or a stop is asked for */
async function writeArchive(
  builder: Builder,
  image: BuiltImage,
  path: string,
  { seconds, stop }: Limits,
): Promise<void> {
  const end = new AbortController()
  const abort = (): void => end.abort()
  const late = new Error(`${builder.name} did not export it within ${seconds} s`)
  const timer = setTimeout(() => end.abort(late), seconds * 1000)
  stop.addEventListener('abort', abort)
  if (stop.aborted) abort()
  try {
    await pipeline(builder.save(image, end.signal), createWriteStream(path), { signal: end.signal })
  } catch (error) {
    throw end.signal.reason === late ? late : error
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', abort)
  }
}

const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3, unknown: 4 }

/** What is gone and what is new, the worst first. A scanner may name the same finding many times. */
export function compareFindings(
  scanner: string,
  before: readonly Finding[],
  after: readonly Finding[],
): ScanComparison {
  const [old, fresh] = [byKey(before), byKey(after)]
  const missingIn = (all: ReadonlyMap<string, Finding>, other: ReadonlyMap<string, Finding>): Finding[] =>
    [...all].filter(([key]) => !other.has(key)).map(([, finding]) => finding)
  return {
    scanner,
    before: old.size,
    after: fresh.size,
    gone: missingIn(old, fresh).sort(byRank),
    fresh: missingIn(fresh, old).sort(byRank),
  }
}

/** Of the same finding with several severities the worst. */
function byKey(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const found = new Map<string, Finding>()
  for (const finding of findings) {
    const key = [finding.id, finding.package, finding.version].join('\n')
    const known = found.get(key)
    if (!known || RANK[finding.severity] < RANK[known.severity]) found.set(key, finding)
  }
  return found
}

function byRank(one: Finding, other: Finding): number {
  const places = (finding: Finding): readonly string[] => [
    String(RANK[finding.severity]),
    finding.id,
    finding.package,
    finding.version,
  ]
  const others = places(other)
  for (const [at, place] of places(one).entries()) {
    const against = others[at] ?? ''
    if (place !== against) return place < against ? -1 : 1
  }
  return 0
}
