import { parseDocument, type Document } from '../../src/dockerfile/document.ts'
import type { Instruction } from '../../src/dockerfile/instruction.ts'
import { toSourceRange } from '../../src/dockerfile/mapped-text.ts'

/**
 * Joins all RUNs of a stage, whatever they are and whatever stands between them, at the place of the first: with a
 * bare `&&`, with each of them in a subshell, or with every `;` of a script that sets errexit turned into `&&`. A
 * case that none of them breaks shows nothing.
 */
export function joinNaively(text: string, manner: Manner = 'bare'): string {
  const document = parseDocument(text)
  let result = text
  for (const stage of [...document.stages].reverse()) {
    const runs = stage.instructions.flatMap(runOf)
    const [first, ...rest] = runs
    if (!first || rest.length === 0) continue
    for (const { outer } of [...rest].reverse())
      result = result.slice(0, outer.range.start) + result.slice(outer.range.end)
    const run = joined(document, runs, manner)
    result = result.slice(0, first.outer.range.start) + run + result.slice(first.outer.range.end)
  }
  return result
}

export type Manner = 'bare' | 'subshells' | 'chains'

interface FoundRun {
  readonly outer: Instruction
  readonly run: Instruction
}

function runOf(instruction: Instruction): readonly FoundRun[] {
  if (instruction.keyword === 'RUN') return [{ outer: instruction, run: instruction }]
  const { trigger } = instruction
  return trigger?.keyword === 'RUN' ? [{ outer: instruction, run: trigger }] : []
}

function joined(document: Document, runs: readonly FoundRun[], manner: Manner): string {
  const source = ({ start, end }: { readonly start: number; readonly end: number }): string =>
    document.text.slice(start, end)
  const flags = runs[0]?.run.flags.map(({ range }) => `${source(range)} `) ?? []
  const scripts = runs.map(({ run }) => {
    const script = source(toSourceRange(run.args, { start: 0, end: run.args.text.length }))
    if (manner === 'subshells') return `( ${script} )`
    return manner === 'chains' ? chained(script) : script
  })
  const bodies = runs
    .flatMap(({ run }) => run.heredocs)
    .map(({ body, terminator }) => `\n${source({ start: body.start, end: terminator.end })}`)
  return `RUN ${flags.join('')}${scripts.join(` && ${document.escape}\n`)}${bodies.join('')}`
}

function chained(script: string): string {
  let depth = 0
  const body = script.replace(/^set -\S+\s*;/, '')
  return [...body]
    .map((char) => {
      if (char === '(' || char === '{') depth += 1
      if (char === ')' || char === '}') depth -= 1
      return char === ';' && depth === 0 ? ' &&' : char
    })
    .join('')
}
