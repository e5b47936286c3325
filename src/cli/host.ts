import type { Environment, Stream } from './terminal.ts'

/** What a command needs of the process that it runs in. */
export interface Host {
  readonly folder: string
  readonly environment: Environment
  readonly stdout: Stream
  readonly stderr: Stream
}
