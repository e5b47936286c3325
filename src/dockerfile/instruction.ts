import type { Comment, Heredoc, LogicalLine } from './lines.ts'
import { sliceMapped, toSourceRange, type MappedText } from './mapped-text.ts'
import type { Head } from './head.ts'
import { splitBlanks, type Span } from './words.ts'
import { keywordOf, type Range } from './text.ts'

export interface Flag {
  /** Without the dashes. */
  readonly name: string
  /** What stands behind `=`, quotes and escapes taken off; undefined without `=`. */
  readonly value: string | undefined
  readonly range: Range
}

export interface Instruction {
  /** Place among the instructions of the document. */
  readonly index: number
  /** In upper case. */
  readonly keyword: string
  readonly keywordRange: Range
  /** From the keyword to the end of the last line that belongs to it, heredocs included. */
  readonly range: Range
  /** 1-based. A continuation alone on the lines before the keyword counts. */
  readonly startLine: number
  readonly endLine: number
  readonly flags: readonly Flag[]
  /** What follows the flags: continuations joined, comment lines left out. */
  readonly args: MappedText
  /** The strings of the exec form; undefined in shell form. */
  readonly json: readonly string[] | undefined
  readonly heredocs: readonly Heredoc[]
  /** Comment lines between its continuation lines. */
  readonly comments: readonly Comment[]
  /** Blank lines between its continuation lines. */
  readonly blankLines: readonly Range[]
  /** The comment lines right above, without a blank line between. */
  readonly leadingComments: readonly Comment[]
  /** The instruction behind ONBUILD. */
  readonly trigger: Instruction | undefined
}

export function instructionOf(
  source: string,
  line: LogicalLine,
  index: number,
  leadingComments: readonly Comment[],
  head: Head = line.head,
): Instruction {
  const keywordRange = toSourceRange(line.joined, head.keyword)
  return {
    index,
    keyword: keywordOf(line.joined.text.slice(head.keyword.start, head.keyword.end)),
    keywordRange,
    range: { start: keywordRange.start, end: line.range.end },
    startLine: line.startLine,
    endLine: line.endLine,
    flags: head.flags.map((flag) => {
      const equals = flag.value.indexOf('=')
      return {
        name: flag.value.slice(2, equals === -1 ? undefined : equals),
        value: equals === -1 ? undefined : flag.value.slice(equals + 1),
        range: toSourceRange(line.joined, flag.span),
      }
    }),
    args: sliceMapped(line.joined, head.args),
    json: head.json,
    heredocs: line.heredocs,
    comments: line.comments,
    blankLines: line.blankLines,
    leadingComments,
    trigger: head.trigger && instructionOf(source, line, index, leadingComments, head.trigger),
  }
}

/** The values of a flag that may be repeated, in order. */
export function flagValues(instruction: Instruction, name: string): readonly string[] {
  return instruction.flags.flatMap((flag) =>
    flag.name === name && flag.value !== undefined ? [flag.value] : [],
  )
}

export function flagValue(instruction: Instruction, name: string): string | undefined {
  return flagValues(instruction, name).at(-1)
}

/** The arguments of COPY, ADD, VOLUME and others, from the exec form or split at blanks. */
export function wordsOf(instruction: Instruction): readonly string[] {
  return instruction.json ?? splitBlanks(instruction.args.text).map((word: Span) => word.text)
}
