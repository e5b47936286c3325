import { parseDocument, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Rewrite } from '../../engine/rewrite.ts'
import { lineageOf, type Lineage } from './lineage.ts'
import { traceOf, type RewriteTrace, type Side } from './rewrite-trace.ts'
import type { FailingInstruction } from '../verification.ts'

/** A rewrite as it was built. */
export interface RewriteFacts {
  readonly rewrite: Rewrite
  /** Stages that are built on their own, as the rewrite was told. */
  readonly targets: readonly string[]
  /** Name or number of the stage that was built; undefined for the last one. */
  readonly target: string | undefined
}

/** A rewrite with both of its texts read. */
export interface Reading {
  readonly trace: RewriteTrace
  readonly documents: Readonly<Record<Side, Document>>
  readonly lineages: Readonly<Record<Side, Lineage>>
}

export function readingOf({ rewrite, targets, target }: RewriteFacts): Reading {
  const before = parseDocument(rewrite.input, { targets })
  const after = parseDocument(rewrite.output, { targets })
  return {
    trace: traceOf(rewrite, before, after),
    documents: { before, after },
    lineages: { before: lineageOf(before, target), after: lineageOf(after, target) },
  }
}

/** The transforms of these changes, each once. */
export function transformsOf({ changes }: Rewrite, numbers: Iterable<number>): readonly string[] {
  return [...new Set([...numbers].flatMap((number) => changes[number]?.transform ?? []))]
}

/**
 * The instruction at which a build failed, and who touched it.
 * @param line 1-based, of the text that was built; any line of the instruction.
 */
export function failingInstruction(facts: RewriteFacts, side: Side, line: number): FailingInstruction {
  const { documents, trace } = readingOf(facts)
  const document = documents[side]
  const instruction = document.instructions.find((each) => each.startLine <= line && line <= each.endLine)
  if (!instruction) {
    const text = document.text.split('\n')[line - 1] ?? ''
    return { line, text: shortened(text), transforms: [] }
  }
  return {
    line: instruction.startLine,
    text: shortened(textOf(instruction, document.text)),
    transforms:
      side === 'before'
        ? []
        : transformsOf(facts.rewrite, ascending(trace.touching(side, instruction.range))),
  }
}

function textOf({ keywordRange, flags, args }: Instruction, source: string): string {
  const head = [keywordRange, ...flags.map(({ range }) => range)]
  return [...head.map(({ start, end }) => source.slice(start, end)), args.text].join(' ')
}

const WIDTH = 100

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1).trimEnd()}…` : line
}

function ascending(numbers: Iterable<number>): readonly number[] {
  return [...numbers].sort((left, right) => left - right)
}
