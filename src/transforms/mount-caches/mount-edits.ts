import { lineStart, type Document } from '../../dockerfile/document.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { commandsOf, type ShellWord, type SimpleCommand } from '../../shell/commands.ts'
import { coversPath } from '../../shell/covered-path.ts'
import { cutCommands, cutWord } from '../../shell/cutting.ts'
import { insertBefore } from '../../shell/insertion.ts'
import { chainLayout } from '../../shell/layout.ts'
import { packageCommand } from '../../shell/package-command.ts'
import type { PackageManager } from '../../shell/package-managers/package-manager.ts'
import { isPlace, placeOf, type Place } from '../../shell/places.ts'
import type { Script } from '../../shell/script.ts'
import { wordsOfScript } from '../../shell/script-words.ts'
import { keepingEdits } from './keeping.ts'
import { isObstacle, type MountPlan, type Obstacle } from './mount-plan.ts'

const MAX_LINE = 100

export interface MountEdits {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

/** The flags, and without what would empty the mount or keep it from being used. */
export function mountEdits(
  document: Document,
  script: Script,
  plan: MountPlan,
  keeps: (manager: PackageManager) => boolean,
): MountEdits | Obstacle {
  const kept = keepingEdits(script, plan)
  const options = cutAll(document, script, [...unusedOptions(plan), ...kept.words])
  if (isObstacle(options)) return options
  const cleanups = pointlessCleanups(document, script, plan)
  if (isObstacle(cleanups)) return cleanups
  const hook = keepDownloads(document, script, plan, keeps)
  if (isObstacle(hook)) return hook
  const inScript = [...hook, ...kept.edits, ...options.edits, ...cleanups.edits]
  return {
    edits: [flagEdit(document, script, plan, inScript), ...inScript],
    removes: [...kept.removes, ...options.removes, ...cleanups.removes],
  }
}

function flagEdit(
  document: Document,
  { instruction }: Script,
  { mounts }: MountPlan,
  others: readonly TextEdit[],
): TextEdit {
  const { flags, keywordRange, args, heredocs, startLine, endLine } = instruction
  const start = flags.at(-1)?.range.end ?? keywordRange.end
  const end = toSource(args, 0)
  const words = mounts.map(({ flag }) => flag)
  const rest = /^[^\r\n]*/.exec(document.text.slice(end))?.[0] ?? ''
  const isOneLine = heredocs.length > 0 || startLine === endLine
  const grown = others.reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), 0)
  const line = start - lineStart(document, startLine) + rest.length + (heredocs.length > 0 ? 0 : grown)
  const width = line + words.join(' ').length + 2
  if (isOneLine && words.length === 1 && width <= MAX_LINE) {
    return { start, end: start, text: ` ${words.join(' ')}` }
  }
  const next = ` ${document.escape}${document.newline}${chainLayout(document, [instruction]).indent}`
  const text = (flags.length > 0 ? next : ' ') + words.join(next)
  // A command that begins on a line of its own stays there.
  const isBroken = document.text.slice(start, end).includes('\n')
  return isBroken ? { start, end: start, text } : { start, end, text: text + next }
}

/** `--no-cache-dir` and the like: with them the mount stays empty. */
function unusedOptions({ calls, mounts }: MountPlan): readonly ShellWord[] {
  const words: ShellWord[] = []
  for (const { call } of calls) {
    if (!mounts.some(({ manager }) => manager === call.manager)) continue
    const off = call.manager.caches.flatMap(({ remedy }) =>
      remedy.kind === 'option' ? [remedy.option, ...remedy.sameAs] : [],
    )
    words.push(...call.options.filter((word) => off.includes(word.literal ?? '')))
  }
  return words
}

function cutAll(document: Document, script: Script, words: readonly ShellWord[]): MountEdits | Obstacle {
  const edits: TextEdit[] = []
  for (const word of words) {
    const edit = cutWord(document, script, word)
    if (!edit) return cannotGo(word.text)
    edits.push(edit)
  }
  return { edits, removes: words.flatMap((word) => wordsOfScript(word.text)) }
}

function cannotGo(text: string): Obstacle {
  return {
    reason: `${text} would empty the mount, and stands where dfopt cannot take it out`,
    unblock: `drop ${text}`,
  }
}

/** Commands that would empty the mount in the RUN that fills it. */
function pointlessCleanups(document: Document, script: Script, plan: MountPlan): MountEdits | Obstacle {
  const edits: TextEdit[] = []
  const removes: string[] = []
  const places: Place[] = []
  for (const command of commandsOf(script)) {
    const cleanup = cleanupOf(command, plan)
    if (!cleanup) continue
    if (cleanup !== 'all' && isObstacle(cleanup)) return cleanup
    const shown = script.text.slice(command.start, command.end)
    if (cleanup !== 'all') {
      const cut = cutAll(document, script, cleanup)
      if (isObstacle(cut)) return cut
      edits.push(...cut.edits)
      removes.push(...cut.removes)
      continue
    }
    const place = placeOf(script, command)
    if (!isPlace(place) || place.operand.type !== 'Command' || command.redirects) return cannotGo(shown)
    places.push(place)
    removes.push(...wordsOfScript(shown))
  }
  const cuts = cutCommands(document, script, places)
  if (!cuts) return cannotGo('its cleanup')
  edits.push(...cuts)
  return { edits, removes }
}

/** The words of a command that empty the mounts, or all of it. */
function cleanupOf(
  command: SimpleCommand,
  { mounts }: MountPlan,
): 'all' | readonly ShellWord[] | Obstacle | undefined {
  const call = packageCommand(command)
  if (call) {
    const cleans =
      call.role === 'clean' || call.role === 'empty' || /^(?:dist-?)?clean(?: |$)/.test(call.action)
    return cleans && mounts.some(({ manager }) => manager === call.manager) ? 'all' : undefined
  }
  if (command.name !== 'rm') return undefined
  const operands = command.args.filter((word) => !/^-./.test(word.text))
  const above = operands.find((word) =>
    mounts.some(({ target }) => isAbove(word.text, target) && !isWithin(word.text, target)),
  )
  if (above) {
    return {
      reason: `rm of ${above.text} would fail, because the mount is busy`,
      unblock: `drop ${above.text} from the rm; what is in the mount is in no layer`,
    }
  }
  const inside = operands.filter((word) =>
    mounts.some(({ emptied }) => emptied.some((path) => isWithin(word.text, path))),
  )
  if (inside.length === 0) return undefined
  return inside.length === operands.length ? 'all' : inside
}

/** True for the directory of a mount or one above it; whose home `~` is need not be known. */
function isAbove(text: string, target: string): boolean {
  const tail = /^["']?(?:~|\$HOME|\$\{HOME\})(\/.*)$/.exec(text)?.[1]?.replace(/["']|\/+$/g, '')
  if (tail === undefined) return coversPath(text, target)
  return target
    .split('/')
    .some((_, from, parts) => coversPath(`~${tail}`, `~/${parts.slice(from).join('/')}`))
}

function isWithin(text: string, target: string): boolean {
  const path = text
    .replace(/["']/g, '')
    .replace(/\/+$/, '')
    .replace(/^(?:~|\$HOME|\$\{HOME\})(?=\/)/, '/root')
  return path === target || path.startsWith(`${target}/`)
}

/** What has calls keep what they download, in front of the first one. */
function keepDownloads(
  document: Document,
  script: Script,
  { calls, mounts }: MountPlan,
  keeps: (manager: PackageManager) => boolean,
): readonly TextEdit[] | Obstacle {
  const edits: TextEdit[] = []
  for (const manager of new Set(mounts.map((mount) => mount.manager))) {
    const front = manager.keeping?.front
    const own = calls.filter(({ call }) => call.manager === manager)
    const [first] = own
    if (!first || !front || keeps(manager) || front.unless.test(document.text)) continue
    const place = placeOf(script, first.command)
    if (!isPlace(place)) return place
    edits.push(...insertBefore(document, script, place, front.command(own.map(({ call }) => call))))
  }
  return edits
}
