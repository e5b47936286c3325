import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { toSourceRange } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Range } from '../../dockerfile/text.ts'
import { argDefinitions } from '../../dockerfile/words.ts'
import { defineTransform, type Decline, type TransformContext } from '../../engine/transform.ts'
import { examples } from './examples.ts'
import { idleObstacle } from './idle-instruction.ts'
import { joinProposal, type Joint } from './join.ts'
import { isPart, partOf, type Part } from './part.ts'
import { bearsGuests } from './sequence.ts'

export const collapseRuns = defineTransform({
  id: 'collapse-runs',
  summary: 'Join adjacent RUN instructions into one layer',
  category: 'size',
  level: 'safe',
  aliases: ['DL3059'],
  docs: {
    why:
      'Every RUN makes a layer, and a layer keeps the files that later layers delete. Joining alone saves little, some ' +
      'hundred bytes and a round trip per layer; joining together with cleanup saves what the cleanup removes.',
    risks:
      'Each RUN is a process of its own. Where a script leaves something behind that the next one would see (a ' +
      'directory, a variable, an option, a program that it looked up and then replaced), it is put in a subshell; where ' +
      'even that is not the same, the RUNs stay apart: a process that is left running, exit or exec at the end, errexit ' +
      'that && would switch off, another /bin/sh, a working directory that is removed, changes to /dev, /etc/hosts and what ' +
      'else is made anew for every RUN, to groups, ids or HOME that the next RUN starts with, and to a file that an ' +
      'earlier part gave a second name by ln. A sourced file is taken to set variables and functions only, unless the ' +
      'Dockerfile itself writes a script that turns errexit on; one of which nothing is known keeps RUNs apart where it ' +
      'would stand in a subshell, since bash 5.2 may leave out what follows it there. A script that would have to be ' +
      'rewritten in more than six places, from set -e to &&, stays as it is. Left alone are ' +
      'the exec form, ONBUILD, heredocs, shells that are not POSIX, stages that are not part of the image, and RUNs with ' +
      'different --mount, --network or --security flags. A joined RUN is cached and rebuilt as a whole.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#run',
      'https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html',
      'https://github.com/hadolint/hadolint/wiki/DL3059',
    ],
  },
  examples,
  apply(document, context) {
    for (const stage of document.stages) {
      const busters = cacheBusters(stage, document.escape)
      for (const chain of adjacentRuns(stage)) collapse(document, stage, chain, busters, context)
    }
  },
})

/** Runs of RUN instructions with nothing but comments and blank lines between them. */
function adjacentRuns(stage: Stage): readonly (readonly Instruction[])[] {
  const chains: Instruction[][] = []
  let open: Instruction[] = []
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'RUN') open.push(instruction)
    else open = []
    if (open.length === 2) chains.push(open)
  }
  return chains
}

function collapse(
  document: Document,
  stage: Stage,
  chain: readonly Instruction[],
  busters: readonly string[],
  context: TransformContext,
): void {
  const [first] = chain
  if (!first) return
  if (!stage.ships) {
    context.refuse({
      at: first.range,
      reason: 'this stage is not part of the image, so joining its RUNs saves nothing and costs build cache',
      unblock: 'nothing to do; name the stage with --target if it is built and shipped on its own',
      quiet: true,
    })
    return
  }
  let group: Part[] = []
  let joint: Joint = '&&'
  let bytes = 0
  let blocked = false
  const close = (): void => {
    // Joined, it would stand in a subshell and do as little there.
    while (group.length > 1 && group[0]?.isIdle === true) group.shift()
    while (group.length > 1 && group.at(-1)?.isIdle === true) group.pop()
    if (group.length > 1) context.change(joinProposal(document, group, joint))
    group = []
    joint = '&&'
    bytes = 0
  }
  const candidates = chain.map((instruction) => ({ instruction, part: partOf(document, stage, instruction) }))
  const reliant = candidates.some(({ part }) => isPart(part) && part.needsErrexit !== undefined)
  for (const { instruction, part } of candidates) {
    if (!isPart(part)) {
      const { reason, unblock, foreign } = part
      // One word for several of a kind in a row.
      if (!blocked) context.refuse({ at: instruction.range, reason, unblock, quiet: foreign ?? false })
      blocked = true
      close()
      continue
    }
    blocked = false
    const left = group.at(-1)
    if (left) {
      const obstacle =
        obstacleBetween(left, part, bytes, busters) ??
        idleObstacle(document, left, part) ??
        linkObstacle(group, part)
      const wanted: Joint | undefined = obstacle
        ? undefined
        : jointFor(group, part, group.length > 1 ? joint : undefined, reliant)
      const refusal = obstacle ?? (wanted ? undefined : errexitRefusal(group))
      if (refusal) context.refuse(refusal)
      if (refusal || isKeptApart(context, left, part)) close()
      else joint = wanted ?? joint
    }
    group.push(part)
    bytes += Buffer.byteLength(part.script.text)
  }
  close()
}

/** Where a join would be: in a RUN that was joined before, this is the line of its last command. */
function lastCommand({ script, top }: Part): Range {
  const last = top.statements.at(-1)?.command
  const command = last?.type === 'AndOr' ? last.commands.at(-1) : last
  return toSourceRange(script.mapped, { start: command?.pos ?? 0, end: top.span.end })
}

/** The part of a group that relies on errexit, so that nothing can follow it by `&&`. */
function errexitRefusal(group: readonly Part[]): Decline | undefined {
  const part = group.findLast((each) => each.needsErrexit)
  return part?.needsErrexit && { at: lastCommand(part), ...part.needsErrexit }
}

/**
 * How a group takes in one more part; undefined where it cannot. Parts that begin with the same `set -e` go by `;`
 * under one of them, and so do those of a SHELL with -e where one of the chain relies on it, and plain commands behind
 * a part with set -e.
 */
function jointFor(
  group: readonly Part[],
  right: Part,
  today: Joint | undefined,
  reliant: boolean,
): Joint | undefined {
  const sequence = group[0]?.sequence
  const shared = sequence !== undefined && sequence.options === right.sequence?.options
  if (shared && today !== '&&' && (sequence.options !== '' || reliant)) return ';'
  if (sequence && today !== '&&' && right.guest && bearsGuests(sequence)) return ';'
  // What stood under a shared set -e can still be joined by && where each part is converted for itself.
  return group.some((part) => part.needsErrexit) ? undefined : '&&'
}

function isKeptApart(context: TransformContext, left: Part, right: Part): boolean {
  return [left, right].filter((part) => context.isSuppressed(part.instruction)).length > 0
}

// execve takes no single argument above 32 pages (MAX_ARG_STRLEN), and a RUN is one argument of its shell.
const MAX_SCRIPT_BYTES = 128 * 1024 - 1024

function obstacleBetween(
  left: Part,
  right: Part,
  groupBytes: number,
  busters: readonly string[],
): Decline | undefined {
  const at = right.instruction.range
  if (left.flags !== right.flags) {
    return {
      at,
      reason: 'its --mount, --network or --security flags are not those of the RUN above',
      unblock: 'give both the same flags where that is right',
    }
  }
  if (left.endsChain) return { at: lastCommand(left), ...left.endsChain }
  if (right.startsChain) return { at, ...right.startsChain }
  // Joined, the left one would be rebuilt with the right one.
  const buster = busters.find((name) => mentions(right, name) && !mentions(left, name))
  if (buster !== undefined) {
    return {
      at,
      reason: `it uses ${buster}, which looks like an argument that exists to rebuild from here`,
      unblock: `move ARG ${buster} below the RUNs that do not use it`,
    }
  }
  const bytes = groupBytes + Buffer.byteLength(right.script.text)
  if (bytes <= MAX_SCRIPT_BYTES) return undefined
  return {
    at,
    reason: 'the joined script would exceed 128 KiB, the limit of one argument',
    unblock: 'move it into a file',
  }
}

/** An overlay gives a file of an earlier layer that is changed its own copy, and its other names keep the old one. */
function linkObstacle(group: readonly Part[], right: Part): Decline | undefined {
  for (const { hardLinks } of group) {
    const command = hardLinks && right.touches(hardLinks)
    if (!hardLinks || command === undefined) continue
    return {
      at: right.instruction.range,
      reason: `${command} may change a file that ${hardLinks.command} in front of it gave a second name; joined, both names would change`,
      unblock: 'use ln -s or cp there, or make the change before the file is linked',
    }
  }
  return undefined
}

const CACHE_BUSTER =
  /cache[_-]?bust|bust[_-]?cache|cache[_-]?date|cache[_-]?break|no[_-]?cache|force[_-]?(?:re)?build|invalidate/i

/** The ARGs of a stage that exist to be changed, so that what uses them is built anew. */
function cacheBusters(stage: Stage, escape: string): readonly string[] {
  return stage.instructions
    .filter((each) => each.keyword === 'ARG')
    .flatMap((each) => argDefinitions(each.args.text, escape).map((definition) => definition.key))
    .filter((name) => CACHE_BUSTER.test(name))
}

function mentions({ script }: Part, name: string): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(script.text)
}
