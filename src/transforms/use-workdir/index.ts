import { lineage, type Document } from '../../dockerfile/document.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import { insertBelow, insertBelowComments } from '../../dockerfile/insert-line.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { parseSuppression } from '../../engine/suppressions.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { runScripts } from '../../shell/run-scripts.ts'
import { isScript, scriptOf } from '../../shell/script.ts'
import { externalBase } from '../../shell/shell.ts'
import { examples } from './examples.ts'
import { staysElsewhere } from './elsewhere.ts'
import { folderBefore, folderOf, isSame, type Folder } from './folder.ts'
import { leadingCd, mountsRelative, removesFolder, type LeadingCd } from './leading-cd.ts'

export const useWorkdir = defineTransform({
  id: 'use-workdir',
  summary: 'Say the directory of a RUN by WORKDIR instead of cd',
  category: 'style',
  level: 'review',
  byDefault: 'off',
  aliases: ['DL3003'],
  docs: {
    why:
      'Every RUN starts in WORKDIR, and a cd holds until the end of its RUN. A directory that stands in an instruction of its own is seen at once, and ' +
      'is the same for COPY, for RUN and for what a container starts.',
    risks:
      'WORKDIR holds for all that follows. dfopt puts the one before back in front of the next RUN, COPY or ADD that depends on it and at the end of ' +
      'the stage, unless the file sets another one first; where the file does not tell it, the RUN is left alone. A directory that does ' +
      'not exist is an error for cd and is made by WORKDIR, as root. $PWD and pwd show a symbolic link that cd went through, and ' +
      'its target under WORKDIR.',
    references: [
      'https://docs.docker.com/reference/dockerfile/#workdir',
      'https://docs.docker.com/build/building/best-practices/#workdir',
      'https://github.com/hadolint/hadolint/wiki/DL3003',
    ],
  },
  examples,
  apply(document, context) {
    const leads = new Map<Instruction, LeadingCd>()
    for (const run of runScripts(document)) {
      const lead = leadingCd(document, run)
      if (lead) leads.set(run.instruction, lead)
    }
    if (leads.size === 0) return
    for (const stage of document.stages) changeStage(document, stage, leads, context)
  },
})

/** RUNs that follow each other with nothing between that depends on the directory before them. */
interface Chain {
  readonly members: LeadingCd[]
  readonly edits: TextEdit[]
  /** The directory before them; undefined where only the base image knows it. */
  readonly before: Folder | undefined
  /** The one that is in force behind the last. */
  folder: Folder | undefined
}

function changeStage(
  document: Document,
  stage: Stage,
  leads: ReadonlyMap<Instruction, LeadingCd>,
  context: TransformContext,
): void {
  let chain: Chain | undefined
  const end = (next: Instruction | undefined): void => {
    if (chain) endChain(document, chain, next, context)
    chain = undefined
  }
  for (const instruction of stage.instructions) {
    const lead = leads.get(instruction)
    if (lead && !context.isSuppressed(instruction)) {
      chain ??= startChain(document, stage, instruction)
      if (!isSame(chain.folder, lead.folder))
        chain.edits.push(workdirAbove(document, instruction, lead.folder.written))
      chain.folder = lead.folder
      chain.members.push(lead)
      chain.edits.push({ ...lead.range, text: '' })
    } else if (dependsOnDirectory(document, stage, instruction, chain?.folder)) end(instruction)
  }
  end(undefined)
}

/** Below the comments, which speak of what is done there: an ignore comment alone is read right above its instruction. */
function workdirAbove(document: Document, instruction: Instruction, folder: string): TextEdit {
  return insertBelowComments(
    document,
    instruction,
    'WORKDIR',
    folder,
    (comment) => parseSuppression(comment) !== undefined,
  )
}

function startChain(document: Document, stage: Stage, instruction: Instruction): Chain {
  const before = folderBefore(document, stage, instruction) ?? directoryOfBase(document, stage, instruction)
  return { before, folder: before, members: [], edits: [] }
}

function endChain(
  document: Document,
  chain: Chain,
  next: Instruction | undefined,
  context: TransformContext,
): void {
  const { members, edits, before, folder } = chain
  const setsOwn = next?.keyword === 'WORKDIR' && next.args.text.startsWith('/')
  const last = members.at(-1)
  if (!setsOwn && last && folder && !isSame(before, folder)) {
    if (before === undefined) {
      refuse(chain, context)
      return
    }
    edits.push(insertBelow(document, last.run.instruction, 'WORKDIR', before.written))
  }
  propose(chain, setsOwn, context)
}

// Their Dockerfiles at https://github.com/docker-library/official-images have no WORKDIR.
const STARTS_AT_ROOT =
  /^library\/(?:alpine|debian|ubuntu|buildpack-deps|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux|busybox|node|python|ruby|nginx|openjdk|eclipse-temurin|rust|gcc)$/

function directoryOfBase(document: Document, stage: Stage, instruction: Instruction): Folder | undefined {
  // A WORKDIR that only a build knows is not the base image's.
  const isSet = lineage(document, stage).some((each) =>
    each.instructions.some(({ keyword, index }) => keyword === 'WORKDIR' && index < instruction.index),
  )
  if (isSet) return undefined
  const image = splitImageReference(externalBase(document, stage))
  if (image?.registry !== 'docker.io') return undefined
  // Dockerfile-linux.template of https://github.com/docker-library/php
  if (image.repository === 'library/php' && !lineage(document, stage).some((each) => each.variableBase))
    return /apache|fpm/.test(image.tag ?? '') ? folderOf(document, stage, instruction, '/var/www/html') : ROOT
  return STARTS_AT_ROOT.test(image.repository) ? ROOT : undefined
}

const ROOT: Folder = { path: '/', written: '/', certain: true }

/** True for what does something else in another directory. */
function dependsOnDirectory(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  folder: Folder | undefined,
): boolean {
  const { keyword } = instruction
  if (keyword === 'WORKDIR') return true
  if (keyword === 'RUN') {
    const script = scriptOf(document, stage, instruction)
    if (!isScript(script) || !staysElsewhere(script) || mountsRelative(instruction)) return true
    return folder !== undefined && removesFolder(document, { script, instruction, stage }, folder.path)
  }
  return (keyword === 'COPY' || keyword === 'ADD') && !(wordsOf(instruction).at(-1) ?? '').startsWith('/')
}

function propose({ members, edits, before }: Chain, setsOwn: boolean, context: TransformContext): void {
  const [first] = members
  if (!first) return
  const needless = members.every(({ folder }) => isSame(before, folder))
  const names = [...new Set(members.map(({ folder }) => folder.path))]
  context.change({
    at: first.run.instruction.range,
    edits,
    removes: members.flatMap(({ run, range }) =>
      wordsBetween(run.script.text, run.script.syntax.commands[0]?.pos ?? 0, range),
    ),
    level: 'review',
    message: needless
      ? `Drop cd ${first.folder.path}: it is the WORKDIR already`
      : `Say ${names.length === 1 ? `WORKDIR ${first.folder.written}` : `${names.length} directories by WORKDIR`} instead of cd`,
    reason: needless
      ? 'every RUN starts in WORKDIR'
      : 'the directory of a RUN is seen where it stands in an instruction of its own',
    effects:
      needless || setsOwn || before?.path !== '/' ? [] : [{ kind: 'configures', fields: ['WorkingDir'] }],
  })
}

/** The words of `cd folder` as the safety net splits them. */
function wordsBetween(
  text: string,
  start: number,
  { start: from, end }: { readonly start: number; readonly end: number },
): readonly string[] {
  return text
    .slice(start, start + end - from)
    .split(/[\s;&|(){}]+/)
    .filter((word) => word !== '')
}

function refuse({ members }: Chain, context: TransformContext): void {
  const [first] = members
  if (!first) return
  context.refuse({
    at: first.run.instruction.range,
    reason: `what follows depends on the directory before cd ${first.folder.path}, which the file does not tell`,
    unblock: 'set a WORKDIR in front of the RUN, or behind it',
  })
}
