// What other stages and images hand over: a compiled file may need libraries that only the full image has.
import { posix } from 'node:path'
import { lineage, type Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { copiedFiles, workingFolder } from '../../project/copied-files.ts'
import type { DependencyNeed } from '../../project/dependency-needs.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { commandsOf, type SimpleCommand } from '../../shell/commands.ts'
import { parseShell } from '../../shell/parser.ts'
import { callsOf, type Call } from '../calls/calls.ts'
import { compilesBySetup } from '../calls/setup-py.ts'
import { isHandedOn, withoutLeftInstalls } from './carried-installs.ts'
import { copiedPaths } from '../../project/copied-paths.ts'
import { dependencyNeeds, type DependencyFindings, type Target } from '../dependencies/dependencies.ts'
import { fetchedProgram } from './fetched-programs.ts'
import type { Obstacle } from '../calls/obstacle.ts'

/**
 * What the copies into some stages need at run time.
 *
 * @param only the stages that count as sources; undefined for all of them, images included
 * @param isOfConcern false for a copy of which nothing is handed on
 */
export function artefactNeeds(
  document: Document,
  stages: readonly Stage[],
  surroundings: Surroundings,
  target: Target,
  only?: readonly Stage[],
  isOfConcern: (stage: Stage, copy: Instruction) => boolean = () => true,
): DependencyFindings {
  const needs: { readonly need: DependencyNeed; readonly call: Call }[] = []
  const obstacles: Obstacle[] = []
  for (const stage of stages)
    for (const copy of stage.instructions) {
      const from = copy.keyword === 'COPY' ? flagValue(copy, 'from') : undefined
      if (from === undefined) continue
      const source = stageCalled(document, from, stage)
      if (source && stages.includes(source)) continue
      if (only && !(source && only.includes(source))) continue
      if (!isOfConcern(stage, copy)) continue
      if (!source) {
        const obstacle = imageObstacle(copy, from)
        if (obstacle) obstacles.push(obstacle)
        continue
      }
      const sources = copiedPaths(document, stage, copy)?.sources
      const found = stageNeeds(document, source, surroundings, target, sources)
      obstacles.push(...found.obstacles.map((each) => ({ ...each, at: copy.range })))
      const call = callAt(document, stage, copy, surroundings)
      needs.push(...found.needs.map(({ need }) => ({ need: runtimeOf(need), call })))
    }
  return { needs, obstacles }
}

/** What was compiled as C++ links to its library. */
function runtimeOf(need: DependencyNeed): DependencyNeed {
  const isCpp = need.build.some((name) => /^(?:g\+\+|build-essential)$/.test(name))
  return { ...need, build: [], run: isCpp ? [...need.run, 'libstdc++6'] : need.run }
}

function stageCalled(document: Document, from: string, before: Stage): Stage | undefined {
  const earlier = document.stages.filter(({ index }) => index < before.index)
  return /^\d+$/.test(from)
    ? earlier[Number(from)]
    : earlier.findLast(({ name }) => name === from.toLowerCase())
}

// One program each, linked statically: Dockerfile of astral-sh/uv at 063a9be (musl), of tianon/gosu at 00c53ed (CGO_ENABLED 0).
const STANDS_ALONE = /^(?:ghcr\.io\/astral-sh\/uv|(?:docker\.io\/)?tianon\/gosu)(?:[:@]|$)/

function imageObstacle(copy: Instruction, from: string): Obstacle | undefined {
  if (STANDS_ALONE.test(from)) return undefined
  return {
    at: copy.range,
    reason: `what ${wordsOf(copy)[0] ?? 'the file'} of ${from} needs to run is not known`,
    unblock: 'install it from packages, or swap the base by hand and run dfopt verify',
  }
}

const known = new WeakMap<Document, Map<string, DependencyFindings>>()

function stageNeeds(
  document: Document,
  source: Stage,
  surroundings: Surroundings,
  target: Target,
  sources: readonly string[] | undefined,
): DependencyFindings {
  const bySource = known.get(document) ?? new Map<string, DependencyFindings>()
  known.set(document, bySource)
  const key = `${source.index} ${target.libc} ${target.libcVersion} ${sources?.join(' ') ?? ''}`
  const found = bySource.get(key) ?? readStage(document, source, surroundings, target, sources)
  bySource.set(key, found)
  return found
}

function readStage(
  document: Document,
  source: Stage,
  surroundings: Surroundings,
  target: Target,
  sources: readonly string[] | undefined,
): DependencyFindings {
  const stages = lineage(document, source)
  const { calls, opaque } = callsOf(document, stages, surroundings.project)
  const runs = calls.filter(({ atStart }) => !atStart)
  const dependencies = dependencyNeeds(document, withoutLeftInstalls(runs, sources), target)
  const handed = artefactNeeds(document, stages, surroundings, target, undefined, (stage, copy) => {
    const to = copiedPaths(document, stage, copy)?.target
    return to === undefined || isHandedOn(to, sources, runs)
  })
  // For another C library, alpine/handed-over.ts asks more.
  const fetched = target.libc === 'glibc' ? fetchedProgram(document, stages, runs, sources) : undefined
  const compiled = runs
    .flatMap((call) => compiledBy(call.command, runs) ?? (compilesBySetup(call) ? ['setup.py'] : []))
    .slice(0, 1)
  return {
    needs: [...dependencies.needs, ...handed.needs],
    obstacles: [
      ...opaque.filter(({ at }) => runs.some((call) => call.at === at)),
      ...dependencies.obstacles,
      ...handed.obstacles,
      ...(fetched === undefined
        ? []
        : [
            {
              at: source.from.range,
              reason: `what ${fetched} brings may need libraries of the full image`,
              unblock: 'swap the base by hand and run dfopt verify',
            },
          ]),
      ...compiled.map((name) => ({
        at: source.from.range,
        reason: `what ${name} compiles in ${source.name ?? `stage ${source.index}`} may need libraries of the full image`,
        unblock: 'swap the base by hand and run dfopt verify',
      })),
    ],
  }
}

const COMPILERS =
  /^(?:g?make|cmake|ninja|meson|scons|waf|bazel|(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?|stack|cabal|ghc|swift|crystal|nim)$/

/** The compiler whose results may be linked to libraries; go links to those of its own unless headers were installed for cgo. */
export function compiledBy({ name = '' }: SimpleCommand, runs: readonly Call[]): string | undefined {
  if (COMPILERS.test(name)) return name
  if (name !== 'go') return undefined
  return runs.some(
    ({ command }) => installedPackages(command)?.some((each) => /-dev$|^libc6|^musl/.test(each)) === true,
  )
    ? name
    : undefined
}

/** A copy as a moment at which something has to be there; it runs nothing. */
function callAt(document: Document, stage: Stage, copy: Instruction, { project }: Surroundings): Call {
  const [command] = commandsOf({ syntax: parseShell(`copy ${posix.basename(wordsOf(copy).at(-1) ?? '')}`) })
  if (!command) throw new Error('a copy is a command')
  return {
    stage,
    instruction: copy,
    at: copy.range,
    command,
    folder: workingFolder(document, stage, copy),
    files: copiedFiles(document, stage, copy, project),
    within: undefined,
    atStart: true,
  }
}
