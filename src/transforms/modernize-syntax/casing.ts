import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import type { Range } from '../../dockerfile/text.ts'
import { splitBlanks, type Span } from '../../dockerfile/words.ts'
import type { Proposal } from '../../engine/transform.ts'
import { inCaseOf } from './words.ts'

/** The case of most keywords, as validateCommandCasing of BuildKit counts it; upper case where they are as many. */
export function majorityCase(document: Document): 'from' | 'FROM' {
  const keywords = document.instructions
    .filter((each) => !document.globalArgs.includes(each))
    .map((each) => writtenKeyword(document, each))
  const lower = keywords.filter((keyword) => keyword === keyword.toLowerCase()).length
  const upper = keywords.filter((keyword) => keyword === keyword.toUpperCase()).length
  return lower > upper ? 'from' : 'FROM'
}

export function writtenKeyword(document: Document, { keywordRange }: Instruction): string {
  return document.text.slice(keywordRange.start, keywordRange.end)
}

/** The keyword in the case of the others, and AS in that of its FROM. */
export function keywordCase(
  document: Document,
  instruction: Instruction,
  majority: string,
): Proposal | undefined {
  const { keyword, keywordRange, range } = instruction
  const written = writtenKeyword(document, instruction)
  const wanted = inCaseOf(keyword, majority)
  const edits: TextEdit[] = []
  const removes: string[] = []
  if (written !== wanted && written.toUpperCase() === keyword) edits.push({ ...keywordRange, text: wanted })
  const as = asWord(instruction)
  const wantedAs = inCaseOf('AS', wanted)
  if (as && as.text !== wantedAs && isContiguous(instruction.args, as)) {
    edits.push({ ...toSourceRange(instruction.args, as), text: wantedAs })
    removes.push(as.text)
  }
  if (edits.length === 0) return undefined
  const onlyAs = edits.length === 1 && removes.length === 1
  return {
    at: range,
    edits,
    level: 'safe',
    message: onlyAs ? `Write ${wantedAs} like ${wanted}` : `Write ${wanted} like the other keywords`,
    reason: onlyAs
      ? 'two cases in one line make the stage name harder to find'
      : `most keywords of the file are in ${wanted === keyword ? 'upper' : 'lower'} case`,
    removes,
  }
}

function asWord({ keyword, args }: Instruction): Span | undefined {
  return keyword === 'FROM' ? splitBlanks(args.text)[1] : undefined
}

/** A stage's name in lower case, as BuildKit compares it, there and where COPY and mounts name it. */
export function stageNameCase(document: Document, from: Instruction): Proposal | undefined {
  const name = from.keyword === 'FROM' ? splitBlanks(from.args.text)[2] : undefined
  if (!name || name.text === name.text.toLowerCase() || !isContiguous(from.args, name)) return undefined
  const lower = name.text.toLowerCase()
  const references = document.instructions.flatMap((each) => referencesIn(document, each, lower))
  return {
    at: from.range,
    edits: [toSourceRange(from.args, name), ...references.map(({ range }) => range)].map((range) => ({
      ...range,
      text: lower,
    })),
    level: 'safe',
    message: `Write the name of the stage ${lower} in lower case`,
    // The builder of old Docker found it in any case; BuildKit looks for an image of that name, which cannot be.
    reason: 'COPY --from finds it in any case, and FROM in lower case only',
    removes: [name.text, ...references.map(({ word }) => word)],
  }
}

interface Reference {
  readonly range: Range
  /** The flag, as the safety net counts it. */
  readonly word: string
}

function referencesIn(document: Document, instruction: Instruction, lower: string): readonly Reference[] {
  const { keyword, flags, args } = instruction
  const [base] = keyword === 'FROM' ? splitBlanks(args.text) : []
  if (base && base.text !== lower && base.text.toLowerCase() === lower && isContiguous(args, base))
    return [{ range: toSourceRange(args, base), word: base.text }]
  return flags.flatMap(({ name, value, range }) => {
    const isReference = (keyword === 'COPY' && name === 'from') || (keyword === 'RUN' && name === 'mount')
    if (!isReference) return []
    const match = /[-,=]from=["']?([^,"']+)/i.exec(document.text.slice(range.start, range.end))
    const [written = '', stage = ''] = match ?? []
    if (!match || stage === lower || stage.toLowerCase() !== lower) return []
    const start = range.start + match.index + written.length - stage.length
    return [{ range: { start, end: start + stage.length }, word: `--${name}=${value ?? ''}` }]
  })
}
