import type { Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { commandsOf, walk } from '../../shell/commands.ts'
import type { ListRun } from '../../shell/list-flow.ts'
import type { Script } from '../../shell/script.ts'
import { installChains, type InstallChain, type UpdateBefore } from './install-chains.ts'
import { mergedList, type PackageList } from './package-list.ts'
import { wordsOfScript } from './words.ts'

export interface Merge {
  readonly count: number
  readonly program: string
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

/** The installs of a RUN that stand next to each other, each group made one. */
export function mergesIn(document: Document, run: ListRun, updateBefore: UpdateBefore): readonly Merge[] {
  const { script } = run
  if (!script || script.form === 'line with heredocs') return []
  const commands = new Map(commandsOf(script).map((command) => [command.syntax, command]))
  const merges: Merge[] = []
  walk(script.syntax, [], (node) => {
    if (node.type !== 'AndOr' || node.operators.includes('||')) return
    for (const chain of installChains(node, script, commands, updateBefore)) {
      const merge = mergeOf(document, script, chain)
      if (merge) merges.push(merge)
    }
  })
  return merges
}

function mergeOf(document: Document, script: Script, { installs, between }: InstallChain): Merge | undefined {
  const [first, ...rest] = installs
  const last = installs.at(-1)
  if (!first || !last) return undefined
  const lists = installs.map(({ command, call }): PackageList => ({
    start: command.start,
    end: command.end,
    packages: call.operands,
  }))
  const merged = mergedList(document, script, lists)
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
    edits: [{ start: merged.start, end, text: merged.text }],
    removes: [
      ...gone,
      ...merged.dropped.flatMap(wordsOfScript),
      ...between.flatMap(({ start, end: stop }) => wordsOfScript(script.text.slice(start, stop))),
    ],
  }
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
