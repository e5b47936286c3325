// Where Renovate maintains digests too: FROM, the defaults of ARG that FROM uses, COPY --from, RUN --mount=from= and the syntax directive
// (lib/modules/manager/dockerfile/extract.ts of https://github.com/renovatebot/renovate).
import type { Document } from '../../dockerfile/document.ts'
import type { Flag, Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import { mountField } from '../../dockerfile/mount.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { lowerCase } from '../../dockerfile/text.ts'
import { splitBlanks } from '../../dockerfile/words.ts'
import type { ImagePlace, Place } from './image-place.ts'
import { variableBase } from './variable-base.ts'

/** Every name of an image that is no stage of the file, in the order of the file. */
export function imagePlaces(document: Document): readonly Place[] {
  const bases = document.stages.map((stage) => basePlace(document, stage))
  const sources = document.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => [
      ...copiedPlaces(document, instruction),
      ...mountedPlaces(document, instruction),
    ]),
  )
  return [...syntaxPlaces(document), ...bases.flatMap((place) => place ?? []), ...sources].sort(
    (left, right) => left.at.start - right.at.start,
  )
}

function syntaxPlaces(document: Document): readonly ImagePlace[] {
  return document.directives.flatMap(({ name, value, range }) => {
    // What stands behind the name is for the frontend.
    const [image] = splitBlanks(value)
    if (name !== 'syntax' || !image) return []
    const start = document.text.lastIndexOf(value, range.end)
    const written = { start, end: start + image.text.length }
    return [{ use: 'syntax', at: range, instructions: [], image: image.text, written, words: [] }]
  })
}

function basePlace(document: Document, stage: Stage): Place | undefined {
  const { from, base, resolvedBase, parent } = stage
  if (parent !== undefined || resolvedBase === 'scratch') return undefined
  const { range: at } = from
  if (resolvedBase === undefined) {
    return {
      at,
      reason: `which image ${base} is, only the build knows`,
      unblock: 'give the ARG a default, or name the image in FROM',
    }
  }
  if (base.includes('$')) return variableBase(document, stage, resolvedBase)
  const [word] = splitBlanks(from.args.text)
  const offset = base.indexOf(resolvedBase)
  if (!word || offset === -1 || !isContiguous(from.args, word)) return interrupted(at, resolvedBase)
  const range = toSourceRange(from.args, word)
  const start = range.start + offset
  return {
    use: 'base',
    at,
    instructions: [from],
    image: resolvedBase,
    written: { start, end: start + resolvedBase.length },
    words: [base],
  }
}

/** `COPY --from=image`; a name of a stage, or its number, is none. */
function copiedPlaces(document: Document, instruction: Instruction): readonly Place[] {
  if (instruction.keyword !== 'COPY') return []
  return instruction.flags.flatMap((flag) => {
    const image = flag.value ?? ''
    if (flag.name !== 'from' || isStage(document, image) || /^[+-]?\d+$/.test(image)) return []
    return flagPlace(document, instruction, flag, image, '--from=')
  })
}

function mountedPlaces(document: Document, instruction: Instruction): readonly Place[] {
  if (instruction.keyword !== 'RUN') return []
  return instruction.flags.flatMap((flag) => {
    if (flag.name !== 'mount' || flag.value === undefined) return []
    const image = mountField(flag.value, 'from') ?? ''
    if (isStage(document, image)) return []
    const [lead] = /(?:^--mount=|,)from=/i.exec(document.text.slice(flag.range.start, flag.range.end)) ?? ['']
    return flagPlace(document, instruction, flag, image, lead)
  })
}

function isStage(document: Document, name: string): boolean {
  return name === '' || name === 'scratch' || document.stages.some((stage) => stage.name === lowerCase(name))
}

/** The place of an image that stands in a flag behind `lead`. */
function flagPlace(
  document: Document,
  instruction: Instruction,
  { name, value = '', range }: Flag,
  image: string,
  lead: string,
): readonly Place[] {
  const raw = document.text.slice(range.start, range.end)
  const start = raw.indexOf(lead) + lead.length
  // Quotes, escapes and line continuations are taken off in the value.
  if (lead === '' || raw !== `--${name}=${value}` || !raw.startsWith(image, start))
    return [interrupted(range, image)]
  if (image.includes('$')) {
    return [{ at: range, reason: `${image} has a variable in it`, unblock: 'name the image as it is' }]
  }
  const written = { start: range.start + start, end: range.start + start + image.length }
  return [{ use: 'source', at: range, instructions: [instruction], image, written, words: [raw] }]
}

function interrupted(at: Place['at'], image: string): Place {
  return {
    at,
    reason: `the name ${image} is written with quotes, escapes or line breaks in it`,
    unblock: 'write it in one piece',
  }
}
