import { parseDocument, type Document } from '../../src/dockerfile/document.ts'
import type { Instruction } from '../../src/dockerfile/instruction.ts'

/**
 * Joins all RUNs of a stage with `&&`, whatever they are and whatever stands between them, at the place of the first.
 * A case that this does not break shows nothing.
 */
export function joinNaively(text: string): string {
  const document = parseDocument(text)
  let result = text
  for (const stage of [...document.stages].reverse()) {
    const runs = stage.instructions.flatMap(runOf)
    const [first, ...rest] = runs
    if (!first || rest.length === 0) continue
    for (const { outer } of [...rest].reverse())
      result = result.slice(0, outer.range.start) + result.slice(outer.range.end)
    result =
      result.slice(0, first.outer.range.start) + joined(document, runs) + result.slice(first.outer.range.end)
  }
  return result
}

interface FoundRun {
  readonly outer: Instruction
  readonly run: Instruction
}

function runOf(instruction: Instruction): readonly FoundRun[] {
  if (instruction.keyword === 'RUN') return [{ outer: instruction, run: instruction }]
  const { trigger } = instruction
  return trigger?.keyword === 'RUN' ? [{ outer: instruction, run: trigger }] : []
}

function joined(document: Document, runs: readonly FoundRun[]): string {
  const flags = runs[0]?.run.flags.map(({ range }) => `${document.text.slice(range.start, range.end)} `) ?? []
  const scripts = runs.map(({ run }) => run.args.text)
  const bodies = runs
    .flatMap(({ run }) => run.heredocs)
    .map(({ body, terminator }) => `\n${document.text.slice(body.start, terminator.end)}`)
  return `RUN ${flags.join('')}${scripts.join(` && ${document.escape}\n`)}${bodies.join('')}`
}
