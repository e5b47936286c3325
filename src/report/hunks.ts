import { structuredPatch } from 'diff'
import { lineTable, type LineTable, type Range } from '../dockerfile/text.ts'
import { changesWithin, type Provenance } from '../engine/provenance.ts'
import type { Rewritten } from './file-report.ts'

export interface Hunk {
  /** 1-based; where a side has no lines, the line that follows its place. */
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  /** With their sign in front and without the line feed; a carriage return stays. */
  readonly lines: readonly string[]
  /** Ids of the transforms that touched it, in the order in which they ran. */
  readonly transforms: readonly string[]
}

// Time grows with its square. A limit in edits and not in time, so that the same input always gives the same diff.
const MAX_EDITS = 1500

export function hunksOf(report: Rewritten, context: number): readonly Hunk[] {
  const { input, output, provenance } = report
  if (input === output) return []
  const options = { context, maxEditLength: MAX_EDITS }
  const patch = structuredPatch('', '', input, output, undefined, undefined, options)
  const hunks = patch?.hunks ?? [wholeHunk(input, output)]
  if (!provenance) return hunks.map((hunk) => ({ ...hunk, transforms: report.transforms ?? [] }))
  const before = { text: input, lines: lineTable(input) }
  const after = { text: output, lines: lineTable(output) }
  return hunks.map((hunk) => {
    const numbers = [...changesIn(hunk, before, after, provenance)].sort((left, right) => left - right)
    const transforms = numbers.flatMap((number) => report.changes[number]?.transform ?? [])
    return { ...hunk, transforms: [...new Set(transforms)] }
  })
}

type BareHunk = Omit<Hunk, 'transforms'>

/** One hunk for two texts that differ nearly everywhere. */
function wholeHunk(input: string, output: string): BareHunk {
  const [old, fresh] = [linesOf('-', input), linesOf('+', output)]
  return {
    oldStart: 1,
    oldLines: old.count,
    newStart: 1,
    newLines: fresh.count,
    lines: [...old.lines, ...fresh.lines],
  }
}

function linesOf(sign: string, text: string): { readonly count: number; readonly lines: readonly string[] } {
  const lines = text.split('\n')
  const complete = lines.at(-1) === ''
  if (complete) lines.pop()
  const signed = lines.map((line) => sign + line)
  return { count: lines.length, lines: complete ? signed : [...signed, '\\ No newline at end of file'] }
}

interface Side {
  readonly text: string
  readonly lines: LineTable
}

/** Numbers of the changes behind a hunk. */
function changesIn(hunk: BareHunk, before: Side, after: Side, provenance: Provenance): ReadonlySet<number> {
  const touched = new Set<number>()
  let [oldAt, newAt] = [hunk.oldStart - 1, hunk.newStart - 1]
  let [oldFrom, newFrom] = [oldAt, newAt]
  const close = (): void => {
    if (oldAt === oldFrom && newAt === newFrom) return
    const [original, today] = [linesBetween(before, oldFrom, oldAt), linesBetween(after, newFrom, newAt)]
    for (const change of changesWithin(provenance, original, today)) touched.add(change)
  }
  // Blocks of changed lines only: what happened to a line of context belongs to another hunk.
  for (const line of hunk.lines) {
    if (line.startsWith('-')) oldAt += 1
    else if (line.startsWith('+')) newAt += 1
    else if (line.startsWith(' ')) {
      close()
      oldAt += 1
      newAt += 1
      oldFrom = oldAt
      newFrom = newAt
    }
  }
  close()
  return touched
}

function linesBetween({ text, lines }: Side, from: number, to: number): Range {
  return { start: lines[from] ?? text.length, end: lines[to] ?? text.length }
}
