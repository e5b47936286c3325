// The paths that a COPY --from takes out of another stage.
import { posix } from 'node:path'
import { stateAt, type Document } from '../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { expandIn, UNKNOWN } from '../dockerfile/variables.ts'
import { workingFolder } from './copied-files.ts'

export interface CopiedPaths {
  /** Absolute, in the stage that they are from. */
  readonly sources: readonly string[]
  /** Absolute. */
  readonly target: string
}

/** Undefined where only a build knows them. */
export function copiedPaths(document: Document, stage: Stage, copy: Instruction): CopiedPaths | undefined {
  const { variables } = stateAt(document, stage, copy)
  const words = wordsOf(copy).map(
    (word) => expandIn(word, (name) => variables.get(name) ?? UNKNOWN, document.escape).text,
  )
  const target = words.at(-1)
  const folder = workingFolder(document, stage, copy)
  const sources = words.slice(0, -1).flatMap((word) => (word === undefined ? [] : [posix.resolve('/', word)]))
  if (target === undefined || sources.length < words.length - 1) return undefined
  if (!target.startsWith('/') && folder === undefined) return undefined
  return { sources, target: posix.resolve(folder ?? '/', target) }
}
