// What stands in the way of removing package lists.
import type { Document } from '../dockerfile/document.ts'
import type { ListEvent } from './package-lists.ts'
import type { ListFlow, ListRun, Next } from './list-flow.ts'

/**
 * Why the lists have to stay: the first command behind a RUN's event that reads them, or may.
 * @param passed events that need no lists that are there
 */
export function laterReader(
  document: Document,
  flow: ListFlow,
  run: ListRun,
  index: number,
  passed?: ReadonlySet<ListEvent>,
): { readonly reason: string; readonly unblock: string } | undefined {
  const next = flow.after(run, index, undefined, passed)
  const reader = next.find((each) => each.kind === 'need') ?? next.find((each) => each.kind === 'may need')
  if (!reader?.run) return undefined
  const where = whereOf(document, run, reader)
  const what = reader.event?.text ?? 'a package install'
  const place = reader.run.instruction.keyword === 'RUN' ? 'in the same RUN' : 'in the same command'
  if (reader.kind === 'need') {
    return {
      reason: `${what} ${where} reads the package lists without an update of its own`,
      unblock: `put an update in front of ${reader.event ? what : 'it'}, ${place}`,
    }
  }
  return {
    reason: `${what} ${where} may install packages from these lists`,
    unblock: `run an update in front of it, ${place}; if it installs nothing, remove the lists by hand`,
  }
}

/** How far it can be trusted that nothing reads the lists of a RUN. */
export interface Trust {
  readonly level: 'safe' | 'review'
  readonly reason: string
}

/**
 * Trust in a change that takes lists away: for a review where a script of which nothing is known may read them.
 * @param reason where there is none
 * @param ahead what happens next
 */
export function trustIn(document: Document, run: ListRun, ahead: readonly Next[], reason: string): Trust {
  const next = ahead.find((each) => each.kind === 'script')
  if (!next?.run) return { level: 'safe', reason }
  const { keyword } = next.run.instruction
  const script =
    next.brought === undefined
      ? `${next.event?.text ?? 'a script'} ${whereOf(document, run, next)}`
      : `${next.brought}, which ${keyword} brings,`
  return {
    level: 'review',
    reason: `${script} needs an update of its own if it installs packages; nothing else reads these lists`,
  }
}

function whereOf(document: Document, run: ListRun, { run: reader }: Next): string {
  if (!reader) return ''
  if (reader === run) return 'in the same RUN'
  if (reader.instruction.keyword !== 'RUN') return `in ${reader.instruction.keyword}`
  if (document.stages.some((stage) => stage.instructions.some((each) => each.trigger === reader.instruction)))
    return 'in ONBUILD'
  return reader.stage.index === run.stage.index ? 'in a later RUN' : 'in a stage built on this one'
}
