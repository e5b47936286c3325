import { vocabulary } from '../config/values.ts'
import { styleFor, type Style } from '../report/style.ts'
import { transforms } from '../transforms/index.ts'
import type { ExplainCommand, ListCommand } from './command.ts'
import type { Host } from './host.ts'
import { parseCommandLine } from './parse.ts'
import { terminalWidth, wantsColour } from './terminal.ts'
import { openConfigs, shownPath } from './commands/configs.ts'
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
    case 'graph': {
      const { graph } = await import('./commands/graph.ts')
      return graph(command, host)
    }
    case 'list': {
      const configs = await openConfigs([host.folder], command.config, host)
      if (!configs) return 2
      const config = configs.in(host.folder)
      const by = config && { modes: config.modes, file: shownPath(config.file, host.folder) }
      return print((style, width) => listText(transforms, style, width, by), command, host)
    }
    case 'explain':
      return print((style, width) => explainText(transforms, command.id, style, width), command, host)
    case 'schema': {
      const { schemaText } = await import('../config/json-schema.ts')
      host.stdout.write(schemaText(vocabulary(transforms)))
      return 0
    }
  }
}

function print(
  text: (style: Style, width: number | undefined) => string,
  { color }: ListCommand | ExplainCommand,
  { stdout, environment }: Host,
): number {
  stdout.write(text(styleFor(wantsColour(color, environment, stdout.terminal)), terminalWidth(stdout)))
  return 0
}
