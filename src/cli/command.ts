import type { Settings } from '../engine/settings.ts'
import type { BuilderName, BuildSettings } from '../verify/builder.ts'
import type { ScannerName } from '../verify/scan/scan.ts'
import type { SmokeWishes } from '../verify/smoke/smoke.ts'
import type { ColourWish } from './terminal.ts'

/** A command line, understood and free of contradictions. */
export type Command =
  RewriteCommand | VerifyCommand | GraphCommand | ListCommand | ExplainCommand | SchemaCommand

export interface ListCommand {
  readonly name: 'list'
  readonly config: ConfigWish
  readonly color: ColourWish
}

export interface ExplainCommand {
  readonly name: 'explain'
  readonly id: string
  readonly color: ColourWish
}

export interface SchemaCommand {
  readonly name: 'schema'
}

/** Which configuration holds: that of a file, none at all, or the nearest of each Dockerfile. */
export type ConfigWish = { readonly file: string } | 'none' | 'nearest'

/** What flags say of registries; undefined where they say nothing. */
export interface GivenRegistryWishes {
  readonly offline: true | undefined
  readonly insecure: readonly string[] | undefined
}

/** How registries may be asked, where a transform asks for one. */
export interface RegistryWishes {
  readonly offline: boolean
  /** Registries that may be asked without TLS. */
  readonly insecure: readonly string[]
}

export interface RewriteCommand {
  readonly name: 'fix' | 'check'
  /** Empty for the current folder. */
  readonly paths: readonly string[]
  readonly stdin: boolean
  readonly write: boolean
  readonly allowDirty: boolean
  /** Whether the paths of new files are all that is printed. */
  readonly listCreated: boolean
  /** Whether anything pending makes the exit code 1. */
  readonly gate: boolean
  readonly only: readonly string[]
  readonly also: readonly string[]
  readonly skip: readonly string[]
  readonly safe: boolean
  readonly config: ConfigWish
  /** What the flags say; a configuration may say the rest. */
  readonly bases: Partial<Settings>
  readonly registries: GivenRegistryWishes
  readonly targets: readonly string[]
  readonly format: 'human' | 'json'
  readonly patch: string | undefined
  readonly context: number
  /** The folder that all files are built from, as given; undefined where it is found for each of them. */
  readonly buildContext: string | undefined
  readonly color: ColourWish
  readonly quiet: boolean
  readonly verbose: boolean
  readonly stats: boolean
}

export interface GraphCommand {
  readonly name: 'graph'
  /** What makes the second of two graphs. */
  readonly rewrite: RewriteCommand
  readonly format: 'text' | 'mermaid' | 'svg'
  readonly side: 'both' | 'before' | 'after'
}

export interface VerifyCommand {
  readonly name: 'verify'
  /** Empty for the current folder. */
  readonly paths: readonly string[]
  readonly only: readonly string[]
  readonly also: readonly string[]
  readonly skip: readonly string[]
  readonly safe: boolean
  readonly config: ConfigWish
  /** What the flags say; a configuration may say the rest. */
  readonly bases: Partial<Settings>
  readonly registries: GivenRegistryWishes
  readonly builder: BuilderName | undefined
  readonly context: string | undefined
  /** Compose services and bake targets; empty for all that name the file. */
  readonly definitions: readonly string[]
  readonly settings: BuildSettings
  /** Each is built; empty for what a definition says, or the last stage. */
  readonly targets: readonly string[]
  readonly cache: boolean
  /** Seconds. */
  readonly timeout: number
  readonly smoke: SmokeWishes
  /** Seconds. */
  readonly smokeTimeout: number
  readonly bisect: boolean
  readonly apply: boolean
  readonly allowDirty: boolean
  readonly scanner: ScannerName | undefined
  readonly format: 'human' | 'json' | 'markdown'
  readonly logFolder: string | undefined
  readonly color: ColourWish
  readonly quiet: boolean
  readonly verbose: boolean
}
