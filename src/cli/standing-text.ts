import type { HelpPages } from './help-pages.ts'
import { COMMANDS } from './options.ts'

/** What `--help` and `--version` print; undefined for any other command line. */
export function standingText(args: readonly string[], version: string, pages: HelpPages): string | undefined {
  const end = args.indexOf('--')
  const flags = end === -1 ? args : args.slice(0, end)
  if (flags.includes('--help') || flags.includes('-h'))
    return pages[COMMANDS.find((name) => name === flags.find((arg) => !arg.startsWith('-'))) ?? 'root']
  return flags.includes('--version') ? `${version}\n` : undefined
}
