import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'

/** How a file breaks its RUN chains into lines. */
export interface ChainLayout {
  readonly operator: 'at line end' | 'at line start'
  /** White space in front of a continuation line, `&&` not included. */
  readonly indent: string
  /** What stands between an operator at the end of a line and the escape character: nothing in `make &&\`. */
  readonly lineEnd: '' | ' '
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
  const indent = own ?? notDeeper(far.indents[operator] ?? DEFAULT_INDENT, near.shallowest)
  return {
    operator,
    indent,
    lineEnd: operator === 'at line end' ? (near.lineEnd ?? far.lineEnd ?? ' ') : ' ',
  }
}

/** What some instructions show of a layout. */
interface Traits {
  readonly operator: ChainLayout['operator'] | undefined
  readonly indents: Readonly<Record<ChainLayout['operator'], string | undefined>>
  readonly lineEnd: ChainLayout['lineEnd'] | undefined
  /** The least indentation of any continuation line. */
  readonly shallowest: string | undefined
}

function layoutOf(instructions: readonly Instruction[]): Traits {
  const lines = continuationLines(instructions)
  const indents = {
    'at line start': commonIndent(lines, 'at line start'),
    'at line end': commonIndent(lines, 'at line end'),
  }
  return {
    operator: operatorPlace(lines),
    indents,
    lineEnd: commonLineEnd(lines),
    shallowest: shallowest(lines),
  }
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
  /** True when the line before has its escape character right behind the last word. */
  readonly afterTight: boolean
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
      const line = pieces[index - 1] ?? ''
      const before = line.trimEnd()
      lines.push({
        indent,
        leading: /^[ \t]*&&/.test(piece),
        afterOperator: /(?:&&|;|\|\|)$/.test(before),
        afterAnd: before.endsWith('&&'),
        afterTight: before === line,
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

function commonLineEnd(lines: readonly ContinuationLine[]): ChainLayout['lineEnd'] | undefined {
  const ends = lines.filter((line) => line.afterOperator)
  if (ends.length === 0) return undefined
  return ends.filter((line) => line.afterTight).length * 2 > ends.length ? '' : ' '
}

function shallowest(lines: readonly ContinuationLine[]): string | undefined {
  return lines.map(({ indent }) => indent).sort((left, right) => width(left) - width(right))[0]
}

/** A command stands no deeper than the packages of the one in front of it, unless those stand at the margin. */
function notDeeper(indent: string, lines: string | undefined): string {
  return lines !== undefined && lines !== '' && width(lines) <= width(indent) ? lines : indent
}

function width(indent: string): number {
  return indent.replaceAll('\t', '    ').length
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
  const start = heredocs.length > 0 || args.starts.length < 2 ? args.text.length : (args.starts.at(-1) ?? 0)
  const last = endsQuoted(args.text.slice(0, start)) ? '' : args.text.slice(start)
  const indent = /^([ \t]*)&&/.exec(last)?.[1]
  return indent === undefined ? otherwise : { operator: 'at line start', indent, lineEnd: ' ' }
}

/** True where a text ends inside of quotes: `su app -c "a \` is followed by more of what su gets. */
function endsQuoted(text: string): boolean {
  const open = text.replace(/\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"/g, '')
  return /["']/.test(open)
}

/** The text between two commands of a chain: operator, line break, comment lines, indentation. */
export function chainBreak(
  document: Document,
  { operator, indent, lineEnd }: ChainLayout,
  comments: readonly string[] = [],
  joint: '&&' | ';' = '&&',
): string {
  const end = `${lineEnd}${document.escape}${document.newline}`
  const above = comments.map((comment) => `${indent}${comment}${document.newline}`).join('')
  if (joint === ';') return `;${end}${above}${indent}`
  return operator === 'at line end' ? ` &&${end}${above}${indent}` : `${end}${above}${indent}&& `
}
