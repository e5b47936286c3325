import { basesEdits } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import { parseImageReference } from '../../dockerfile/image-reference.ts'
import { isContiguous, toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { splitBlanks } from '../../dockerfile/words.ts'
import type { Place } from './image-place.ts'

// A name with one variable, at its end: `node:$VERSION`, `node:${VERSION}`, `${IMAGE}`.
const ENDS_WITH_VARIABLE = /^([^$]*)\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})$/
// The whole name as what stands in for a variable: `${IMAGE:-node:20}`.
const STANDS_IN = /^\$\{([A-Za-z_]\w*):-([^$"'\\{}]+)\}$/

const ANY_DIGEST = `sha256:${'0'.repeat(64)}`

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
  const head = ENDS_WITH_VARIABLE.exec(base)?.[1]
  if (head === undefined || !image.startsWith(head) || !holdsTag(image.slice(head.length), image)) {
    return {
      at,
      reason: `a digest behind ${base} would hold for the defaults of its variables alone, and fail a build with others`,
      unblock: 'let FROM end with one ARG that has the whole tag by default, as in FROM node:${NODE_VERSION}',
    }
  }
  const { digest } = parseImageReference(image) ?? {}
  const named = digest === undefined ? image : image.slice(0, -digest.length - 1)
  const sharing = document.stages.filter((each) => each.resolvedBase === image && each.base.includes('$'))
  const edits = basesEdits(
    document,
    sharing.map((each) => ({ stage: each, base: `${named}@${ANY_DIGEST}` })),
  )
  if ('reason' in edits) return { at, ...edits }
  const [edit] = edits
  const argument = document.globalArgs.find(
    ({ range }) => edit && range.start < edit.start && edit.end <= range.end,
  )
  if (!edit || !argument) throw new RangeError(`no ARG of ${base}`)
  const words = wordsIn(argument.args.text)
  return { use: 'base', at, instructions: [from, argument], image, written: edit, words }
}

/** True where the end of a name begins no later than its tag. */
function holdsTag(end: string, image: string): boolean {
  const { tag, digest } = parseImageReference(image) ?? {}
  if (tag === undefined) return false
  const tail = digest === undefined ? tag : `${tag}@${digest}`
  return end === tail || end.endsWith(`:${tail}`)
}

/** As the engine counts words. */
function wordsIn(text: string): readonly string[] {
  return text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
}
