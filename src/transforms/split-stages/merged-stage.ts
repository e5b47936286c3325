// A last stage that is built on other stages of the file, read as the one stage that its image is made of.
import { lineage, parseDocument, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'

/** Where the last stage begins within the one that is read. */
export interface Seam {
  /** FROM of the last stage, and its keyword as it is written. */
  readonly from: Instruction
  readonly keyword: string
  /** The name of the stage that it is built on, as FROM has it. */
  readonly parent: string
  /** The names of all stages of the file. */
  readonly names: readonly string[]
  /** The place that its FROM would have among the instructions that are read. */
  readonly index: number
  /** Where instructions stand that other stages build on or copy from, too, or that have a name for themselves. */
  readonly shared: readonly Range[]
  /** True where a stage beside the last one builds on what it builds on, or copies from there. */
  readonly isShared: boolean
}

export interface MergedStage {
  /** The file with blanks in place of what is not of the stage: every offset is that of the file. */
  readonly document: Document
  readonly stage: Stage
  readonly seam: Seam
}

/** Undefined for a stage on an image, and where triggers do more than can be read. */
export function mergedStage(document: Document, last: Stage): MergedStage | undefined {
  const [, ...under] = lineage(document, last)
  const root = under.at(-1)
  if (!root || last.base.includes('$')) return undefined
  if (under.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'ONBUILD')))
    return undefined
  const chain = new Set([last, ...under])
  const between = document.stages.filter((each) => each.index > root.index && !chain.has(each))
  // What stands between is not of the image, whoever copies from it.
  const gone = [
    ...between.map((each) => ({ start: each.from.range.start, end: endOf(each) })),
    ...[last, ...under].filter((each) => each !== root).map(({ from }) => from.range),
  ]
  const merged = parseDocument(blanked(document.text, gone))
  const stage = merged.stages.at(-1)
  if (!stage || merged.problem || stage.from.range.start !== root.from.range.start) return undefined
  const used = under.filter(
    (each) =>
      each.copiedBy.some((index) => index !== last.index) ||
      each.children.some((index) => !chain.has(document.stages[index] ?? last)),
  )
  const kept = under.filter((each) => used.includes(each) || !FOR_BUILDS.test(each.name ?? ''))
  return {
    document: merged,
    stage,
    seam: {
      from: last.from,
      keyword: document.text.slice(last.from.keywordRange.start, last.from.keywordRange.end),
      parent: last.base,
      names: document.stages.flatMap(({ name }) => name ?? []),
      index: merged.instructions.filter(({ range }) => range.start < last.from.range.start).length,
      shared: kept.map((each) => ({ start: each.from.range.start, end: endOf(each) })),
      isShared: used.length > 0,
    },
  }
}

// Others may be built by their names: development, base, production.
const FOR_BUILDS = /build|compile|deps|dependencies|install/

function endOf({ from, instructions }: Stage): number {
  return (instructions.at(-1) ?? from).range.end
}

/** A text with blanks in place of some of it, on as many lines. */
export function blanked(text: string, ranges: readonly Range[]): string {
  return ranges.reduce(
    (result, { start, end }) =>
      result.slice(0, start) + result.slice(start, end).replace(/[^\r\n]/g, ' ') + result.slice(end),
    text,
  )
}
