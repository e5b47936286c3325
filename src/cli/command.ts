import type { ColourWish } from './terminal.ts'

/** A command line, understood and free of contradictions. */
export type Command = RewriteCommand | ListCommand | ExplainCommand

export interface ListCommand {
  readonly name: 'list'
  readonly color: ColourWish
}

export interface ExplainCommand {
  readonly name: 'explain'
  readonly id: string
  readonly color: ColourWish
}

export interface RewriteCommand {
  readonly name: 'fix' | 'check'
  /** Empty for the current folder. */
  readonly paths: readonly string[]
  readonly stdin: boolean
  readonly write: boolean
  readonly allowDirty: boolean
  /** Whether anything pending makes the exit code 1. */
  readonly gate: boolean
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly safe: boolean
  readonly targets: readonly string[]
  readonly format: 'human' | 'json'
  readonly patch: string | undefined
  readonly context: number
  readonly color: ColourWish
  readonly quiet: boolean
  readonly verbose: boolean
  readonly stats: boolean
}
