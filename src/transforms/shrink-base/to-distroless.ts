// From the official image of a language to the distroless one, which has the language and nothing to work in: no shell, no
// package manager, no account but root, nobody and nonroot.
import type { DistrolessImage } from '../../catalog/distroless.ts'
import { officialImage } from '../../catalog/image-name.ts'
import { officialTag } from '../../catalog/official-images.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { externalBase } from '../../shell/shell.ts'
import { accountEdits } from './distroless/accounts.ts'
import { copiedObstacle } from './distroless/copied.ts'
import { runtimeOf, type Runtime } from './distroless/runtimes.ts'
import { startEdits } from './distroless/start-edits.ts'
import { startsOthers } from './distroless/starts-others.ts'
import { configures } from './given-config.ts'
import type { NoPlan, Plan } from './plan.ts'
import { folderObstacle, startObstacle } from './shell-less.ts'

/** Undefined for a base that there is no distroless image in place of. */
export function distrolessPlan(
  document: Document,
  stage: Stage,
  surroundings: Surroundings,
): Plan | NoPlan | undefined {
  const { settings, project } = surroundings
  if (!stage.final || stage.children.length > 0) return undefined
  const image = officialImage(externalBase(document, stage), settings)
  // Who builds on an image of their own has a reason to.
  const runtime = image && !image.own ? runtimeOf(image) : undefined
  if (!image || !runtime) return undefined
  if ('reason' in runtime) return runtime
  if (stage.parent !== undefined)
    return {
      reason: `what ${stage.base} does belongs to the last stage as well`,
      unblock: 'build the last stage FROM an image of its own, and copy from the others',
    }
  const base = baseEdits(document, stage, runtime.image.reference)
  if ('reason' in base) return base
  const against =
    shapeObstacle(stage, runtime.image) ??
    startObstacle(stage) ??
    folderObstacle(stage) ??
    environmentObstacle(document, stage)
  if (against) return against
  const start = startEdits(document, stage, runtime)
  if ('reason' in start) return start
  const system =
    officialTag(image.name, image.tag)?.suffix.startsWith('alpine') === true ? 'alpine' : 'debian'
  const accounts = accountEdits(document, stage, image.name, system)
  if ('reason' in accounts) return accounts
  const copied = copiedObstacle(document, stage, runtime, surroundings)
  if (copied) return copied
  const others = startsOthers(runtime.language, project)
  if (others !== undefined)
    return {
      reason: others,
      unblock: 'run dfopt where the sources are, or stay with the slim variant',
    }
  return {
    base: runtime.image.reference,
    edits: [...base, ...start.edits, ...accounts.edits],
    removes: [...wordsUnder(document, base), ...start.removes, ...accounts.removes],
    removesComments: [],
    added: [],
    notes: notesOf(runtime, accounts.isUser, start.edits.length > 0),
    sizes: '',
    effects: [
      configures(stage, [
        'StopSignal',
        'Cmd',
        'Entrypoint',
        'Healthcheck',
        ...(accounts.isUser ? (['User'] as const) : []),
      ]),
    ],
  }
}

function notesOf({ note, image }: Runtime, isUser: boolean, isChanged: boolean): readonly string[] {
  return [
    `no shell, package manager or tool is left in it, for attackers and for docker exec`,
    note,
    ...(isChanged ? [`its ENTRYPOINT is ${image.entrypoint.join(' ')}`] : []),
    ...(isUser ? ['the account of the official image goes by its number, with / as its home'] : []),
  ]
}

const ALLOWED =
  /^(?:COPY|ENV|EXPOSE|LABEL|MAINTAINER|WORKDIR|USER|ENTRYPOINT|CMD|HEALTHCHECK|VOLUME|STOPSIGNAL|ARG)$/

const PLATFORMS: Readonly<Record<string, string>> = {
  'linux/amd64': 'amd64',
  'linux/arm64': 'arm64',
  'linux/arm64/v8': 'arm64',
}

function shapeObstacle(stage: Stage, image: DistrolessImage): NoPlan | undefined {
  const other = stage.instructions.find(({ keyword }) => !ALLOWED.test(keyword))
  if (other)
    return {
      at: other.range,
      reason: `${other.keyword} in the last stage needs what it does not have`,
      unblock: 'do it in a stage of its own, and copy the result',
    }
  const platform = flagValue(stage.from, 'platform')
  if (platform === undefined || platform.includes('$')) return undefined
  return image.architectures.includes(PLATFORMS[platform] ?? platform)
    ? undefined
    : { reason: `it is not built for ${platform}`, unblock: 'leave out --platform' }
}

// What official images set for themselves.
const OF_THE_BASE =
  /\$\{?(?:NODE_VERSION|YARN_VERSION|PYTHON_\w+|GPG_KEY|JAVA_HOME|JAVA_VERSION|LANG|LANGUAGE|LC_ALL)\b/

function environmentObstacle(document: Document, stage: Stage): NoPlan | undefined {
  for (const each of stage.instructions) {
    const used = OF_THE_BASE.exec(each.args.text)?.[0]
    if (used !== undefined)
      return {
        at: each.range,
        reason: `${used.replace(/[{}]/g, '')} is not set in it`,
        unblock: 'write the value itself',
      }
  }
  const { variables } = stateAt(document, stage)
  const at = stage.from.range
  for (const [name, { text }] of variables) {
    if (name.startsWith('LD_'))
      return { at, reason: `${name} names libraries of another system`, unblock: `leave out ${name}` }
    const isLocale = /^(?:LANG|LANGUAGE|LC_\w+)$/.test(name)
    if (isLocale && !/^(?:C|POSIX|C\.(?:UTF-8|utf8))$/.test(text ?? ''))
      return { at, reason: `${name} names a locale that it does not have`, unblock: `set ${name} to C.UTF-8` }
  }
  const path = stage.instructions.find(
    (each) => each.keyword === 'ENV' && /(?:^|\s)PATH[= ](?!.*\$\{?PATH\b)/.test(each.args.text),
  )
  return (
    path && {
      at: path.range,
      reason: 'PATH leaves out the folders of the system',
      unblock: 'end it with :$PATH',
    }
  )
}
