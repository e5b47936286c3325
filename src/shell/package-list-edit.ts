// The edits that put an option and packages into an install, in the layout of its list.
import { lineOf, lineStart, type Document } from '../dockerfile/document.ts'
import { toSource } from '../dockerfile/mapped-text.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import type { ShellWord } from './commands.ts'
import type { PackageCommand } from './package-command.ts'
import type { Script } from './script.ts'

/** The option behind the subcommand, or behind the plain options that stand there. */
export function optionEdit(
  document: Document,
  script: Script,
  call: PackageCommand,
  option: string,
): TextEdit {
  let end = call.subcommand.end
  for (const word of [...call.options].sort((left, right) => left.start - right.start)) {
    const plain = /^(?:-y|-q{1,2}|-q?y|-yq{1,2}|-q{2}y|--yes|--assume-yes|--quiet)$/.test(word.text)
    if (word.start < end) continue
    const gap = document.text.slice(source(script, end), toSource(script.mapped, word.start))
    if (!plain || !/^[ \t]+$/.test(gap)) break
    end = word.end
  }
  return insertion(source(script, end), ` ${option}`)
}

/** One edit for each package that joins the list: at its place in a sorted list, else at the end. */
export function packageEdits(
  document: Document,
  script: Script,
  { operands }: PackageCommand,
  names: readonly string[],
): readonly TextEdit[] {
  const last = operands.at(-1)
  if (!last) return []
  const sorted = isSorted(operands)
  const places = new Map<ShellWord | undefined, string[]>()
  for (const name of [...names].sort()) {
    const greater = sorted ? operands.find((word) => word.text > name) : undefined
    // A comment above the first package is about that one.
    const next = greater === operands[0] && isCommented(script, greater) ? undefined : greater
    places.set(next, [...(places.get(next) ?? []), name])
  }
  return [...places].map(([next, added]) => edit(document, script, operands, next, added))
}

function edit(
  document: Document,
  script: Script,
  operands: readonly ShellWord[],
  next: ShellWord | undefined,
  names: readonly string[],
): TextEdit {
  const model = next ?? operands.at(-1)
  const before = operands[next ? operands.indexOf(next) - 1 : operands.length - 1]
  const modelAt = toSource(script.mapped, model?.start ?? 0)
  const indent = document.text.slice(lineStart(document, lineOf(document, modelAt)), modelAt)
  const own = /^[ \t]*$/.test(indent)
  const glue = own
    ? ` ${script.form === 'heredoc body' ? '\\' : document.escape}${document.newline}${indent}`
    : ' '
  // Behind the word in front, so that comments above the next one stay with it.
  if (before && (!next || own)) {
    const beforeAt = toSource(script.mapped, before.start)
    const sameLine = lineOf(document, beforeAt) === lineOf(document, modelAt)
    if (before === model || !sameLine)
      return insertion(source(script, before.end), names.map((name) => glue + name).join(''))
  }
  return insertion(modelAt, names.map((name) => name + glue).join(''))
}

function isCommented(script: Script, word: ShellWord | undefined): boolean {
  const at = word ? toSource(script.mapped, word.start) : 0
  return script.instruction.comments.some(
    ({ range }) => range.end <= at && isRightAbove(script, range.end, at),
  )
}

/** True where nothing of the script stands between two places of the file. */
function isRightAbove({ mapped, text }: Script, from: number, to: number): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const at = toSource(mapped, index)
    if (at >= from && at < to && /\S/.test(text.charAt(index))) return false
  }
  return true
}

/** True for three packages or more in the order of the alphabet. */
function isSorted(operands: readonly ShellWord[]): boolean {
  if (operands.length < 3) return false
  return operands.every(({ text }, index) => {
    const before = operands[index - 1]
    return /^[a-z]/.test(text) && (before === undefined || before.text <= text)
  })
}

/** Behind the character in front of an offset of the script. */
function source(script: Script, offset: number): number {
  return toSource(script.mapped, offset - 1) + 1
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text }
}
