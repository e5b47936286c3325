// The directory that is in force at a place, in the words of the file.
import { stateAt, type Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'

export interface Folder {
  /** Absolute, as the file has it where no build argument is given. */
  readonly path: string
  /** How WORKDIR has to write it, so that build arguments still count. */
  readonly written: string
  /** False when a build argument or the base image can make another one of it. */
  readonly certain: boolean
}

/** Words that mean the same to WORKDIR and to cd. */
const PLAIN = /^(?:[\w./+@-]|\$\w+|\$\{\w+\})+$/

/** True when two are the same directory, whatever a build is told. */
export function isSame(one: Folder | undefined, other: Folder): boolean {
  if (!one || tidy(one.path) !== tidy(other.path)) return false
  return tidy(one.written) === tidy(other.written) || (one.certain && other.certain)
}

/** Undefined where the file does not tell it, or has no words for it that hold here. */
export function folderBefore(document: Document, stage: Stage, instruction: Instruction): Folder | undefined {
  const { workdir } = stateAt(document, stage, instruction)
  if (workdir === undefined) return undefined
  const parts: string[] = []
  let certain = true
  for (const at of workdirsBefore(document, stage, instruction)) {
    const word = withoutQuotes(at.instruction.args.text)
    if (!at.certain) certain = false
    const holds = at.names.every((name) => sameValue(document, stage, instruction, at, name))
    if (!PLAIN.test(word) || !holds) return certainOnly(document, stage, instruction, workdir)
    parts.unshift(word)
    if (at.absolute) {
      return { path: workdir, written: parts.length === 1 ? word : tidy(parts.join('/')), certain }
    }
  }
  return certainOnly(document, stage, instruction, workdir)
}

/** A word of `cd` as a directory; undefined for what WORKDIR could take otherwise, and for what leads upwards. */
export function folderOf(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  text: string,
): Folder | undefined {
  if (!PLAIN.test(text)) return undefined
  const { variables } = stateAt(document, stage, instruction)
  const value = text.replace(/\$\{?(\w+)\}?/g, (all, name: string) => variables.get(name)?.text ?? all)
  if (value.includes('$') || value.split('/').includes('..')) return undefined
  const certain = namesIn(text).every((name) => variables.get(name)?.certain === true)
  if (value.startsWith('/')) return { path: tidy(value), written: tidy(text), certain }
  const before = folderBefore(document, stage, instruction)
  if (!before) return undefined
  return {
    path: tidy(`${before.path}/${value}`),
    written: tidy(`${before.written}/${text}`),
    certain: certain && before.certain,
  }
}

/** Without `.`, doubled slashes and one at the end. */
export function tidy(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/')
}

interface Workdir {
  readonly stage: Stage
  readonly instruction: Instruction
  readonly names: readonly string[]
  readonly certain: boolean
  readonly absolute: boolean
}

/** The nearest first, those of the stages that a stage is built on included. */
function workdirsBefore(document: Document, stage: Stage, before?: Instruction): readonly Workdir[] {
  const own = stage.instructions
    .filter(({ keyword, index }) => keyword === 'WORKDIR' && (!before || index < before.index))
    .map((instruction) => {
      const { variables } = stateAt(document, stage, instruction)
      const names = namesIn(instruction.args.text)
      const value = withoutQuotes(instruction.args.text).replace(
        /^\$\{?(\w+)\}?/,
        (all, name: string) => variables.get(name)?.text ?? all,
      )
      const certain = names.every((name) => variables.get(name)?.certain === true)
      return { stage, instruction, names, certain, absolute: value.startsWith('/') }
    })
    .reverse()
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return parent ? [...own, ...workdirsBefore(document, parent)] : own
}

function sameValue(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  at: Workdir,
  name: string,
): boolean {
  const then = stateAt(document, at.stage, at.instruction).variables.get(name)
  const now = stateAt(document, stage, instruction).variables.get(name)
  return then?.text !== undefined && then.text === now?.text && then.certain === now.certain
}

/** The value itself, where no build argument can change it. */
function certainOnly(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  path: string,
): Folder | undefined {
  const certain = workdirsBefore(document, stage, instruction).every((at) => at.certain)
  return certain ? { path, written: path, certain } : undefined
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)
}

function withoutQuotes(text: string): string {
  return /^"([^"]*)"$/.exec(text.trim())?.[1] ?? text.trim()
}
