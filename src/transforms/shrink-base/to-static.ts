// From a whole system to what a static program needs beside itself: certificates, time zones and accounts, or nothing at all.
import { distrolessDate, distrolessImage, hasAccount } from '../../catalog/distroless.ts'
import { officialImage } from '../../catalog/image-name.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { packageCommand } from '../../shell/package-command.ts'
import { runScripts } from '../../shell/run-scripts.ts'
import type { Script } from '../../shell/script.ts'
import { removalOfRun } from '../removal-of-run.ts'
import { systemNeed } from '../calls/bare-program.ts'
import { configures } from './given-config.ts'
import type { NoPlan, Plan } from './plan.ts'
import { accountObstacle, folderObstacle, startObstacle } from './shell-less.ts'
import { staticPrograms, type StaticPrograms } from './static-programs.ts'

/** What it is called where it is not taken. */
export const STATIC = 'the static distroless image'

const SYSTEMS =
  /^(?:debian|ubuntu|golang|rust|gcc|buildpack-deps|centos|fedora|almalinux|rockylinux|amazonlinux|oraclelinux)$/
// As small as the distroless image, or nearly so: only an empty image gains anything.
const SMALL = /^(?:alpine|busybox)$/

/** Undefined where the stage is not made of copied programs alone; text: what is not proven. */
export function staticPlan(
  document: Document,
  stage: Stage,
  { project, settings }: Surroundings,
): Plan | NoPlan | undefined {
  if (!stage.final || stage.parent !== undefined || stage.children.length > 0) return undefined
  const image = stage.resolvedBase === undefined ? undefined : officialImage(stage.resolvedBase, settings)
  // Who builds on an image of their own has a reason to.
  if (!image || image.own || image.digest !== undefined) return undefined
  // Where its containers start is no folder of another image.
  if (image.name === 'golang' && !stage.instructions.some(({ keyword }) => keyword === 'WORKDIR'))
    return undefined
  const isSmall = SMALL.test(image.name)
  if (!isSmall && !SYSTEMS.test(image.name)) return undefined
  const installs = certificateRuns(document, stage)
  const other = stage.instructions.find((each) => !ALLOWED.test(each.keyword) && !installs.has(each))
  if (other) return undefined
  const programs = staticPrograms(document, stage, project)
  if (!programs) return undefined
  const obstacle =
    startObstacle(stage) ??
    folderObstacle(stage) ??
    programs.obstacle ??
    accountObstacle(stage, distrolessAccount)
  if (obstacle) return obstacle
  const need =
    settings.variant === 'distroless'
      ? 'the distroless image was asked for'
      : (accountObstacle(stage, () => false)?.reason ??
        (installs.size > 0 ? 'it has certificates or time zones installed' : undefined) ??
        needOf(programs, project, !isSmall))
  if (need === undefined) return planFor(document, stage, 'scratch', new Map(), EMPTY)
  if (isSmall && settings.variant !== 'distroless') return undefined
  const to = distrolessImage('static')
  return to && planFor(document, stage, to.reference, installs, ENOUGH, image.name === 'debian')
}

const ENOUGH =
  'a static program needs no more than the certificates, time zones and accounts that it brings, and no shell is left to look around'
const EMPTY =
  'a static program whose sources ask for no certificates, time zones, accounts or /tmp needs no system around it, and no shell is left to look around'

const ALLOWED = /^(?:COPY|ENV|EXPOSE|LABEL|WORKDIR|USER|ENTRYPOINT|CMD|HEALTHCHECK|VOLUME|STOPSIGNAL|ARG)$/

/** https://github.com/GoogleContainerTools/distroless/blob/main/common/BUILD.bazel */
function distrolessAccount(name: string, kind: 'user' | 'group'): boolean {
  return hasAccount(name, kind)
}

function needOf(
  { languages, provides }: StaticPrograms,
  project: Surroundings['project'],
  hadZones: boolean,
): string | undefined {
  for (const language of languages) {
    const need = systemNeed(language, project, { ...provides, hadZones, hadTypes: false })
    if (need !== undefined) return need
  }
  return undefined
}

function planFor(
  document: Document,
  stage: Stage,
  to: string,
  installs: ReadonlyMap<Instruction, Script>,
  note: string,
  isDebian = false,
): Plan | NoPlan {
  const base = baseEdits(document, stage, to)
  if ('reason' in base) return base
  const removed = [...installs.values()].map((script) => removalOfRun(document, script))
  return {
    base: to,
    edits: [...base, ...removed.flatMap(({ edits }) => edits)],
    removes: [...wordsUnder(document, base), ...removed.flatMap(({ removes }) => removes)],
    removesComments: removed.flatMap(({ removesComments }) => removesComments),
    added: [],
    notes: [note],
    // README.md of https://github.com/GoogleContainerTools/distroless
    sizes: isDebian ? `debian: 124 MiB to 2 MiB uncompressed, as of ${distrolessDate()}` : '',
    effects: [configures(stage)],
  }
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
