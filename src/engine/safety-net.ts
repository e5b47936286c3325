import type { Document } from '../dockerfile/document.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import { brokenScript } from '../shell/script.ts'

export interface Declared {
  readonly removes?: readonly string[]
  readonly removesComments?: readonly string[]
}

/**
 * What is wrong with a rewritten document, whatever the transform meant: it does not parse, a script in it does not,
 * or a word or comment is gone that nobody declared to remove.
 */
export function faultOf(
  before: Document,
  after: Document,
  declared: readonly Declared[],
): string | undefined {
  if (after.problem)
    return `line ${after.problem.line} of the result does not parse: ${after.problem.message}`
  const [old, fresh] = differing(before, after)
  const lost = missing(
    old.flatMap(wordsIn),
    fresh.flatMap(wordsIn),
    declared.flatMap((each) => each.removes ?? []),
  )
  if (lost !== undefined) return `the word ${JSON.stringify(lost)} is lost`
  const removed = declared.flatMap((each) => each.removesComments ?? [])
  const comment = missing(commentsIn(before), commentsIn(after), removed)
  if (comment !== undefined) return `the comment ${JSON.stringify(comment)} is lost`
  return scriptFault(before, after, old, fresh)
}

function scriptFault(
  before: Document,
  after: Document,
  old: readonly Instruction[],
  fresh: readonly Instruction[],
): string | undefined {
  if (old.some((instruction) => brokenScript(before, instruction) !== undefined)) return undefined
  for (const instruction of fresh) {
    const fault = brokenScript(after, instruction)
    if (fault !== undefined)
      return `the script at line ${instruction.startLine} of the result does not parse: ${fault}`
  }
  return undefined
}

/** The instructions of each document that have no equal in the other at the same distance from an end. */
function differing(
  before: Document,
  after: Document,
): readonly [readonly Instruction[], readonly Instruction[]] {
  const textOf = (document: Document, instruction: Instruction | undefined): string | undefined =>
    instruction && document.text.slice(instruction.range.start, instruction.range.end)
  const old = before.instructions
  const fresh = after.instructions
  const shorter = Math.min(old.length, fresh.length)
  let head = 0
  while (head < shorter && textOf(before, old[head]) === textOf(after, fresh[head])) head += 1
  let tail = 0
  while (tail < shorter - head && textOf(before, old.at(-1 - tail)) === textOf(after, fresh.at(-1 - tail)))
    tail += 1
  return [old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)]
}

function wordsIn(instruction: Instruction): readonly string[] {
  const flags = instruction.flags.map((flag) => `--${flag.name}=${flag.value ?? ''}`)
  // Shell operators are no words: a joined script has others than its parts had.
  const words = instruction.args.text.split(/[\s;&|(){}]+/).filter((word) => word !== '')
  return [instruction.keyword, ...flags, ...words, ...instruction.heredocs.map((heredoc) => heredoc.name)]
}

function commentsIn(document: Document): readonly string[] {
  const inside = document.instructions.flatMap((instruction) => instruction.comments)
  return [...document.comments, ...inside].map((comment) => comment.text.trimEnd())
}

/** The first entry of `old` that is neither among `fresh` nor among `removed`, counting repetitions. */
function missing(
  old: readonly string[],
  fresh: readonly string[],
  removed: readonly string[],
): string | undefined {
  const counts = new Map<string, number>()
  for (const word of [...fresh, ...removed]) counts.set(word, (counts.get(word) ?? 0) + 1)
  return old.find((word) => {
    const left = counts.get(word) ?? 0
    counts.set(word, left - 1)
    return left === 0
  })
}
