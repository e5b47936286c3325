// What is copied into a stage and would run in a distroless image: native code, and programs beside that of the language.
import { posix } from 'node:path'
import type { DistrolessImage } from '../../../catalog/distroless.ts'
import { officialImage } from '../../../catalog/image-name.ts'
import { officialTag } from '../../../catalog/official-images.ts'
import { lineage, type Document } from '../../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { Surroundings } from '../../../engine/transform.ts'
import { sourcesFromContext } from '../../../project/context-sources.ts'
import { workingFolder } from '../../../project/copied-files.ts'
import { externalBase } from '../../../shell/shell.ts'
import { compiledBy } from '../artefacts.ts'
import { callsOf, type Call } from '../../calls/calls.ts'
import { dependencyNeeds, nativeDependencies } from '../../dependencies/dependencies.ts'
import type { NoPlan } from '../plan.ts'
import { pythonObstacle } from './python-packages.ts'
import type { Runtime } from './runtimes.ts'

// Where the libraries and programs of a system are, of which the image has its own.
const OF_THE_SYSTEM = /^\/(?:usr|bin|sbin|lib\w*|etc(?!\/(?:ssl|pki)\/))(?:\/|$)/

export function copiedObstacle(
  document: Document,
  stage: Stage,
  runtime: Runtime,
  surroundings: Surroundings,
): NoPlan | undefined {
  const python = runtime.language === 'python' ? pythonObstacle(document, stage, surroundings) : undefined
  if (python) return python
  for (const copy of stage.instructions) {
    if (copy.keyword !== 'COPY') continue
    const target = posix.resolve(workingFolder(document, stage, copy) ?? '/', wordsOf(copy).at(-1) ?? '')
    const obstacle =
      (OF_THE_SYSTEM.test(target)
        ? {
            reason: `what is copied to ${target} is made for another system`,
            unblock: 'copy it into a folder of the application',
          }
        : undefined) ??
      (flagValue(copy, 'from') === undefined
        ? contextObstacle(document, stage, copy, surroundings)
        : stageObstacle(document, stage, copy, runtime, surroundings))
    if (obstacle) return { at: copy.range, ...obstacle }
  }
  return undefined
}

/** What was installed on the machine of the author. */
function contextObstacle(
  document: Document,
  stage: Stage,
  copy: Instruction,
  { project }: Surroundings,
): NoPlan | undefined {
  const brought = sourcesFromContext(document, stage, copy).flatMap((source) => [
    posix.basename(source),
    ...(project.list(source) ?? []),
  ])
  const installed = brought.find((name) => /^(?:node_modules|venv|\.venv|site-packages)$/.test(name))
  return installed === undefined
    ? undefined
    : {
        reason: `for which system ${installed} of the build context was installed is not known`,
        unblock: `name ${installed} in .dockerignore, and install in a stage`,
      }
}

function stageObstacle(
  document: Document,
  stage: Stage,
  copy: Instruction,
  runtime: Runtime,
  surroundings: Surroundings,
): NoPlan | undefined {
  const from = flagValue(copy, 'from')?.toLowerCase() ?? ''
  const source = document.stages.findLast(
    ({ index, name }) => index < stage.index && (name === from || String(index) === from),
  )
  if (!source)
    return {
      reason: `what ${wordsOf(copy)[0] ?? 'the file'} of ${from} needs to run is not known`,
      unblock: 'make it in a stage of this file',
    }
  // A jar has what it needs of native code for the platforms that it runs on.
  if (runtime.language === 'java') return undefined
  const stages = lineage(document, source)
  const { calls, opaque } = callsOf(document, stages, surroundings.project)
  const runs = calls.filter(({ atStart }) => !atStart)
  const hidden = opaque.find(({ at }) =>
    stages.some(({ instructions }) =>
      instructions.some(
        (each) => each.keyword === 'RUN' && each.range.start <= at.start && at.start < each.range.end,
      ),
    ),
  )
  if (hidden) return hidden
  const compiler = runs.flatMap((call) => compiledBy(call.command, runs) ?? [])[0]
  if (compiler !== undefined)
    return {
      reason: `what ${compiler} compiles in ${source.name ?? `stage ${source.index}`} may need libraries of another system`,
      unblock: 'leave it out, or stay with the slim variant',
    }
  const handed = stages.flatMap((each) =>
    each.instructions.filter((one) => one.keyword === 'COPY' && flagValue(one, 'from') !== undefined),
  )
  for (const each of handed) {
    const owner = stages.find(({ instructions }) => instructions.includes(each))
    const obstacle = owner && stageObstacle(document, owner, each, runtime, surroundings)
    if (obstacle) return obstacle
  }
  return nativeObstacle(document, source, runs, runtime, surroundings)
}

// Releases of Debian with a C library that is as old as that of the images, or older: https://packages.debian.org/libc6
const NOT_NEWER = /^(?:slim-)?(?:stretch|buster|bullseye|bookworm|trixie)(?:-slim)?$/

function nativeObstacle(
  document: Document,
  source: Stage,
  runs: readonly Call[],
  { image }: Runtime,
  { settings: names }: Surroundings,
): NoPlan | undefined {
  const written = externalBase(document, source)
  const base = officialImage(written, names)
  const suffix = base && officialTag(base.name, base.tag)?.sameSuffix
  if (suffix === undefined || !NOT_NEWER.test(suffix)) {
    const libc = suffix?.startsWith('alpine') === true ? 'musl' : 'glibc'
    const [native] = nativeDependencies(document, runs, { libc, libcVersion: '1.2', names })
    return native && { ...native, reason: `${native.reason} (installed on ${written})` }
  }
  const { needs, obstacles } = dependencyNeeds(document, runs, {
    libc: 'glibc',
    libcVersion: '2.41',
    names,
  })
  const [obstacle] = obstacles
  if (obstacle) return obstacle
  for (const { need } of needs) {
    const missing = need.run.find((name) => !hasLibrary(image, name))
    if (missing !== undefined)
      return {
        reason: `${need.name} needs ${missing}, which it does not have`,
        unblock: 'stay with the slim variant',
      }
  }
  return undefined
}

/** The same library has another package name since the change to 64 bits for times: https://wiki.debian.org/ReleaseGoals/64bit-time */
function hasLibrary({ packages }: DistrolessImage, name: string): boolean {
  return packages.has(name) || packages.has(`${name}t64`)
}
