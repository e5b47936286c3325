// Calls of a package manager that fetch the lists each for itself and keep nothing: `apk add --no-cache`.
import { externalBase } from './shell.ts'
import type { Document } from '../dockerfile/document.ts'
import { isContiguous, toSource, toSourceRange } from '../dockerfile/mapped-text.ts'
import type { Stage } from '../dockerfile/stage.ts'
import type { TextEdit } from '../dockerfile/text-edit.ts'
import { cutWord } from './cutting.ts'
import type { ListFlow, ListRun } from './list-flow.ts'
import type { PackageCommand } from './package-command.ts'
import type { ListEvent } from './package-lists.ts'
import type { IndexManager } from './package-managers/package-manager.ts'
import type { Script } from './script.ts'

/** True for a call that keeps no lists and reads none that are there. */
export function keepsNothing({ unkept }: IndexManager, { call }: ListEvent): boolean {
  return call?.normalOptions.some((each) => each === unkept.option || unkept.sameAs.includes(each)) === true
}

/** True for a call that reads or fetches lists and can be told to keep nothing of them. */
export function canKeepNothing(manager: IndexManager, event: ListEvent): boolean {
  const { call } = event
  if (call?.role !== 'install' || keepsNothing(manager, event)) return false
  return !call.normalOptions.some((each) => manager.unkept.notWith.test(each))
}

/** True for a call that fetches new lists and keeps them. */
export function fetchesAndKeeps(manager: IndexManager, event: ListEvent): boolean {
  if (keepsNothing(manager, event)) return false
  return event.kind === 'update' || (canKeepNothing(manager, event) && fetchesFirst(manager, event))
}

/** True for a call that fetches new lists before it does what it is there for: `apk add -U`. */
export function fetchesFirst({ synonyms, unkept }: IndexManager, { call }: ListEvent): boolean {
  const refresh = synonyms.find((row) => row.some((each) => unkept.replaces.includes(each)))?.[0]
  return refresh !== undefined && call?.normalOptions.includes(refresh) === true
}

/** The events of a file that need no lists to be there, once every call in `changed` keeps nothing. */
export function independentEvents(
  manager: IndexManager,
  runs: readonly ListRun[],
  changed: ReadonlySet<ListEvent>,
): ReadonlySet<ListEvent> {
  const all = runs.flatMap((run) => run.events)
  const needsNone = (event: ListEvent): boolean =>
    keepsNothing(manager, event) ||
    fetchesFirst(manager, event) ||
    (event.call !== undefined && manager.unkept.asksOnlyInstalled(event.call))
  return new Set(all.filter((event) => changed.has(event) || needsNone(event)))
}

/** Where calls leave their lists; `--root` has them below another directory. */
export function listPaths(manager: IndexManager, events: Iterable<ListEvent>): readonly string[] {
  const roots = [...events].flatMap(({ call }) =>
    (call?.normalOptions ?? []).flatMap((option) => /^(?:-p|--root) (\/[^$]*)$/.exec(option)?.[1] ?? []),
  )
  return [...new Set(['', ...roots.map((root) => root.replace(/\/+$/, ''))])].map(
    (root) => root + manager.lists,
  )
}

export interface OptionEdits {
  readonly edits: readonly TextEdit[]
  /** Words of the file that go. */
  readonly removes: readonly string[]
}

/** Makes a call keep nothing: the option takes the place of those that it makes pointless, or stands behind the subcommand. */
export function unkeptEdits(
  document: Document,
  script: Script,
  { option, replaces }: IndexManager['unkept'],
  { options, subcommand }: PackageCommand,
): OptionEdits {
  const behind = toSource(script.mapped, subcommand.end - 1) + 1
  const insert: TextEdit = { start: behind, end: behind, text: ` ${option}` }
  const words = options.filter((word) => replaces.includes(word.text) && isContiguous(script.mapped, word))
  const [first, ...more] = words
  if (!first) {
    const cluster = options.flatMap((word) => withoutLetters(script, replaces, word.text, word) ?? [])
    return {
      edits: [insert, ...cluster.map((each) => each.edit)],
      removes: cluster.map((each) => each.word),
    }
  }
  const edits = [{ ...toSourceRange(script.mapped, first), text: option }]
  const removed = more.flatMap((word) => cutWord(document, script, word) ?? [])
  return { edits: [...edits, ...removed], removes: words.map((word) => word.text) }
}

/** `-Uv` without the `U`. */
function withoutLetters(
  script: Script,
  replaces: readonly string[],
  text: string,
  word: { readonly start: number; readonly end: number },
): { readonly edit: TextEdit; readonly word: string } | undefined {
  if (!/^-[A-Za-z]{2,}$/.test(text) || !isContiguous(script.mapped, word)) return undefined
  const left = [...text.slice(1)].filter((letter) => !replaces.includes(`-${letter}`)).join('')
  if (left.length === text.length - 1 || left === '') return undefined
  return { edit: { ...toSourceRange(script.mapped, word), text: `-${left}` }, word: text }
}

/** Why a stage's calls cannot be given the option; undefined where they can. */
export function unkeptObstacle(
  document: Document,
  stage: Stage,
  { id, unkept }: IndexManager,
): { readonly reason: string; readonly unblock: string } | undefined {
  const kept = unkept.cacheKeptBy.exec(withoutMounts(document))?.[0]
  if (kept !== undefined) {
    return {
      reason: `the file sets up a cache that ${id} keeps (${kept})`,
      unblock: `drop ${kept} if the image needs no such cache`,
    }
  }
  const base = externalBase(document, stage)
  if (!unkept.unknownTo.test(base)) return undefined
  return {
    reason: `the ${id} of ${base} does not know ${unkept.option}`,
    unblock: 'build on a release that is still supported',
  }
}

/** The text of a file but for its mounts: what is in them is in no image. */
function withoutMounts({ text, instructions }: Document): string {
  const mounts = instructions.flatMap(({ flags }) => flags.filter(({ name }) => name === 'mount'))
  let rest = ''
  let from = 0
  for (const { range } of mounts) {
    rest += text.slice(from, range.start)
    from = range.end
  }
  return rest + text.slice(from)
}

/** Why the cache of a RUN may not be empty: an rm without -f, in it or behind it, fails where it finds nothing. */
export function strictCleanup(
  { directory }: IndexManager,
  flow: ListFlow,
  run: ListRun,
  except?: ListEvent,
): { readonly reason: string; readonly unblock: string } | undefined {
  for (const each of flow.runs.slice(flow.runs.indexOf(run))) {
    const event = each.events.find(
      ({ kind, command: { name, args } }) =>
        kind === 'empty' &&
        name === 'rm' &&
        args.some((word) => word.text.startsWith(directory)) &&
        !args.some((word) => /^(?:-[A-Za-z]*f|--force$)/.test(word.text)),
    )
    if (!event || event === except) continue
    return {
      reason: `rm ${directory}/* in ${each === run ? 'the same' : 'a later'} RUN fails where there is nothing to remove`,
      unblock: 'drop it, or give it -f',
    }
  }
  return undefined
}
