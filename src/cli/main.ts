import type { Command } from './command.ts'
import type { Host } from './host.ts'
import { watchInterrupts } from './interrupt.ts'
import { openStream, terminalWidth, wantsColour } from './terminal.ts'
import { UsageError } from './usage-error.ts'

declare const DFOPT_VERSION: string

const stdout = openStream(1)
const stderr = openStream(2)

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  try {
    const { parseCommandLine } = await import('./parse.ts')
    return await run(parseCommandLine(args, DFOPT_VERSION))
  } catch (error) {
    complain(error)
    return 2
  }
}

async function run(command: Command): Promise<number> {
  switch (command.name) {
    case 'print':
      stdout.write(command.text)
      return 0
    case 'list':
    case 'explain': {
      const { transforms } = await import('../transforms/index.ts')
      const { styleFor } = await import('../report/style.ts')
      const style = styleFor(wantsColour(command.color, process.env, stdout.terminal))
      const width = terminalWidth(stdout)
      if (command.name === 'list') {
        const { listText } = await import('./commands/list.ts')
        stdout.write(listText(transforms, style, width))
      } else {
        const { explainText } = await import('./commands/explain.ts')
        stdout.write(explainText(transforms, command.id, style, width))
      }
      return 0
    }
    case 'fix':
    case 'check': {
      const { fix } = await import('./commands/fix.ts')
      return fix(command, host())
    }
  }
}

function host(): Host {
  return { folder: process.cwd(), environment: process.env, stdout, stderr, interrupt: watchInterrupts() }
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
