import { commandParser, rootParser } from './grammar.ts'
import type { CommandName } from './options.ts'

/** The help texts, by command and without one, as yargs prints them. */
export type HelpPages = Readonly<Record<CommandName | 'root', string>>

/** Run when dfopt is built: making the texts costs more at start-up than all else that `--help` does. */
export async function helpPages(version: string): Promise<HelpPages> {
  const page = async (name: CommandName): Promise<string> =>
    `${await commandParser(name, version).getHelp()}\n`
  return {
    root: `${await rootParser(version).getHelp()}\n`,
    fix: await page('fix'),
    check: await page('check'),
    verify: await page('verify'),
    graph: await page('graph'),
    list: await page('list'),
    explain: await page('explain'),
    schema: await page('schema'),
  }
}
