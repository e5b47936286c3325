// What dfopt sees and cannot mend: files and packages in a layer of their own that a later RUN takes away, or is
// through with.
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { TransformContext } from '../../engine/transform.ts'
import { baseName } from '../../shell/path-values.ts'
import { lateUses, type LateUse } from './held.ts'
import { latePurges } from './purges.ts'

export function reportLate(document: Document, context: TransformContext): void {
  const found = lateUses(document).map((late) => ({
    late,
    instruction: late.held.instruction,
  }))
  reportFirst(
    context,
    found.filter(({ late }) => late.held.by === 'RUN'),
    ({ late }, all) => ({
      message: `Fetch ${nameOf(late)}, use it and remove it in one RUN${moreOf(all)}`,
      reason: `${aLayer('the RUN that fetches it')}, and the rm of a later RUN only hides it there`,
    }),
  )
  reportFirst(context, found.filter(isRemote), ({ late }, all) => ({
    message: `Fetch ${nameOf(late)} in the RUN that needs it, and remove it there${moreOf(all)}`,
    reason: `${aLayer('ADD')}, and no later RUN can take it out of the image`,
  }))
  const copied = found.filter((each) => each.late.held.by !== 'RUN' && !isRemote(each))
  reportFirst(context, copied, ({ late }, all) => ({
    message: `Mount ${nameOf(late)} in the RUN that needs it, with --mount=type=bind,source=${late.held.source}${targetOf(late)}${moreOf(all)}`,
    reason: `${aLayer(late.held.by)}, and no later RUN can take it out of the image`,
  }))
  reportFirst(context, latePurges(document), ({ packages, command }, all) => ({
    message: `Install ${shown(packages)} and remove ${packages.length > 1 ? 'them' : 'it'} again in one RUN, or build in a stage of its own${moreOf(all)}`,
    reason: `an earlier RUN stores ${packages.length > 1 ? 'them' : 'it'} in its layer, and ${command} in a later one frees nothing`,
  }))
}

interface Place {
  readonly instruction: Instruction
}

/** One finding for a file and a concern: the first place that no comment excuses, and how many there are. */
function reportFirst<T extends Place>(
  context: TransformContext,
  found: readonly T[],
  say: (first: T, all: readonly T[]) => { readonly message: string; readonly reason: string },
): void {
  const all = found.filter(({ instruction }) => !context.isSuppressed(instruction))
  const [first] = all
  if (first) context.change({ at: first.instruction.range, edits: [], level: 'manual', ...say(first, all) })
}

function moreOf({ length }: readonly Place[]): string {
  return length < 2 ? '' : ` (and ${length - 1} more like it)`
}

function isRemote({ late }: { readonly late: LateUse }): boolean {
  return late.held.by === 'ADD' && /^https?:\/\//.test(late.held.source)
}

function nameOf({ path }: LateUse): string {
  return baseName(path)
}

function targetOf({ path }: LateUse): string {
  return path.startsWith('/') ? `,target=${path}` : ''
}

function aLayer(by: string): string {
  return `${by} stores it in a layer of its own`
}

function shown(packages: readonly string[]): string {
  const [first = '', second, ...rest] = packages
  if (second === undefined) return first
  return rest.length === 0
    ? `${first} and ${second}`
    : `${first}, ${second} and ${String(rest.length)} more packages`
}
