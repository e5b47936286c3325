import { styleFor, type Style } from '../report/style.ts'
import { transforms } from '../transforms/index.ts'
import type { Command } from './command.ts'
import type { Host } from './host.ts'
import { parseCommandLine } from './parse.ts'
import { terminalWidth, wantsColour } from './terminal.ts'
import { explainText } from './commands/explain.ts'
import { fix } from './commands/fix.ts'
import { listText } from './commands/list.ts'

/** @returns the exit code @throws UsageError */
export async function runCommandLine(args: readonly string[], version: string, host: Host): Promise<number> {
  const command = await parseCommandLine(args, version)
  switch (command.name) {
    case 'fix':
    case 'check':
      return fix(command, host)
    case 'verify': {
      const { verifyFiles } = await import('./commands/verify.ts')
      return verifyFiles(command, host)
    }
    case 'list':
      return print((style, width) => listText(transforms, style, width), command, host)
    case 'explain':
      return print((style, width) => explainText(transforms, command.id, style, width), command, host)
  }
}

function print(
  text: (style: Style, width: number | undefined) => string,
  { color }: Command,
  { stdout, environment }: Host,
): number {
  stdout.write(text(styleFor(wantsColour(color, environment, stdout.terminal)), terminalWidth(stdout)))
  return 0
}
