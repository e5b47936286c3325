import type { ConfigField } from '../engine/effect.ts'
import type { Level } from '../engine/transform.ts'
import type { ImageConfig, Layer } from './image.ts'

/** What became of one Dockerfile. Nothing in it but times depends on the day. */
export interface Verification {
  /** The Dockerfile as it was named. */
  readonly path: string
  readonly verdict: Verdict
  /** Why nothing was proven, or how the rewrite fails to build; undefined where there is nothing of the kind. */
  readonly problem: Problem | undefined
  /** Such as "docker 28.5.2 with buildx 0.29.1"; '' where none was needed. */
  readonly builder: string
  /** The stage that was built; undefined for the last one. */
  readonly target: string | undefined
  /** The folder of the build context, as it is shown. */
  readonly context: string
  /** Where the settings come from, such as "compose.yaml, service web"; undefined for flags alone. */
  readonly definition: string | undefined
  /** Ids of the transforms that changed the file, in order. */
  readonly transforms: readonly string[]
  readonly before: BuiltFacts | undefined
  readonly after: BuiltFacts | undefined
  readonly comparison: Comparison | undefined
  readonly smoke: readonly SmokeResult[]
  readonly scan: ScanComparison | undefined
  /** Undefined where nobody looked for it, or none was found. */
  readonly culprit: Culprit | undefined
  /** Whether a bisection looked for the change that breaks it. */
  readonly bisected: boolean
  /** Whether --apply wrote the file. */
  readonly applied: boolean
  /** Where the builders' whole output is. */
  readonly logs: readonly string[]
}

/**
 * proven: builds, compares and runs as before. regression: the rewrite breaks something. unproven: nothing can be said,
 * since the original does not build or run, or the builder failed. unchanged: there is nothing to prove.
 */
export type Verdict = 'proven' | 'regression' | 'unproven' | 'unchanged'

export interface Problem {
  /** What was being done. */
  readonly step:
    | 'read'
    | 'builder'
    | 'context'
    | 'build before'
    | 'build after'
    | 'export'
    | 'compare'
    | 'smoke'
    | 'scan'
    | 'write'
  readonly message: string
  readonly hint: string
  /** The last lines of output that belong to it. */
  readonly tail: readonly string[]
  /** The instruction that failed, as it stands in the file that was built. */
  readonly instruction: FailingInstruction | undefined
}

export interface FailingInstruction {
  /** In the Dockerfile that was built; 1-based. */
  readonly line: number
  readonly text: string
  /** Ids of the transforms that touched it. */
  readonly transforms: readonly string[]
}

export interface BuiltFacts {
  /** Bytes of all files in all layers. */
  readonly size: number
  /** Bytes as a registry stores them. */
  readonly compressed: number
  readonly layers: readonly Layer[]
  readonly files: number
  readonly seconds: number
  readonly config: ImageConfig
}

export interface Comparison {
  /** What no change declared; empty where the rewrite holds. */
  readonly regressions: readonly Difference[]
  /** What the changes said they would do. */
  readonly declared: readonly Difference[]
  /** What differs between any two builds, by reason. */
  readonly noise: readonly NoiseCount[]
  /** Differences that the original shows as well when it is built twice; undefined where that was not tried. */
  readonly unstable: readonly Difference[] | undefined
}

export type Difference = FileDifference | ConfigDifference

export interface FileDifference {
  readonly kind: 'file'
  readonly path: string
  readonly what:
    'gone' | 'new' | 'type' | 'content' | 'mode' | 'owner' | 'target' | 'device' | 'xattrs' | 'hard links'
  /** What it was and is, in few words: 0644, 1000:1000, "12 kB, sha256 1f0c…"; '' where there is none. */
  readonly before: string
  readonly after: string
  /** Bytes that the image gains by it. */
  readonly growth: number
  /** Ids of the transforms that did it, most likely first; empty where nothing tells. */
  readonly transforms: readonly string[]
}

export interface ConfigDifference {
  readonly kind: 'configuration'
  readonly field: ConfigField
  /** The key for Env and Labels, else ''. */
  readonly key: string
  readonly before: string
  readonly after: string
  readonly transforms: readonly string[]
}

export interface NoiseCount {
  readonly reason: string
  readonly count: number
  /** The first of them. */
  readonly path: string
}

export interface SmokeResult {
  /** As on the command line: the command, or the port and path. */
  readonly name: string
  /** unstable: the original does not answer the same twice, so only what was the same is compared. */
  readonly outcome: 'same' | 'different' | 'unstable'
  /** What it was and is, in one line each. */
  readonly before: string
  readonly after: string
  /** More lines on a difference: what was printed, what the container logged. */
  readonly details: readonly string[]
}

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'unknown'

export interface Finding {
  /** CVE-… or the scanner's own id. */
  readonly id: string
  readonly package: string
  readonly version: string
  readonly severity: Severity
}

export interface ScanComparison {
  readonly scanner: string
  readonly before: number
  readonly after: number
  readonly gone: readonly Finding[]
  readonly fresh: readonly Finding[]
}

export interface Culprit {
  readonly transform: string
  readonly level: Level
  /** Of the original file, 1-based. */
  readonly line: number
  readonly message: string
  /** What breaks with it and not without: the build, the comparison or the smoke run. */
  readonly breaks: 'build' | 'comparison' | 'smoke'
  /** How many builds it took. */
  readonly builds: number
}
