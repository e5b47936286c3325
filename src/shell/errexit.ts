// `set -e` is switched off on the left of `&&`, in braces and subshells alike (POSIX 2.14, set -e), so a script that
// relies on it can stand there only when every one of its commands is itself joined by `&&`.
import type { Range } from '../dockerfile/text.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import { turnsOnErrexit } from './set-options.ts'
import type { Script } from './script.ts'
import { isPlain } from './statements.ts'

export interface ScriptEdit extends Range {
  readonly text: string
}

export interface Conversion {
  /** In offsets of the script's text. */
  readonly edits: readonly ScriptEdit[]
  readonly removes: readonly string[]
}

/** The edits that make `&&` do what errexit does, or why that is not possible. */
export function withoutErrexit(script: Script): Conversion | string {
  const statements = script.syntax.commands
  const commands = commandsOf(script).filter((command) => command.surroundings.length === 0)
  const sets = commandsOf(script).filter((command) => command.name === 'set')
  if (sets.some((command) => command.args.some((word) => word.text.startsWith('+'))))
    return 'it turns options off again'
  if (sets.some((command) => command.surroundings.length > 0)) return 'it turns errexit on in a part of it'
  const reads = commandsOf(script).find(({ name = '' }) => /^(?:\.|source|eval)$/.test(name))
  if (reads) return `it reads commands with ${reads.name ?? ''} under errexit`
  const edits: ScriptEdit[] = []
  const removes: string[] = []
  for (const [index, statement] of statements.entries()) {
    const last = index === statements.length - 1
    const { command } = statement
    if (statement.background) return 'it starts a background command'
    if (command.type === 'AndOr') {
      if (command.operators.includes('||')) return 'it has || under errexit'
      if (!last) return 'it has && under errexit, where a failure on the left is let pass'
      if (!command.commands.every(isPlain)) return 'it has compound commands under errexit'
    } else if (!isPlain(command)) return 'it has compound commands under errexit'
    const set = sets.find((each) => each.start >= statement.pos && each.end <= statement.end)
    if (set && turnsOnErrexit(set)) {
      const before = commands.filter((each) => each.start < set.start)
      if (before.some((each) => each.name !== 'set')) return 'it turns errexit on half-way'
      if (statements.length === 1) continue
      const dropped = dropErrexit(script, set, statements[index + 1]?.pos ?? statement.end)
      if (!dropped) return 'it sets options in a way that dfopt does not read'
      edits.push(...dropped.edits)
      removes.push(...dropped.removes)
      if (dropped.whole) continue
    }
    const next = statements[index + 1]
    if (!next) continue
    const gap = script.text.slice(statement.end, next.pos)
    if (!/^\s*;\s*$/.test(gap)) return 'its commands are not separated by ;'
    const semicolon = statement.end + gap.indexOf(';')
    const space = /\s/.test(script.text.charAt(semicolon + 1)) ? '' : ' '
    const attached = semicolon === statement.end || isWithinLine(script, statement.end, semicolon)
    edits.push({
      start: attached ? statement.end : semicolon,
      end: semicolon + 1,
      text: `${attached ? ' ' : ''}&&${space}`,
    })
  }
  return { edits, removes }
}

function isWithinLine({ mapped }: Script, start: number, end: number): boolean {
  return !mapped.starts.some((piece) => piece > start && piece <= end)
}

interface Dropped extends Conversion {
  /** True when nothing of the command is left. */
  readonly whole: boolean
}

/** Takes errexit out of a `set` command: `-eux` becomes `-ux`, `-e` goes with its separator. */
function dropErrexit(script: Script, set: SimpleCommand, next: number): Dropped | undefined {
  if (set.wrappers.length > 0 || set.syntax.name?.text !== 'set') return undefined
  const kept: string[] = []
  for (let index = 0; index < set.args.length; index += 1) {
    const word = set.args[index]
    if (word === undefined || word.literal !== word.text || !/^-[a-zA-Z]+$|^[a-z]+$/.test(word.text))
      return undefined
    if (/^-o$/.test(word.text) && set.args[index + 1]?.text === 'errexit') index += 1
    else if (word.text !== '-e') kept.push(word.text.startsWith('-') ? word.text.replace('e', '') : word.text)
  }
  const removes = ['set', ...set.args.map((word) => word.text)]
  if (kept.length > 0) {
    const [first] = set.args
    const last = set.args.at(-1)
    if (!first || !last || !isWithinLine(script, first.start, last.end)) return undefined
    return { edits: [{ start: first.start, end: last.end, text: kept.join(' ') }], removes, whole: false }
  }
  // Up to the separator, and to the next command where that stands on the same line.
  const gap = script.text.slice(set.end, next)
  if (!/^\s*;\s*$/.test(gap)) return undefined
  const lineBreak = script.mapped.starts.find((piece) => piece > set.end + gap.indexOf(';') && piece <= next)
  return { edits: [{ start: set.start, end: lineBreak ?? next, text: '' }], removes, whole: true }
}
