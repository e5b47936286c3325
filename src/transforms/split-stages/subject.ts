// The stage that a recipe looks at, with what is known of it.
import { posix } from 'node:path'
import type { NamedImage } from '../../catalog/image-name.ts'
import { knownImage } from '../../catalog/known-image.ts'
import { unnamedRelease } from '../../catalog/image-contents.ts'
import { latestTag } from '../../catalog/latest-tags.ts'
import { cycleNamed, cycleOf } from '../../catalog/lifecycles.ts'
import type { OfficialTag } from '../../catalog/official-images.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { workingFolder } from '../../project/copied-files.ts'
import { runScripts, type RunScript } from '../../shell/run-scripts.ts'
import { callsOf, type Call } from '../calls/calls.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import { mergedStage, type Seam } from './merged-stage.ts'

export interface Subject extends Surroundings {
  readonly document: Document
  readonly stage: Stage
  readonly image: NamedImage
  readonly tag: OfficialTag
  /** The RUNs whose scripts can be read, in the order of the file. */
  readonly runs: readonly RunScript[]
  /** What RUNs call, in scripts of the build context and of package.json, too. */
  readonly building: readonly Call[]
  /** What a container starts, by CMD and ENTRYPOINT and by HEALTHCHECK. */
  readonly starting: readonly Call[]
  /** What cannot be looked into. */
  readonly opaque: readonly Obstacle[]
  /** The folder that a container starts in; undefined where it is not known. */
  readonly folder: string | undefined
  /** Where the last stage of the file begins, if what is looked at is that one with those that it is built on. */
  readonly seam: Seam | undefined
}

/** Undefined for a stage on an image that the catalogue does not know. Its document is that of the stage: see merged-stage.ts. */
export function subjectOf(last: Stage, of: Document, surroundings: Surroundings): Subject | undefined {
  const merged = last.parent === undefined ? undefined : mergedStage(of, last)
  const { document, stage } = merged ?? { document: of, stage: last }
  if (stage.parent !== undefined) return undefined
  if (stage.resolvedBase === undefined) return undefined
  const { project, settings } = surroundings
  const known = knownImage(stage.resolvedBase, settings)
  if (!known) return undefined
  const { calls, opaque } = callsOf(document, [stage], project)
  return {
    ...surroundings,
    document,
    stage,
    ...known,
    runs: runScripts(document).filter((run) => run.stage === stage),
    building: calls.filter(({ atStart }) => !atStart),
    starting: calls.filter(({ atStart }) => atStart),
    opaque,
    folder: workingFolder(document, stage),
    seam: merged?.seam,
  }
}

/** The instructions that stand in RUNs and copy files, up to one and with it. */
export function upTo(subject: Subject, last: Instruction): readonly Instruction[] {
  return subject.stage.instructions.filter(({ index }) => index <= last.index)
}

/** The code name of the release of Debian or Ubuntu that the base is made from: `bookworm`; undefined where its tags do not tell. */
export function releaseOf({ image, tag }: Pick<Subject, 'image' | 'tag'>): string | undefined {
  const words = isSystem(image) ? ownTag(image, tag).split('-') : tag.sameSuffix.split('-')
  const named = words.find(
    (word) => cycleNamed('debian', word) !== undefined || cycleNamed('ubuntu', word) !== undefined,
  )
  if (named !== undefined) return named
  const [version = ''] = words
  if (image.name === 'debian' || image.name === 'ubuntu') return cycleOf(image.name, version)?.codename
  return tag.retired === undefined ? undefined : unnamedRelease(image.name, tag.retired)
}

/** The release of Alpine that the base is made from: `3.22`; undefined for another system. */
export function alpineOf({ image, tag }: Pick<Subject, 'image' | 'tag'>): string | undefined {
  if (image.name === 'alpine') return /^\d+\.\d+/.exec(ownTag(image, tag))?.[0]
  return /alpine-?(\d+\.\d+)/.exec(tag.sameSuffix)?.[1]
}

/** True for an image that is a release of a distribution: its tags name that, and nothing else. */
function isSystem({ name }: NamedImage): boolean {
  return /^(?:debian|ubuntu|buildpack-deps|alpine)$/.test(name)
}

function ownTag({ name }: NamedImage, { tag }: OfficialTag): string {
  return tag === 'latest' ? (latestTag(name) ?? tag) : tag
}

/** An absolute path for a word that a command names, from the folder that it runs in. */
export function pathFrom(folder: string | undefined, word: string): string | undefined {
  if (/[$*?`]/.test(word)) return undefined
  if (word.startsWith('/')) return posix.normalize(word)
  return folder === undefined ? undefined : posix.resolve(folder, word)
}
