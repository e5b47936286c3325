// Why copies cannot go behind an install, whatever the install reads.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import { copiesOf } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import { targetOf } from './copies.ts'
import type { Phase, Stays } from './phase.ts'

export function obstacle(
  document: Document,
  stage: Stage,
  late: readonly Instruction[],
  { run, copies }: Pick<Phase, 'run'> & { readonly copies: readonly Instruction[] },
  project: Project,
): Stays | undefined {
  const [first] = late
  if (!first) return undefined
  for (const each of late) {
    const words = wordsOf(each).slice(0, -1)
    if (
      sourcesFromContext(document, stage, each).length !== words.length ||
      copiesOf(document, stage, each, project).length < words.length
    )
      return {
        at: each.range,
        reason: 'what it copies is only known to a build',
        unblock: 'name it without variables, wildcards and addresses',
        quiet: true,
      }
    const flag = each.flags.find(({ name }) => !/^(?:chown|chmod|link)$/.test(name))
    if (flag)
      return {
        at: each.range,
        reason: `--${flag.name} decides what it copies`,
        unblock: 'copy the manifests in an instruction of their own, in front of the install',
        quiet: true,
      }
    if (
      each.keyword === 'ADD' &&
      words.some(
        (word) =>
          project.list(posix.normalize(word)) === undefined && /\.(?:t[a-z]+|gz|bz2|xz|zst)$/.test(word),
      )
    )
      return { at: each.range, reason: 'ADD may unpack what it copies', unblock: 'use COPY', quiet: true }
  }
  const between = stage.instructions.filter(
    ({ index }) => index > first.index && index < run.instruction.index,
  )
  const text = late
    .map(({ args, flags }) => `${args.text} ${flags.map(({ value }) => value ?? '').join(' ')}`)
    .join(' ')
  const variable = between.find(({ keyword }) => /^(?:ENV|ARG)$/.test(keyword))
  if (variable && text.includes('$'))
    return {
      at: first.range,
      reason: 'variables that it names are set again in front of the install',
      unblock: 'set them in front of it',
      quiet: true,
    }
  const moved = between.find(
    (each) =>
      each.keyword === 'WORKDIR' &&
      late.some((copy) => copy.index < each.index && !isAbsolute(wordsOf(copy).at(-1))),
  )
  if (moved)
    return {
      at: first.range,
      reason: 'the folder that its target stands for changes in front of the install',
      unblock: 'name the target from the root on',
      quiet: true,
    }
  return overwritten(document, stage, late, copies, project)
}

/** What is copied later over what is copied now, and would come first then. */
function overwritten(
  document: Document,
  stage: Stage,
  late: readonly Instruction[],
  copies: readonly Instruction[],
  project: Project,
): Stays | undefined {
  for (const each of copies) {
    if (late.includes(each)) continue
    const under = late
      .filter(({ index }) => index < each.index)
      .flatMap((one) => copiesOf(document, stage, one, project).map((copy) => ({ one, copy })))
    const own = copiesOf(document, stage, each, project)
    const target = wordsOf(each).at(-1) ?? ''
    const isUnder =
      own.length === 0
        ? // From another stage, an address or the Dockerfile itself.
          under.some(({ one }) => isBelow(target, targetOf(document, stage, one, project)))
        : own.some(({ from, to }) =>
            under.some(({ copy }) => {
              const source = posix.join(copy.from, posix.relative(copy.to, to))
              const isThere = project.read(source) !== undefined || project.list(source) !== undefined
              return isAtOrBelow(to, copy.to) && isThere && source !== from
            }),
          )
    if (isUnder)
      return {
        at: each.range,
        reason: 'what it brings goes over what is copied in front of it',
        unblock: 'copy it behind the install',
        quiet: true,
      }
  }
  return undefined
}

function isAbsolute(word: string | undefined): boolean {
  return word?.startsWith('/') ?? false
}

/** A relative target is one in the folder that is worked in. */
function isBelow(target: string, folder: string): boolean {
  return !target.startsWith('/') || isAtOrBelow(posix.normalize(target).replace(/(?<=.)\/$/, ''), folder)
}
