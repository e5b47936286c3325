import type { SimpleCommand } from './commands.ts'

/** True for a `set` that turns errexit on, or whose words are not known. */
export function turnsOnErrexit(command: SimpleCommand): boolean {
  for (const [index, { literal }] of command.args.entries()) {
    if (literal === undefined) return index === 0 || command.args.slice(0, index).every(isOption)
    if (!isOption({ literal })) {
      if (literal === 'errexit' && /^-[a-zA-Z]*o$/.test(command.args[index - 1]?.literal ?? '')) return true
      if (!/^[-+][a-zA-Z]*o$/.test(command.args[index - 1]?.literal ?? '')) return false
    } else if (/^-[a-zA-Z]*e/.test(literal)) return true
  }
  return false
}

/** `--` and `-` end the options: what follows are positional parameters. */
function isOption({ literal }: { readonly literal: string | undefined }): boolean {
  return literal !== undefined && /^[-+][a-zA-Z]+$/.test(literal)
}
