import type { SimpleCommand } from './commands.ts'
import { parseShell, syntaxError } from './parser.ts'
import type { Script } from './script.ts'

/** Programs that read a script out of one of their words. */
export const READS_SCRIPT = /^(?:sh|bash|dash|ash|ksh|zsh|su|runuser|chroot|gosu|eval|script)$/

/** The script in `bash -c '…'`, `su -c '…'` and the like, where it can be read. */
export function innerScript({ name = '', args }: SimpleCommand): Pick<Script, 'syntax' | 'text'> | undefined {
  if (!READS_SCRIPT.test(name)) return undefined
  const word = args.find((each) => /\s/.test(each.text))
  if (!word) return undefined
  const text = word.literal ?? word.text.replace(/^(["'])([^]*)\1$/, '$2')
  const syntax = parseShell(text)
  return syntaxError(syntax) === undefined ? { text, syntax } : undefined
}
