import type { Document } from '../../dockerfile/document.ts'
import { parseImageReference } from '../../dockerfile/image-reference.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { argDefinitions, splitBlanks, type Pair } from '../../dockerfile/words.ts'
import type { Place } from './image-place.ts'

// A name with one variable, at its end: `node:$VERSION`, `node:${VERSION}`, `${IMAGE}`.
const ENDS_WITH_VARIABLE = /^([^$]*)\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$/
// The whole name as what stands in for a variable: `${IMAGE:-node:20}`.
const STANDS_IN = /^\$\{([A-Za-z_]\w*):-([^$"'\\{}]+)\}$/

/**
 * Where the digest of a base with variables goes: behind the default of the variable that ends with the tag, so that a build which
 * gives another value gives another image, digest and all.
 */
export function variableBase(document: Document, stage: Stage, image: string): Place {
  const { from, base } = stage
  const at = from.range
  const [word] = splitBlanks(from.args.text)
  const [, name = '', standIn] = STANDS_IN.exec(base) ?? []
  if (standIn === image && word && isContiguous(from.args, word)) {
    const start = toSourceRange(from.args, word).start + `\${${name}:-`.length
    const written = { start, end: start + image.length }
    return { use: 'base', at, instructions: [from], image, written, words: wordsIn(base) }
  }
  const [, head = '', plain, braced] = ENDS_WITH_VARIABLE.exec(base) ?? []
  const variable = plain ?? braced
  if (variable === undefined) return notAtEnd(stage)
  const [definition, ...others] = definitionsOf(document, variable)
  if (!definition) return notAtEnd(stage)
  const { instruction, pair } = definition
  const value = unquoted(pair.value ?? '')
  if (others.length > 0 || !holdsTag(value, head, image)) return notAtEnd(stage)
  const reader = otherReader(document, variable, image)
  if (reader) {
    return {
      at,
      reason: `line ${reader.startLine} uses ${variable}, too, which would have the digest in it`,
      unblock: `give the base an ARG of its own in place of ${variable}`,
    }
  }
  if (!isContiguous(instruction.args, pair.span)) return notAtEnd(stage)
  const range = toSourceRange(instruction.args, pair.span)
  const quote = pair.value === value ? 0 : 1
  const written = { start: range.end - quote - value.length, end: range.end - quote }
  const words = wordsIn(document.text.slice(range.start, range.end))
  return { use: 'base', at, instructions: [from, instruction], image, written, words }
}

function notAtEnd({ from, base }: Stage): Place {
  return {
    at: from.range,
    reason: `a digest behind ${base} would hold for the defaults of its variables alone, and fail a build with others`,
    unblock: 'let FROM end with one ARG that has the whole tag by default, as in FROM node:${NODE_VERSION}',
  }
}

/** True where the default is the image from some place before its tag to its end. */
function holdsTag(value: string, head: string, image: string): boolean {
  if (value === '' || value.includes('$') || head + value !== image) return false
  const reference = parseImageReference(image)
  if (reference?.tag === undefined) return false
  const tail = `${reference.tag}${reference.digest === undefined ? '' : `@${reference.digest}`}`
  return value === tail || value.endsWith(`:${tail}`)
}

interface Definition {
  readonly instruction: Instruction
  readonly pair: Pair
}

function definitionsOf(document: Document, variable: string): readonly Definition[] {
  return document.globalArgs.flatMap((instruction) =>
    argDefinitions(instruction.args.text, document.escape)
      .filter(({ key }) => key === variable)
      .map((pair) => ({ instruction, pair })),
  )
}

/** An instruction that reads a variable for anything but this very image. */
function otherReader(document: Document, variable: string, image: string): Instruction | undefined {
  const mention = new RegExp(`\\$(?:${variable}\\b|\\{${variable}\\b)`)
  const argument = document.globalArgs.find(({ args }) => mention.test(args.text))
  if (argument) return argument
  for (const { from, base, resolvedBase, instructions } of document.stages) {
    const ends = ENDS_WITH_VARIABLE.exec(base)
    const isBase = resolvedBase === image && (ends?.[2] ?? ends?.[3]) === variable
    if (mention.test(base) && !isBase) return from
    if (from.flags.some(({ value }) => value !== undefined && mention.test(value))) return from
    const taken = instructions.find(
      ({ keyword, args }) =>
        keyword === 'ARG' && argDefinitions(args.text, document.escape).some(({ key }) => key === variable),
    )
    if (taken) return taken
  }
  return undefined
}

function unquoted(value: string): string {
  return /^(["'])([^"'\\]*)\1$/.exec(value)?.[2] ?? value
}

/** As the engine counts words. */
function wordsIn(text: string): readonly string[] {
  return text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
}
