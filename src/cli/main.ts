import type { HelpPages } from './help-pages.ts'
import { standingText } from './standing-text.ts'
import { openStream } from './terminal.ts'
import { UsageError } from './usage-error.ts'

// Both are put in when dfopt is built.
declare const DFOPT_VERSION: string
declare const DFOPT_HELP: HelpPages

const stdout = openStream(1)
const stderr = openStream(2)

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  try {
    const text = standingText(args, DFOPT_VERSION, DFOPT_HELP)
    if (text === undefined) return await run(args)
    stdout.write(text)
    return 0
  } catch (error) {
    complain(error)
    return 2
  }
}

/** What is not needed for help is loaded here, since loading is most of the start-up. */
async function run(args: readonly string[]): Promise<number> {
  const { runCommandLine } = await import('./run.ts')
  const host = { folder: process.cwd(), environment: process.env, stdout, stderr }
  return runCommandLine(args, DFOPT_VERSION, host)
}

function complain(error: unknown): void {
  if (error instanceof UsageError) stderr.write(`dfopt: ${error.message}\n`)
  else if (isStreamError(error)) stderr.write(`dfopt: standard output cannot be written: ${error.message}\n`)
  else {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    stderr.write(`dfopt: this is a defect of dfopt, please report it: ${message}\n`)
  }
}

function isStreamError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && error.syscall === 'write'
}
