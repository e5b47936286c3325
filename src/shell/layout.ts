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
  const near = layoutOf(instructions)
  const far = fileLayout(document)
  const operator = near.operator ?? far.operator ?? 'at line end'
  const other = operator === 'at line end' ? 'at line start' : 'at line end'
  // What these instructions do goes before what the file does, even for the other place of the operator.
  const own = near.indents[operator] ?? near.indents[other]
  return { operator, indent: own ?? far.indents[operator] ?? DEFAULT_INDENT }
}

/** What some instructions show of a layout. */
interface Traits {
  readonly operator: ChainLayout['operator'] | undefined
  readonly indents: Readonly<Record<ChainLayout['operator'], string | undefined>>
}

function layoutOf(instructions: readonly Instruction[]): Traits {
  const lines = continuationLines(instructions)
  const indents = {
    'at line start': commonIndent(lines, 'at line start'),
    'at line end': commonIndent(lines, 'at line end'),
  }
  return { operator: operatorPlace(lines), indents }
}

const fileLayouts = new WeakMap<Document, Traits>()

function fileLayout(document: Document): Traits {
  const known = fileLayouts.get(document)
  if (known) return known
  const traits = layoutOf(document.instructions.filter((each) => each.keyword === 'RUN'))
  fileLayouts.set(document, traits)
  return traits
}

interface ContinuationLine {
  readonly indent: string
  readonly leading: boolean
  /** True when the line before ends in an operator, so that a command begins here. */
  readonly afterOperator: boolean
  /** True when that operator is `&&`. */
  readonly afterAnd: boolean
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
      lines.push({
        indent,
        leading: /^[ \t]*&&/.test(piece),
        afterOperator: /(?:&&|;|\|\|)$/.test(before),
        afterAnd: before.endsWith('&&'),
      })
    })
  }
  return lines
}

function operatorPlace(lines: readonly ContinuationLine[]): ChainLayout['operator'] | undefined {
  const leading = lines.filter((line) => line.leading).length
  const trailing = lines.filter((line) => line.afterAnd).length
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

/** The layout behind a given instruction: where its last line begins with `&&`, the next one does too. */
export function layoutBehind({ args, heredocs }: Instruction, otherwise: ChainLayout): ChainLayout {
  const last = heredocs.length > 0 || args.starts.length < 2 ? '' : args.text.slice(args.starts.at(-1))
  const indent = /^([ \t]*)&&/.exec(last)?.[1]
  return indent === undefined ? otherwise : { operator: 'at line start', indent }
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
