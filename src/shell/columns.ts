// Operators and escape characters that a file keeps in a column of their own.
import { lineOf, lineStart, type Document } from '../dockerfile/document.ts'
import { toSource } from '../dockerfile/mapped-text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import { commandsOf } from './commands.ts'
import { packageCommand, type PackageCommand } from './package-command.ts'
import type { Script } from './script.ts'

/** The edits of a call, and the blanks that go for what they add, where those stand between it and such a column. */
export function keepColumns(
  document: Document,
  script: Script,
  call: PackageCommand,
  edits: readonly TextEdit[],
): readonly TextEdit[] {
  const lines = new Set(edits.map(({ start }) => lineOf(document, start)))
  return [...edits, ...[...lines].flatMap((line) => blanksOf(document, script, call, edits, line) ?? [])]
}

function blanksOf(
  document: Document,
  script: Script,
  call: PackageCommand,
  edits: readonly TextEdit[],
  line: number,
): TextEdit | undefined {
  const start = lineStart(document, line)
  const text = /^[^\r\n]*/.exec(document.text.slice(start))?.[0] ?? ''
  const [, before, blanks] = /^(.*?\S)( {3,})(?:&&|;)?[ \t]*[\\`]?[ \t]*$/.exec(text) ?? []
  if (before === undefined || blanks === undefined) return undefined
  // Nothing but the words of this one call can say that the blanks are no part of a text.
  const ends = wordsOf(call).map((word) => toSource(script.mapped, word.end - 1) + 1)
  if (!ends.includes(start + before.length) || sharesLine(document, script, call, line)) return undefined
  const own = edits.filter((edit) => lineOf(document, edit.start) === line && !edit.text.includes('\n'))
  const grown = own.reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), 0)
  const end = start + before.length + blanks.length
  return grown > 0 ? { start: end - Math.min(grown, blanks.length - 1), end, text: '' } : undefined
}

function wordsOf({ program, subcommand, options, operands }: PackageCommand): PackageCommand['operands'] {
  return [program, subcommand, ...options, ...operands]
}

/** True where another call may be changed on the same line, for the same blanks. */
function sharesLine(document: Document, script: Script, call: PackageCommand, line: number): boolean {
  return commandsOf(script).some((command) => {
    const other = packageCommand(command)
    if (!other || other === call) return false
    return wordsOf(other).some((word) => lineOf(document, toSource(script.mapped, word.start)) === line)
  })
}
