import type { Document } from '../../dockerfile/document.ts'
import { insertAbove, insertBelow } from '../../dockerfile/insert-line.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import { toSource } from '../../dockerfile/mapped-text.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { TextEdit } from '../../dockerfile/text-edit.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { insertBefore } from '../../shell/insertion.ts'
import { pipefailAt } from '../../shell/pipefail.ts'
import { isPlace, placeOf } from '../../shell/places.ts'
import { isScript, scriptOf, type Script } from '../../shell/script.ts'
import { readsStartupFile } from '../../shell/shell.ts'
import { commandsOf } from '../../shell/commands.ts'
import { examples } from './examples.ts'
import { pipelineFacts } from './pipelines.ts'
import { pipefailShell } from './pipefail-shell.ts'
import { shDifference } from './sh-differences.ts'

export const usePipefail = defineTransform({
  id: 'use-pipefail',
  summary: 'Let a failure in front of a pipe end the build',
  category: 'correctness',
  level: 'review',
  byDefault: 'off',
  aliases: ['DL4006'],
  docs: {
    why:
      'The status of a pipeline is that of its last command. curl … | tar xz that gets half an archive may end well, and curl … | sh ' +
      'that gets nothing always does: the build goes on, and what is missing shows when a container runs. With ' +
      'pipefail the failure counts where it happens.',
    risks:
      'A pipeline that works only because a failure in it is not looked at ends the build. dfopt therefore changes a RUN only when all ' +
      'its pipelines are of programs that fail where something is wrong (curl, cat, gpg …; not grep, not yes) into ones that ' +
      'read to the end (tar, tee, sh …; not head, not grep -q): of 300 runs of echo y | true, 51 failed under pipefail. A script behind curl … | sh that calls exit with more than 64 KiB of it unread, what a pipe holds, ends the build now: 15 of 15 runs. On Debian and Ubuntu sh does ' +
      'not know the option, so bash reads these RUNs, by a SHELL instruction, and only if dash and bash read them alike. SHELL ' +
      'holds for what follows, also in images that are built FROM this one; the old one is put back before a CMD, ENTRYPOINT or HEALTHCHECK in ' +
      'shell form, before a RUN that was written for sh, and at the end of a stage that others are built on. hadolint sees SHELL only, ' +
      'and goes on to report a RUN that sets the option itself.',
    references: [
      'https://docs.docker.com/build/building/best-practices/#using-pipes',
      'https://github.com/hadolint/hadolint/wiki/DL4006',
      'https://www.gnu.org/software/bash/manual/html_node/Pipelines.html',
      'https://docs.docker.com/reference/dockerfile/#shell',
    ],
  },
  examples,
  apply(document, context) {
    for (const stage of document.stages) changeStage(document, stage, context)
  },
})

const BASH = '["/bin/bash", "-o", "pipefail", "-c"]'
const SH = '["/bin/sh", "-c"]'

interface Region {
  readonly first: Script
  readonly edits: TextEdit[]
  count: number
}

function changeStage(document: Document, stage: Stage, context: TransformContext): void {
  let region: Region | undefined
  const close = (before: Instruction | undefined): void => {
    if (!region) return
    if (before) region.edits.push(insertAbove(document, before, 'SHELL', SH))
    proposeRegion(region, context)
    region = undefined
  }
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'SHELL') close(undefined)
    if (instruction.keyword === 'ONBUILD') close(instruction)
    if (isShellForm(instruction)) close(instruction)
    if (instruction.keyword !== 'RUN' || instruction.json) continue
    const script = scriptOf(document, stage, instruction)
    const wish = isScript(script) ? wishOf(document, stage, script, context) : 'other'
    if (wish === 'SHELL' && isScript(script)) {
      region ??= { first: script, edits: [insertAbove(document, instruction, 'SHELL', BASH)], count: 0 }
      region.count += 1
    } else if (wish === 'other') close(instruction)
  }
  if (region && stage.children.length > 0) {
    const last = stage.instructions.at(-1)
    if (last) region.edits.push(insertBelow(document, last, 'SHELL', SH))
  }
  close(undefined)
}

/** What a container starts by the SHELL that is in force. */
function isShellForm({ keyword, json, args }: Instruction): boolean {
  if (json || /^none$/i.test(args.text)) return false
  return /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword)
}

/**
 * `SHELL`: it needs bash; `any`: it may be read by bash as well as by sh; `other`: it may not. What can be changed
 * within the RUN is changed at once.
 */
function wishOf(
  document: Document,
  stage: Stage,
  script: Script,
  context: TransformContext,
): 'SHELL' | 'any' | 'other' {
  const { instruction } = script
  const facts = pipelineFacts(script)
  const difference = readsStartupFile(document, stage, instruction, { ...script.shell, program: 'bash' })
    ? 'BASH_ENV'
    : shDifference(script)
  if (!facts) return difference === undefined ? 'any' : 'other'
  if (!facts.gains || pipefailAt(script, { start: script.text.length, end: script.text.length })) {
    return difference === undefined && facts.hazard === undefined ? 'any' : 'other'
  }
  const refuse = (reason: string, unblock: string): 'other' => {
    context.refuse({ at: instruction.range, reason, unblock })
    return 'other'
  }
  if (facts.hazard !== undefined)
    return refuse(
      `it has a pipe, and ${facts.hazard}`,
      'look at its pipelines, and write set -o pipefail or SHELL by hand',
    )
  const shell = pipefailShell(document, stage, script.shell)
  if (typeof shell !== 'string') return refuse(`it has a pipe, and ${shell.reason}`, shell.unblock)
  if (shell === 'set') {
    if (!context.isSuppressed(instruction)) setInScript(document, script, context)
    return 'other'
  }
  if (difference !== undefined) {
    return refuse(
      `it has a pipe, and bash, which knows pipefail, may read it otherwise than sh does: ${difference}`,
      'write it so that both read it alike, or name bash in SHELL yourself',
    )
  }
  return context.isSuppressed(instruction) ? 'other' : 'SHELL'
}

function proposeRegion({ first, edits, count }: Region, context: TransformContext): void {
  context.change({
    at: first.instruction.range,
    edits,
    level: 'review',
    message: `Name bash with pipefail in SHELL for ${count === 1 ? 'a RUN with a pipe' : `${count} RUNs with pipes`}`,
    reason: 'a failure in front of the pipe goes unnoticed by sh',
    effects: [{ kind: 'configures', fields: ['Shell'] }],
  })
}

function setInScript(document: Document, script: Script, context: TransformContext): void {
  const edits = optionInSet(script) ?? firstCommand(document, script)
  if (!edits) return
  context.change({
    at: script.instruction.range,
    edits: edits.edits,
    removes: edits.removes,
    level: 'review',
    message: 'Set pipefail in a RUN with a pipe',
    reason: 'a failure in front of the pipe goes unnoticed without it',
  })
}

interface Edits {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

/** `set -eux` as the first command becomes `set -euxo pipefail`. */
function optionInSet(script: Script): Edits | undefined {
  const [first] = commandsOf(script)
  const [options, ...others] = first?.args ?? []
  if (first?.name !== 'set' || !options || others.length > 0 || first.surroundings.length > 0)
    return undefined
  if (!/^-[eux]+$/.test(options.text) || /\S/.test(script.text.slice(0, first.start))) return undefined
  const at = toSource(script.mapped, options.end - 1) + 1
  return { edits: [{ start: at, end: at, text: 'o pipefail' }], removes: [options.text] }
}

function firstCommand(document: Document, script: Script): Edits | undefined {
  const [statement] = script.syntax.commands
  if (!statement) return undefined
  const place = placeOf(script, { start: statement.pos, end: statement.pos })
  if (isPlace(place) && place.start === statement.pos && script.form !== 'line with heredocs') {
    return {
      edits: insertBefore(document, script, place, 'set -o pipefail'),
      removes: [],
    }
  }
  const at = toSource(script.mapped, statement.pos)
  return { edits: [{ start: at, end: at, text: 'set -o pipefail && ' }], removes: [] }
}
