import { stageOf, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { keyValues } from '../../dockerfile/words.ts'
import type { Decline, Proposal } from '../../engine/transform.ts'
import { onlyPair, sameValue } from './same-value.ts'
import { inCaseOf, wordsIn } from './words.ts'

// https://github.com/opencontainers/image-spec/blob/main/annotations.md
const AUTHORS = 'org.opencontainers.image.authors'

/** MAINTAINER, whose text BuildKit takes as it stands, as a label. */
export function maintainerLabel(
  document: Document,
  instruction: Instruction,
  majority: string,
): Proposal | Decline | undefined {
  if (instruction.keyword !== 'MAINTAINER') return undefined
  const stage = stageOf(document, instruction)
  const obstacle = stage && (labelObstacle(document, stage) ?? repetition(stage, instruction))
  if (obstacle) return { at: instruction.range, ...obstacle }
  const edits = valueEdits(document, instruction)
  if (!edits) {
    return {
      at: instruction.range,
      reason: 'its text has both kinds of quotes and goes over several lines',
      unblock: `write LABEL ${AUTHORS}="…" by hand`,
    }
  }
  return {
    at: instruction.range,
    edits: [{ ...instruction.keywordRange, text: inCaseOf('LABEL', majority) }, ...edits],
    level: 'safe',
    message: 'Name the maintainer in a label',
    reason: 'MAINTAINER is deprecated; a label says the same, and docker inspect and registries show it',
    removes: ['MAINTAINER', ...wordsIn(instruction.args.text)],
    effects: [{ kind: 'configures', fields: ['Labels'] }],
  }
}

interface Obstacle {
  readonly reason: string
  readonly unblock: string
}

function labelObstacle(document: Document, stage: Stage): Obstacle | undefined {
  const names = stage.instructions
    .filter((each) => each.keyword === 'LABEL')
    .flatMap((each) => keyValues(each.args.text, document.escape) ?? [])
    .map((pair) => pair.key.replace(/["']/g, ''))
  const name = names.find((each) => each === AUTHORS || each.toLowerCase() === 'maintainer')
  if (name === undefined) return undefined
  return {
    reason: `the label ${name} is there already`,
    unblock: 'delete the MAINTAINER if the label says it all',
  }
}

function repetition(stage: Stage, instruction: Instruction): Obstacle | undefined {
  const others = stage.instructions.filter((each) => each.keyword === 'MAINTAINER' && each !== instruction)
  if (others.length === 0) return undefined
  return {
    reason: 'there are several MAINTAINERs, of which the last counts',
    unblock: `name all of them in one LABEL ${AUTHORS}="…, …"`,
  }
}

function valueEdits(document: Document, { args }: Instruction): readonly TextEdit[] | undefined {
  const whole = { start: 0, end: args.text.length }
  const { start, end } = toSourceRange(args, whole)
  const key = `${AUTHORS}=`
  // Quotes around the whole text were meant as quotes, though MAINTAINER knows none.
  const [, quote = '', inner = args.text] = /^(["'])(.*)\1$/s.exec(args.text) ?? []
  const value = quote === '' || inner.includes(quote) ? args.text : inner
  const wanted = `'${value.replaceAll("'", `'"'"'`)}'`
  const proven = (written: string): boolean => {
    const pair = onlyPair(key + written, document.escape)
    return pair?.key === AUTHORS && sameValue(pair.value, wanted, document.escape)
  }
  if (proven(args.text) && value !== args.text) return [{ start, end: start, text: key }]
  for (const mark of ['"', "'"]) {
    if (value === args.text && proven(`${mark}${value}${mark}`)) {
      return [
        { start, end: start, text: key + mark },
        { start: end, end, text: mark },
      ]
    }
  }
  const escaped = value.replace(/["$\\`]/g, (char) =>
    char === '"' || char === '$' || char === document.escape ? document.escape + char : char,
  )
  const written = [`'${value}'`, `"${escaped}"`].find(proven)
  if (written === undefined || !isContiguous(args, whole)) return undefined
  return [{ start, end, text: key + written }]
}
