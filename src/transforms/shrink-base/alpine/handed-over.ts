// What a stage on glibc hands over to one on Alpine: proven to hold no native code, or why it is not.
import { officialImage } from '../../../catalog/image-name.ts'
import { lineage } from '../../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { sourcesFromContext } from '../../../project/context-sources.ts'
import { callsOf, type Call } from '../../calls/calls.ts'
import type { DependencyNeed } from '../../../project/dependency-needs.ts'
import { isHandedOn, withoutLeftInstalls } from '../carried-installs.ts'
import { copiedPaths, type CopiedPaths } from '../../../project/copied-paths.ts'
import {
  dependencyNeeds,
  muslTarget,
  nativeDependencies,
  type Target,
} from '../../dependencies/dependencies.ts'
import { languageVersion } from '../../../catalog/language-version.ts'
import { isPackageCall, makerReason } from './makers.ts'
import { nativeFile } from './native-files.ts'
import type { AlpineSwap } from './translation.ts'

interface Reason {
  readonly reason: string
  readonly unblock: string
}

const SAME = 'build both stages on the same image, or install in the last one'

/** What all that a COPY takes from a stage needs to run on Alpine, or why it may not run there at all. */
export function handedOver(
  swap: AlpineSwap,
  stage: Stage,
  copy: Instruction,
  source: Stage,
): readonly DependencyNeed[] | Reason {
  const { document, project } = swap
  const paths = copiedPaths(swap.document, stage, copy)
  if (!paths) return { reason: `what it copies from ${nameOf(source)}, only a build knows`, unblock: SAME }
  const stages = lineage(document, source)
  const own = paths.sources.find((path) => isOfImage(path))
  if (own !== undefined)
    return {
      reason: `${own} of ${nameOf(source)} holds what its image has, which is built for glibc`,
      unblock: 'copy what the build makes, and nothing that the image brings',
    }
  const { calls, opaque } = callsOf(document, stages, project)
  const runs = calls.filter(({ atStart }) => !atStart)
  const unread = opaque.find(({ at }) => stages.some((each) => runsIn(each, at)))
  if (unread) return unread
  for (const call of runs) {
    const reason = makerReason(call.command)
    if (reason !== undefined)
      return {
        reason: `${reason} in ${nameOf(source)} may be built for glibc`,
        unblock: `build ${nameOf(source)} on Alpine as well, or link statically`,
      }
  }
  const brought = broughtInto(swap, stages, paths.sources, runs)
  if (brought) return brought
  const installs = withoutLeftInstalls(runs, paths.sources).filter((call) => isPackageCall(call.command))
  if (installs.length === 0) return []
  const [native] = nativeDependencies(document, installs, GLIBC)
  if (native)
    return {
      reason: `what it copies from ${nameOf(source)} may be built for glibc: ${native.reason}`,
      unblock: native.unblock,
    }
  const place = placeReason(swap, stages, source, paths, installs)
  if (place) return place
  const { needs, obstacles } = dependencyNeeds(document, installs, muslTarget(swap.release, NO_NAMES))
  return obstacles[0] ?? needs.map(({ need }) => need)
}

// Who builds on images of their own may have other things in them.
const NO_NAMES = { mirrors: [], images: {} }
const GLIBC: Target = { libc: 'glibc', libcVersion: '2.36', names: NO_NAMES }

function nameOf({ name, index }: Stage): string {
  return name ?? `stage ${index}`
}

function runsIn({ instructions }: Stage, at: { readonly start: number }): boolean {
  return instructions.some(
    ({ keyword, range }) => keyword === 'RUN' && range.start <= at.start && at.start < range.end,
  )
}

const SYSTEM = /^\/(?:(?:bin|boot|dev|etc|lib\w*|media|mnt|proc|root|run|sbin|sys|usr|var)(?:\/|$)|$|\*)/
const OF_THE_PROJECT =
  /^\/(?:usr\/src\/.|usr\/local\/bundle(?:\/|$)|usr\/local\/lib\/python3\.\d+\/site-packages(?:\/|$)|root\/\.local(?:\/|$)|root\/(?:app|src|build)(?:\/|$)|var\/(?:www|app|task)(?:\/|$)|usr\/app(?:\/|$)|usr\/share\/nginx\/html(?:\/|$))/

/** A place where an image has programs and libraries of its own. */
function isOfImage(path: string): boolean {
  return SYSTEM.test(path) && !OF_THE_PROJECT.test(path)
}

/** Files of the build context and of other stages and images, which a copy may hand on. */
function broughtInto(
  swap: AlpineSwap,
  stages: readonly Stage[],
  sources: readonly string[],
  runs: readonly Call[],
): Reason | undefined {
  const { document, project } = swap
  for (const stage of stages)
    for (const instruction of stage.instructions) {
      if (!/^(?:COPY|ADD)$/.test(instruction.keyword)) continue
      const from = flagValue(instruction, 'from')?.toLowerCase()
      if (from !== undefined) {
        const other = document.stages.findLast(
          ({ name, index }) => index < stage.index && (name === from || String(index) === from),
        )
        const target = copiedPaths(document, stage, instruction)?.target ?? '/'
        // What is put beside the system's own is used here, and what is compiled has no dependencies in it.
        const isApart = isOfImage(target)
          ? !sources.some((path) => isWithin(path, target) || isWithin(target, path))
          : !isHandedOn(target, sources, runs)
        if (isApart || (other && stages.includes(other))) continue
        if (!other) return { reason: `what it copies from ${from} may be built for glibc`, unblock: SAME }
        const found = handedOver(swap, stage, instruction, other)
        if ('reason' in found) return found
        continue
      }
      const remote = wordsOf(instruction).find((word) =>
        /^(?:https?|ftp|git):|\.(?:tar(?:\.\w+)?|t[gbx]z2?)$/.test(word),
      )
      if (instruction.keyword === 'ADD' && remote !== undefined)
        return { reason: `what is in ${remote} may be built for glibc`, unblock: SAME }
      const native = nativeFile(project, sourcesFromContext(document, stage, instruction))
      if (native) return native
    }
  return undefined
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`)
}

/** A venv names its interpreter and its own place; site-packages and bundles lie in folders of one version. */
function placeReason(
  { image, stages: targets }: AlpineSwap,
  stages: readonly Stage[],
  source: Stage,
  { sources, target }: CopiedPaths,
  installs: readonly Call[],
): Reason | undefined {
  const isNode = installs.every(({ command: { name = '' } }) => /^(?:npm|yarn|pnpm|bun|composer)$/.test(name))
  if (isNode) return undefined
  const from = officialImage(stages.at(-1)?.resolvedBase ?? '')
  const to = officialImage(targets[0]?.resolvedBase ?? '')
  const [before, after] = [from, to].map((each) => {
    const version = each && languageVersion(each, image)
    return version === undefined ? undefined : version.split('.').slice(0, 2).join('.')
  })
  if (!/^(?:python|ruby)$/.test(image) || before === undefined || before !== after)
    return {
      reason: `${nameOf(source)} installs for another version of the language than it is copied to`,
      unblock: SAME,
    }
  const isPrefix = installs.some(({ command }) =>
    command.args.some(({ text }) => /^(?:--prefix|--target|-t|--root|-w|--wheel-dir)\b/.test(text)),
  )
  const [only] = sources
  if (
    isPrefix ||
    (sources.length === 1 &&
      (only === target || target.endsWith('/.local') || only?.endsWith('/.local') === true))
  )
    return undefined
  return {
    reason: `${only ?? 'what is copied'} of ${nameOf(source)} has the path where it was installed written in it, and goes to ${target}`,
    unblock: 'copy it to the path that it was installed in',
  }
}
