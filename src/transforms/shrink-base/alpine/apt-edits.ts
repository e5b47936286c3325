// The edits that write a RUN's calls of apt as calls of apk, in the layout of the file.
import { lineOf, lineStart, type Document } from '../../../dockerfile/document.ts'
import { toSource, toSourceRange } from '../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import type { Range } from '../../../dockerfile/text.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import { cutCommands, cutWord } from '../../../shell/cutting.ts'
import { isPlace, placeOf } from '../../../shell/places.ts'
import { rangeOf } from '../../../shell/run-scripts.ts'
import type { Script } from '../../../shell/script.ts'
import { wordsOfScript } from '../../../shell/script-words.ts'
import { mountTarget } from '../../../dockerfile/mount.ts'
import { removalOfRun } from '../../removal-of-run.ts'
import type { RunPlan, Site } from './apt-calls.ts'
import { cutInside } from './cut-inside.ts'
import { listWords, staleWords } from './stale-lists.ts'
import { refuse, type Draft } from './translation.ts'

export function writeRun(draft: Draft, plan: RunPlan): void {
  const { run } = plan
  const { document } = draft.swap
  dropMounts(draft, plan)
  const cuts: SimpleCommand[] = [...plan.cuts]
  for (const command of run.commands) {
    const stale = staleWords(command)
    if (stale.length === 0) continue
    if (stale.length === listWords(command).length) cuts.push(command)
    else for (const word of stale) cutOne(draft, run.script, word)
  }
  for (const site of plan.sites) {
    if (namesOf(site).length === 0) cuts.push(site.command)
    else writeInstall(draft, site)
  }
  for (const { command, text } of plan.removals)
    if (text !== undefined) replaceCommand(draft, plan, command, text)
  if (cuts.length === 0) return
  if (run.commands.every((command) => cuts.includes(command) || isWithin(command, cuts) || isIdle(command))) {
    const { edits, removes, removesComments } = removalOfRun(document, run.script)
    draft.removesComments.push(...removesComments)
    draft.edits.push(...edits)
    draft.removes.push(...removes)
    return
  }
  const places = cuts
    .toSorted((left, right) => left.start - right.start)
    .map((command) => placeOf(run.script, command))
  const found = places.filter(isPlace)
  const edits = found.length === places.length ? cutCommands(document, run.script, found) : undefined
  const inside = edits ? undefined : cutInside(run.script, cuts)
  if (inside) for (const range of inside) replace(draft, run.script, range, '')
  else if (!edits) {
    const first = cuts.find((_, index) => places[index] && !isPlace(places[index])) ?? cuts[0]
    refuse(
      draft,
      first ? rangeOf(run, first) : run.instruction.range,
      'what it does for apt cannot be taken out of its script',
      'put it into a plain list with &&',
    )
  } else push(draft, edits)
}

/** Caches of apt that are mounted. */
function dropMounts({ edits, removes, swap: { document } }: Draft, { run: { instruction } }: RunPlan): void {
  for (const flag of instruction.flags) {
    const target = flag.name === 'mount' && flag.value !== undefined ? mountTarget(flag.value) : undefined
    if (target === undefined || !/^\/var\/(?:cache|lib)\/apt\/?/.test(target)) continue
    const behind = new RegExp(`^[ \\t]*(?:\\${document.escape}[ \\t]*\\r?\\n[ \\t]*)?`).exec(
      document.text.slice(flag.range.end),
    )
    edits.push({ start: flag.range.start, end: flag.range.end + (behind?.[0].length ?? 0), text: '' })
    removes.push(`--${flag.name}=${flag.value ?? ''}`)
  }
}

function isIdle({ name, syntax }: SimpleCommand): boolean {
  return name === 'set' || (name === undefined && !syntax.name && syntax.prefix.length === 0)
}

function isWithin(command: SimpleCommand, cuts: readonly SimpleCommand[]): boolean {
  return cuts.some((cut) => cut !== command && cut.start <= command.start && command.end <= cut.end)
}

/** All of Alpine's names that an install asks for. */
export function namesOf({ words, lists, extra }: Site): readonly string[] {
  return [...[...words, ...lists.flatMap(({ items }) => items)].flatMap(({ names }) => names), ...extra]
}

function writeInstall(draft: Draft, site: Site): void {
  const { call, command, run, words, extra } = site
  const { document } = draft.swap
  const { script } = run
  const first = call.operands[0]
  if (!first) return
  const inFront = [call.program, call.subcommand, ...call.options].filter((word) => word.start < first.start)
  const head = { start: command.start, end: Math.max(...inFront.map((word) => word.end)) }
  const text = `apk add --no-cache${site.virtual === undefined ? '' : ` --virtual ${site.virtual}`}`
  if (!replace(draft, script, head, text)) return
  for (const word of call.options) if (word.start > first.start) cutOne(draft, script, word)
  for (const list of site.lists)
    for (const item of list.items) {
      if (item.names.length === 0) cutOne(draft, script, item)
      else if (item.names.join(' ') !== item.text) replace(draft, script, item, item.names.join(' '))
    }
  // What is added goes where the list ends.
  const last = words.findLastIndex(({ names }) => names.length > 0)
  const glue = glueOf(document, script, words[Math.max(last, 0)]?.word ?? first)
  words.forEach(({ word, names }, index) => {
    const more = index === last ? extra : []
    if (names.length === 0) {
      // A list that is left empty takes what is added.
      if (last === -1 && index === 0 && extra.length > 0) replace(draft, script, word, extra.join(glue))
      else cutOne(draft, script, word)
    } else {
      const all = [names.join(' '), ...more].join(glue)
      if (all !== word.text) replace(draft, script, word, all)
    }
  })
  if (words.length === 0 && extra.length > 0) {
    const at = toSource(script.mapped, head.end - 1) + 1
    draft.edits.push({ start: at, end: at, text: ` ${extra.join(' ')}` })
  }
}

/** What stands between two words of a list: a line break where each has its line. */
function glueOf(document: Document, script: Script, word: Range): string {
  const at = toSource(script.mapped, word.start)
  const indent = document.text.slice(lineStart(document, lineOf(document, at)), at)
  if (!/^[ \t]+$/.test(indent)) return ' '
  return ` ${script.form === 'heredoc body' ? '\\' : document.escape}${document.newline}${indent}`
}

function replaceCommand(draft: Draft, { run }: RunPlan, command: SimpleCommand, text: string): void {
  const last = command.args.at(-1)?.end ?? command.end
  replace(draft, run.script, { start: command.start, end: last }, text)
}

/** Writes `text` over a span of a script; false, with an obstacle, where a comment stands in it. */
export function replace(draft: Draft, script: Script, span: Range, text: string): boolean {
  const range = toSourceRange(script.mapped, span)
  const comment = script.instruction.comments.find(
    (each) => each.range.start >= range.start && each.range.end <= range.end,
  )
  if (comment) {
    refuse(
      draft,
      range,
      'a comment stands between the words that change',
      'move the comment above the command',
    )
    return false
  }
  push(draft, [{ ...range, text }])
  return true
}

function cutOne(draft: Draft, script: Script, word: Range): void {
  const edit = cutWord(draft.swap.document, script, word)
  if (edit) push(draft, [edit])
  else
    refuse(
      draft,
      toSourceRange(script.mapped, word),
      'a word that changes is written in two pieces',
      'write each word in one piece',
    )
}

/** Notes edits, and the words that go with what they write over. */
export function push(draft: Draft, edits: readonly TextEdit[]): void {
  for (const edit of edits) {
    draft.edits.push(edit)
    const { text } = draft.swap.document
    // A word that the edit cuts in two is gone as well.
    const from = wordStart(text, edit.start)
    const to = wordEnd(text, edit.end)
    draft.removes.push(
      ...wordsOfScript(text.slice(from, to).replaceAll('\\', ' ')),
      ...wordsOfScript(text.slice(from, to)),
    )
  }
}

function wordStart(text: string, at: number): number {
  let start = at
  while (start > 0 && /[^\s;&|(){}]/.test(text.charAt(start - 1))) start -= 1
  return start
}

function wordEnd(text: string, at: number): number {
  let end = at
  while (end < text.length && /[^\s;&|(){}]/.test(text.charAt(end))) end += 1
  return end
}
