import type { Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { Range } from '../../dockerfile/text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { commandsOf, walk, type SimpleCommand } from '../../shell/commands.ts'
import type { ListRun } from '../../shell/list-flow.ts'
import type { AndOr, Statement, SyntaxNode } from '../../shell/parser.ts'
import { errexitAt, isPlace, placeOf } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { installChains, type InstallChain } from './install-chains.ts'
import { missingFrom, type Install } from './one-install.ts'
import { mergedList, standApart, type PackageList } from './package-list.ts'
import { wordsOfScript } from '../../shell/script-words.ts'

export interface Merge {
  readonly count: number
  readonly program: string
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** Of the script: from the first install to the end of the last. */
  readonly range: Range
}

/** The installs of a RUN that stand next to each other, each group made one. */
export function mergesIn(
  document: Document,
  { script }: ListRun,
  isNeedless: (command: SimpleCommand) => boolean,
): readonly Merge[] {
  if (!script || script.form === 'line with heredocs') return []
  const commands = new Map(commandsOf(script).map((command) => [command.syntax, command]))
  const facts = {
    isNeedless,
    isCommentedApart: (left: Install, right: Install) =>
      standApart(document, script, listOf(left), listOf(right)),
  }
  return sequencesOf(script).flatMap((sequence) =>
    installChains(sequence, script, commands, facts).flatMap(
      (chain) => mergeOf(document, script, chain) ?? [],
    ),
  )
}

/** Commands of which each runs only when the one before it went well: `&&` lists, and lists under errexit. */
function sequencesOf(script: Script): readonly (readonly SyntaxNode[])[] {
  const sequences: (readonly SyntaxNode[])[] = []
  walk(script.syntax, [], (node) => {
    if (node.type === 'AndOr' && !node.operators.includes('||'))
      sequences.push(isLookedAt(script, node) ? node.commands.slice(0, -1) : node.commands)
    if ((node.type === 'Script' || node.type === 'CompoundList') && node.commands.length > 1)
      sequences.push(...underErrexit(script, node.commands))
  })
  return sequences
}

/** True where errexit looks at the last command of a chain and lets the others fail, and the script goes on behind it. */
function isLookedAt(script: Script, { commands }: AndOr): boolean {
  const last = commands.at(-1)
  const at = last && { start: last.pos, end: last.end }
  if (!at || errexitAt(script, at) === false) return false
  const place = placeOf(script, at)
  return !isPlace(place) || place.nested || place.statementIndex < place.statements.length - 1
}

/** The stretches of plain commands in a list at which a failure ends the script. */
function underErrexit(script: Script, statements: readonly Statement[]): readonly (readonly SyntaxNode[])[] {
  const stretches: SyntaxNode[][] = [[]]
  for (const { command, pos, end, background } of statements) {
    const place = placeOf(script, { start: pos, end })
    const plain = command.type === 'Command' && background !== true && isPlace(place) && place.errexit
    if (plain) stretches.at(-1)?.push(command)
    else stretches.push([])
  }
  return stretches.filter((each) => each.length > 1)
}

function listOf({ command, call }: Install): PackageList {
  return { start: command.start, end: command.end, packages: call.operands }
}

function mergeOf(document: Document, script: Script, { installs, between }: InstallChain): Merge | undefined {
  const [first, ...rest] = installs
  const last = installs.at(-1)
  if (!first || !last) return undefined
  const merged = mergedList(document, script, installs.map(listOf))
  if (!merged) return undefined
  // A heredoc's comments are the shell's own, and no part of the instruction's.
  const end = toSource(script.mapped, last.command.end - 1) + 1
  if (script.form === 'heredoc body' && document.text.slice(merged.start, end).includes('#')) return undefined
  const gone = rest.flatMap(({ command, call }) => {
    const packages = wordsOfScript(call.operands.map((word) => word.text).join(' '))
    return without(wordsOfScript(script.text.slice(command.start, command.end)), packages)
  })
  return {
    count: installs.length,
    program: first.call.program.literal ?? '',
    edits: [...additions(script, installs), { start: merged.start, end, text: merged.text }],
    removes: [
      ...gone,
      ...merged.dropped.flatMap(wordsOfScript),
      ...between.flatMap(({ start, end: stop }) => wordsOfScript(script.text.slice(start, stop))),
    ],
    range: { start: first.command.start, end: last.command.end },
  }
}

/** What the first install is given of the options and variables of the others. */
function additions({ mapped }: Script, installs: readonly Install[]): readonly TextEdit[] {
  const [first] = installs
  if (!first) return []
  const { frontend, yes } = missingFrom(installs)
  const start = toSource(mapped, first.command.start)
  const option = toSource(mapped, first.call.subcommand.end - 1) + 1
  return [
    ...(frontend === undefined ? [] : [{ start, end: start, text: `${frontend} ` }]),
    ...(yes ? [{ start: option, end: option, text: ' -y' }] : []),
  ]
}

function without(words: readonly string[], kept: readonly string[]): readonly string[] {
  const left = [...kept]
  return words.filter((word) => {
    const at = left.indexOf(word)
    if (at === -1) return true
    left.splice(at, 1)
    return false
  })
}
