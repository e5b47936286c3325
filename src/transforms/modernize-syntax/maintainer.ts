import { stageOf, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { keyValues, type Pair } from '../../dockerfile/words.ts'
import type { Decline, Proposal } from '../../engine/transform.ts'
import { lineSpan } from './overridden.ts'
import { onlyPair, sameValue } from './same-value.ts'
import { inCaseOf, wordsIn } from './words.ts'

// https://github.com/opencontainers/image-spec/blob/main/annotations.md
const AUTHORS = 'org.opencontainers.image.authors'

/** MAINTAINER, whose text BuildKit takes as it stands, as a label; where a stage has several, one label names all of them. */
export function maintainerLabel(
  document: Document,
  instruction: Instruction,
  majority: string,
): Proposal | Decline | undefined {
  if (instruction.keyword !== 'MAINTAINER') return undefined
  const stage = stageOf(document, instruction)
  const all = stage?.instructions.filter((each) => each.keyword === 'MAINTAINER') ?? [instruction]
  const others = all.slice(1)
  if (all[0] !== instruction) return undefined
  const label = stage && labelOf(document, stage)
  if (label) return behindLabel(document, all, label)
  const commented = others.find((each) => each.comments.length + each.leadingComments.length > 0)
  if (commented) {
    return {
      at: instruction.range,
      reason: `there are several MAINTAINERs, and that in line ${commented.startLine} has a comment`,
      unblock: `name all of them in one LABEL ${AUTHORS}="…, …"`,
    }
  }
  const edits =
    others.length === 0 ? valueEdits(document, instruction) : listEdits(document, instruction, all)
  if (!edits) {
    return {
      at: instruction.range,
      reason: 'its text goes over several lines, with both kinds of quotes or beside another MAINTAINER',
      unblock: `write LABEL ${AUTHORS}="…" by hand`,
    }
  }
  return {
    at: instruction.range,
    edits: [
      { ...instruction.keywordRange, text: inCaseOf('LABEL', majority) },
      ...edits,
      ...others.map((each) => ({ ...lineSpan(document, each.startLine, each.endLine), text: '' })),
    ],
    level: 'safe',
    message:
      others.length === 0
        ? 'Name the maintainer in a label'
        : `Name all ${all.length} maintainers in one label`,
    reason:
      others.length === 0
        ? 'MAINTAINER is deprecated; a label says the same, and docker inspect and registries show it'
        : 'MAINTAINER is deprecated, and of several the image keeps the last; a label has room for all',
    removes: all.flatMap((each) => ['MAINTAINER', ...wordsIn(each.args.text)]),
    effects: [{ kind: 'configures', fields: ['Labels'] }],
  }
}

/** A label that names the authors, whoever they are. */
function labelOf(document: Document, stage: Stage): Pair | undefined {
  const pairs = stage.instructions
    .filter((each) => each.keyword === 'LABEL')
    .flatMap((each) => keyValues(each.args.text, document.escape) ?? [])
  return pairs.find(({ key }) => unquoted(key) === AUTHORS || unquoted(key).toLowerCase() === 'maintainer')
}

/** What a label says already can go. */
function behindLabel(document: Document, all: readonly Instruction[], label: Pair): Proposal | Decline {
  const [first] = all
  const at = first?.range ?? { start: 0, end: 0 }
  const same = all.every((each) => {
    const wanted = singleQuoted(spoken(each))
    return sameValue(label.value ?? '', wanted, document.escape)
  })
  const commented = all.some((each) => each.comments.length + each.leadingComments.length > 0)
  if (!same || commented) {
    return {
      at,
      reason: `the label ${unquoted(label.key)} is there already`,
      unblock: 'delete the MAINTAINER if the label says it all',
    }
  }
  return {
    at,
    edits: all.map((each) => ({ ...lineSpan(document, each.startLine, each.endLine), text: '' })),
    level: 'safe',
    message: 'Delete the MAINTAINER that a label names as well',
    reason: `MAINTAINER is deprecated, and the label ${unquoted(label.key)} says the same`,
    removes: all.flatMap((each) => ['MAINTAINER', ...wordsIn(each.args.text)]),
  }
}

function unquoted(key: string): string {
  return key.replace(/["']/g, '')
}

function singleQuoted(value: string): string {
  return `'${value.replaceAll("'", `'"'"'`)}'`
}

/** The text; quotes around all of it were meant as quotes, though MAINTAINER knows none. */
function spoken({ args }: Instruction): string {
  const [, quote = '', inner = args.text] = /^(["'])(.*)\1$/s.exec(args.text) ?? []
  return quote === '' || inner.includes(quote) ? args.text : inner
}

function valueEdits(document: Document, instruction: Instruction): readonly TextEdit[] | undefined {
  const { args } = instruction
  const whole = { start: 0, end: args.text.length }
  const { start, end } = toSourceRange(args, whole)
  const key = `${AUTHORS}=`
  const value = spoken(instruction)
  const proven = provenFor(document, value)
  if (proven(args.text) && value !== args.text) return [{ start, end: start, text: key }]
  for (const mark of ['"', "'"]) {
    if (value === args.text && proven(`${mark}${value}${mark}`)) {
      return [
        { start, end: start, text: key + mark },
        { start: end, end, text: mark },
      ]
    }
  }
  const written = [`'${value}'`, escaped(document, value)].find(proven)
  if (written === undefined || !isContiguous(args, whole)) return undefined
  return [{ start, end, text: key + written }]
}

/** All names in the place of the first. */
function listEdits(
  document: Document,
  { args }: Instruction,
  all: readonly Instruction[],
): readonly TextEdit[] | undefined {
  const value = [...new Set(all.map((each) => spoken(each).trim()))].join(', ')
  const whole = { start: 0, end: args.text.length }
  const written = [`"${value}"`, `'${value}'`, escaped(document, value)].find(provenFor(document, value))
  if (written === undefined || all.some((each) => each.startLine !== each.endLine)) return undefined
  return [{ ...toSourceRange(args, whole), text: `${AUTHORS}=${written}` }]
}

function escaped({ escape }: Document, value: string): string {
  const text = value.replace(/["$\\`]/g, (char) =>
    char === '"' || char === '$' || char === escape ? escape + char : char,
  )
  return `"${text}"`
}

/** Whether BuildKit reads a way of writing a value as that value. */
function provenFor({ escape }: Document, value: string): (written: string) => boolean {
  const wanted = singleQuoted(value)
  return (written) => {
    const pair = onlyPair(`${AUTHORS}=${written}`, escape)
    return pair?.key === AUTHORS && sameValue(pair.value, wanted, escape)
  }
}
