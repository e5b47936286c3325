// A program in place of the command that CMD has: it gets the signals, and needs nothing of what started it.
import { toSourceRange } from '../../dockerfile/mapped-text.ts'
import { splitBlanks } from '../../dockerfile/words.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { commandsOf } from '../../shell/commands.ts'
import { parseShell, syntaxError } from '../../shell/parser.ts'
import type { Subject } from './subject.ts'

export interface NewStart {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** True where the script sets NODE_ENV=production, which the image has to set then. */
  readonly isProduction: boolean
  readonly note: string
}

/** Another program in place of the one that CMD starts; undefined where CMD cannot be written anew. */
export function startOf(
  subject: Subject,
  last: Instruction,
  words: readonly string[],
  note = '',
): NewStart | undefined {
  const cmd = commandOf(subject, last)
  return cmd && startsAlone(subject) && wordsOfCommand(cmd) ? newStart(cmd, words, false, note) : undefined
}

export function newStart(
  cmd: Instruction,
  words: readonly string[],
  isProduction: boolean,
  note: string,
): NewStart {
  const range = toSourceRange(cmd.args, { start: 0, end: cmd.args.text.length })
  const json = `[${words.map((word) => JSON.stringify(word)).join(', ')}]`
  const old = splitBlanks(cmd.args.text).map(({ text }) => text)
  return { edits: [{ ...range, text: json }], removes: old, isProduction, note }
}

/** The CMD that counts, where it stands behind the build and can be changed in its place. */
export function commandOf({ stage }: Subject, last: Instruction): Instruction | undefined {
  const cmd = stage.instructions.findLast(({ keyword }) => keyword === 'CMD')
  return cmd && cmd.index > last.index && cmd.comments.length === 0 ? cmd : undefined
}

export function startsAlone({ stage }: Subject): boolean {
  const entry = stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT')
  if (stage.instructions.some(({ keyword }) => keyword === 'SHELL')) return false
  return (
    entry === undefined ||
    entry.json?.length === 0 ||
    (/^(?:\/(?:\w+\/)*)?(?:tini|dumb-init)$/.test(entry.json?.[0] ?? '') &&
      (entry.json ?? []).slice(1).every((word) => word.startsWith('-')))
  )
}

export function wordsOfCommand({ json, args }: Instruction): readonly string[] | undefined {
  if (json) return json
  const syntax = parseShell(args.text)
  if (syntaxError(syntax) !== undefined) return undefined
  const [command, ...more] = commandsOf({ syntax })
  if (!command || more.length > 0 || command.redirects || command.assignments.length > 0) return undefined
  const words = command.args.flatMap(({ literal }) => literal ?? [])
  return command.name === undefined ||
    command.surroundings.length > 0 ||
    words.length < command.args.length ||
    /[&;|]/.test(args.text)
    ? undefined
    : [command.name, ...words]
}
