// From a whole system to what a static program needs beside itself: certificates, time zones and accounts.
import { officialImage } from '../../catalog/image-name.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import type { Project } from '../../project/project.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { runScripts } from '../../shell/run-scripts.ts'
import type { Script } from '../../shell/script.ts'
import { removalOfRun } from '../removal-of-run.ts'
import type { NoPlan, Plan } from './plan.ts'
import { dynamicReason } from '../calls/static-binaries.ts'

// README.md of https://github.com/GoogleContainerTools/distroless: ca-certificates, tzdata, /etc/passwd with root, nobody and
// nonroot, and /tmp.
const STATIC = 'gcr.io/distroless/static-debian13'

const SYSTEMS =
  /^(?:debian|ubuntu|golang|buildpack-deps|centos|fedora|almalinux|rockylinux|amazonlinux|oraclelinux)$/

/** Undefined where the stage is not made of copied programs alone; text: what is not proven. */
export function staticPlan(
  document: Document,
  stage: Stage,
  { project, settings }: Surroundings,
): Plan | NoPlan | undefined {
  if (!stage.final || stage.parent !== undefined || stage.children.length > 0) return undefined
  const image = stage.resolvedBase === undefined ? undefined : officialImage(stage.resolvedBase, settings)
  // Who builds on an image of their own has a reason to.
  if (!image || image.own || !SYSTEMS.test(image.name) || image.digest !== undefined) return undefined
  const copies = stage.instructions.filter(({ keyword }) => keyword === 'COPY')
  const programs = copies.filter((copy) => flagValue(copy, 'from') !== undefined)
  const start =
    stage.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT') ??
    stage.instructions.findLast(({ keyword }) => keyword === 'CMD')
  if (programs.length === 0 || !start) return undefined
  const installs = certificateRuns(document, stage)
  const other = stage.instructions.find((each) => !ALLOWED.test(each.keyword) && !installs.has(each))
  if (other) return undefined
  const shell = stage.instructions.find((each) => /^(?:ENTRYPOINT|CMD)$/.test(each.keyword) && !each.json)
  if (shell) return no(`${shell.keyword} needs a shell, which it does not have`, 'write it in exec form')
  const user = stage.instructions.findLast(({ keyword }) => keyword === 'USER')?.args.text.trim() ?? 'root'
  if (!/^(?:root|nobody|nonroot|\d+)(?::\d+)?$/.test(user))
    return no(`USER ${user} has no account in it`, 'name a number in USER')
  for (const copy of programs) {
    const reason = copyReason(document, stage, copy, project)
    if (reason !== undefined)
      return no(reason, 'build with CGO_ENABLED=0, and run dfopt where the sources are')
  }
  const base = baseEdits(document, stage, STATIC)
  if ('reason' in base) return base
  const removed = [...installs.values()].map((script) => removalOfRun(document, script))
  return {
    base: STATIC,
    edits: [...base, ...removed.flatMap(({ edits }) => edits)],
    removes: [...wordsUnder(document, base), ...removed.flatMap(({ removes }) => removes)],
    removesComments: removed.flatMap(({ removesComments }) => removesComments),
    added: [],
    notes: [
      'a static program needs no more than the certificates, time zones and accounts that it brings, and no shell is left to look around',
    ],
    sizes: '',
  }
}

function no(reason: string, unblock: string): NoPlan {
  return { reason, unblock }
}

const ALLOWED = /^(?:COPY|ENV|EXPOSE|LABEL|WORKDIR|USER|ENTRYPOINT|CMD|VOLUME|STOPSIGNAL|ARG)$/

function copyReason(
  document: Document,
  stage: Stage,
  copy: Instruction,
  project: Project,
): string | undefined {
  const from = flagValue(copy, 'from')?.toLowerCase()
  const source = document.stages.find(
    ({ index, name }) => index < stage.index && (name === from || String(index) === from),
  )
  const [path = '', ...more] = wordsOf(copy).slice(0, -1)
  if (!source || more.length > 0 || /[*?$]/.test(path))
    return `what is copied from ${from ?? ''} is not known to be static`
  return dynamicReason(document, source, path, project)
}

/** RUNs that do nothing but install what the static image has. */
function certificateRuns(document: Document, stage: Stage): ReadonlyMap<Instruction, Script> {
  const runs = runScripts(document).filter(
    (run) => run.stage === stage && run.commands.every(isForCertificates),
  )
  return new Map(
    runs
      .filter(({ commands }) => commands.some((command) => packageCommand(command)?.role === 'install'))
      .map(({ instruction, script }) => [instruction, script]),
  )
}

function isForCertificates(command: SimpleCommand): boolean {
  const call = packageCommand(command)
  if (!call) return /^(?:rm|update-ca-certificates|set)$/.test(command.name ?? '')
  if (call.role !== 'install') return true
  return call.operands.every(({ literal = '' }) => /^(?:ca-certificates|tzdata)$/.test(literal))
}
