import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'

/** How a file breaks its RUN chains into lines. */
export interface ChainLayout {
  readonly operator: 'at line end' | 'at line start'
  /** White space in front of a continuation line, `&&` not included. */
  readonly indent: string
}

const DEFAULT_INDENT = '    '

/** The layout that inserted commands take: that of the given instructions, else of the file, else the common one. */
export function chainLayout(document: Document, instructions: readonly Instruction[]): ChainLayout {
  const near = continuationLines(instructions)
  const far = continuationLines(document.instructions.filter((each) => each.keyword === 'RUN'))
  const operator = operatorPlace(near) ?? operatorPlace(far) ?? 'at line end'
  const indent = commonIndent(near, operator) ?? commonIndent(far, operator) ?? DEFAULT_INDENT
  return { operator, indent }
}

interface ContinuationLine {
  readonly indent: string
  readonly leading: boolean
  /** True when the line before ends in an operator, so that a command begins here. */
  readonly afterOperator: boolean
}

function continuationLines(instructions: readonly Instruction[]): readonly ContinuationLine[] {
  const lines: ContinuationLine[] = []
  for (const { args, heredocs } of instructions) {
    if (heredocs.length > 0) continue
    const pieces = args.starts.map((start, index) =>
      args.text.slice(start, args.starts[index + 1] ?? args.text.length),
    )
    pieces.forEach((piece, index) => {
      if (index === 0) return
      const indent = /^[ \t]*/.exec(piece)?.[0] ?? ''
      const before = pieces[index - 1]?.trimEnd() ?? ''
      lines.push({ indent, leading: /^[ \t]*&&/.test(piece), afterOperator: /(?:&&|;|\|\|)$/.test(before) })
    })
  }
  return lines
}

function operatorPlace(lines: readonly ContinuationLine[]): ChainLayout['operator'] | undefined {
  const leading = lines.filter((line) => line.leading).length
  const trailing = lines.filter((line) => line.afterOperator).length
  if (leading === 0 && trailing === 0) return undefined
  return leading > trailing ? 'at line start' : 'at line end'
}

function commonIndent(
  lines: readonly ContinuationLine[],
  operator: ChainLayout['operator'],
): string | undefined {
  const counts = new Map<string, number>()
  for (const line of lines) {
    if (operator === 'at line start' ? line.leading : line.afterOperator) {
      counts.set(line.indent, (counts.get(line.indent) ?? 0) + 1)
    }
  }
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0]
}

/** The text between two commands of a chain: operator, line break, comment lines, indentation. */
export function chainBreak(
  document: Document,
  { operator, indent }: ChainLayout,
  comments: readonly string[] = [],
  joint: '&&' | ';' = '&&',
): string {
  const end = ` ${document.escape}${document.newline}`
  const above = comments.map((comment) => `${indent}${comment}${document.newline}`).join('')
  if (joint === ';') return `;${end}${above}${indent}`
  return operator === 'at line end' ? ` &&${end}${above}${indent}` : `${end}${above}${indent}&& `
}
