// What a stage uses of its full image that the slim variant does not have.
import { contentsOf, libraryOwner, packageFor, type ImageContents } from '../../catalog/image-contents.ts'
import type { Document } from '../../dockerfile/document.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import { callsOf, type Call } from '../calls/calls.ts'
import { compilesBySetup } from '../calls/setup-py.ts'
import { artefactNeeds } from './artefacts.ts'
import { dependencyNeeds, type DependencyFindings, type Target } from '../dependencies/dependencies.ts'
import { impliedBy } from './implied.ts'
import { installedBy, removedPackages } from './installed-packages.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import { slimmedPaths } from './slimmed-paths.ts'
import { codenameOf, KEPT_UP, type Swap } from './swap.ts'
import { usedFeatures } from './used-features.ts'

export interface PackageNeed {
  /** Debian's name of a package that has to be installed. */
  readonly name: string
  /** What needs it: `git clone`, `bcrypt 5.1.0`. */
  readonly by: string
  /** The first call that does. */
  readonly call: Call
}

export interface SlimNeeds {
  readonly needs: readonly PackageNeed[]
  readonly obstacles: readonly Obstacle[]
}

// https://packages.debian.org/libc6
const GLIBC: Readonly<Record<string, string>> = {
  jessie: '2.19',
  stretch: '2.24',
  buster: '2.28',
  bullseye: '2.31',
  bookworm: '2.36',
  trixie: '2.41',
}

const NOTHING: DependencyFindings = { needs: [], obstacles: [] }

/** What the full image has and the slim one has not. */
interface Lack {
  readonly full: ImageContents
  readonly slim: ImageContents
  readonly release: string
}

/** @param stages the one whose base changes, and those that are built on it */
export function slimNeeds(
  document: Document,
  swap: Swap,
  stages: readonly Stage[],
  surroundings: Surroundings,
): SlimNeeds {
  const release = codenameOf(swap)
  const [full, slim] = (['full', 'slim'] as const).map(
    (variant) => release && contentsOf(swap.image.name, variant, release),
  )
  if (!full || !slim || release === undefined) return { needs: [], obstacles: [unknownImage(swap)] }
  const lack: Lack = { full, slim, release }
  const { calls, opaque } = callsOf(document, stages, surroundings.project)
  const lost = lostPackages(lack)
  const obstacles: Obstacle[] = [
    // Where both have the same programs, it does not matter which of them are started.
    ...(lost.length === 0 ? [] : opaque.map((each) => withLost(each, lost))),
    ...slimmedPaths(document, swap, stages),
  ]
  const needs: PackageNeed[] = []
  const installed = installedBy(document, calls, release)
  for (const call of calls) {
    const found = callNeeds(call, installed.before(call), lack)
    needs.push(...found.needs)
    obstacles.push(...found.obstacles)
  }
  needs.push(
    ...libraryNeeds(document, calls, lack).filter(({ name, call }) => !installed.atEnd(call.stage).has(name)),
  )
  for (const { what, packages, file } of usedFeatures(
    document,
    stages,
    swap.image.name,
    surroundings.project,
  )) {
    const call = calls.find(({ atStart }) => atStart) ?? calls.at(-1)
    if (packages.length === 0 || !call)
      obstacles.push({
        at: swap.stage.from.range,
        reason: `${file} uses ${what}, which the slim variant is built without`,
        unblock: 'keep the full image',
      })
    else
      for (const name of packages)
        if (!installed.atEnd(call.stage).has(name)) needs.push({ name, by: what, call })
  }
  const target: Target = {
    libc: 'glibc',
    libcVersion: GLIBC[release] ?? '2.19',
    names: surroundings.settings,
  }
  const same = lost.length === 0 || swap.image.name === 'debian'
  const dependencies = same ? NOTHING : dependencyNeeds(document, calls, target)
  // Both variants of debian have the same libraries and headers.
  const copied = same ? NOTHING : artefactNeeds(document, stages, surroundings, target)
  obstacles.push(...dependencies.obstacles, ...copied.obstacles)
  for (const { need, call } of [...dependencies.needs, ...copied.needs]) {
    const missing = [
      ...need.build.filter((name) => !installed.before(call).has(name)),
      // What is there while it is installed may be gone when it runs.
      ...need.run.filter((name) => !installed.atEnd(call.stage).has(name)),
    ]
    for (const name of missing) if (isLost(name, lack)) needs.push({ name, by: need.name, call })
  }
  return { needs: distinct(needs), obstacles }
}

function lostPackages({ full, slim }: Lack): readonly string[] {
  return [...full.packages].filter((name) => !slim.packages.has(name)).sort()
}

// More are not worth naming: it is everything that the full image is for.
const FEW = 4

function withLost(obstacle: Obstacle, lost: readonly string[]): Obstacle {
  if (lost.length > FEW) return obstacle
  return { ...obstacle, reason: `${obstacle.reason}, and the slim variant has no ${lost.join(' and no ')}` }
}

function unknownImage({ stage, from, image }: Swap): Obstacle {
  return {
    at: stage.from.range,
    reason: `what ${image.name}:${from.tag} has and its slim variant lacks is not known`,
    unblock: `${from.retired === undefined ? 'name a release in the tag, such as bookworm' : KEPT_UP}, or swap it by hand and run dfopt verify`,
  }
}

function callNeeds(
  call: Call,
  there: ReadonlySet<string>,
  lack: Lack,
): { readonly needs: readonly PackageNeed[]; readonly obstacles: readonly Obstacle[] } {
  const { command, at } = call
  const { name } = command
  if (name === undefined) return { needs: [], obstacles: unnamed(command, at) }
  const removed = removedPackages(command).find((each) => isLost(each, lack) && !there.has(each))
  if (removed !== undefined)
    return {
      needs: [],
      obstacles: [
        {
          at,
          reason: `it removes ${removed}, which apt cannot find where it is not installed and the lists are gone`,
          unblock: `remove ${removed} from this command, since the slim variant does not have it`,
        },
      ],
    }
  const compiler = compilesWith(command, lack) ?? setupIn(call, lack)
  if (compiler !== undefined)
    return {
      needs: [],
      obstacles: [
        {
          at,
          reason: `what ${compiler} compiles may need headers and libraries of the full image`,
          unblock: 'compile in a stage of its own on the full image, and copy the result',
        },
      ],
    }
  const { programs, packages } = impliedBy(command, lack.release)
  const wanted = [
    ...[name, ...programs]
      .filter((each) => lack.full.hasCommand(each) && !lack.slim.hasCommand(each))
      .map((each) => packageFor(each, lack.release) ?? each),
    ...packages.filter((each) => isLost(each, lack)),
  ]
  return {
    needs: wanted.filter((each) => !there.has(each)).map((each) => ({ name: each, by: name, call })),
    obstacles: [],
  }
}

/** Libraries that the file names, as in `LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libtcmalloc.so.4`. */
function libraryNeeds(document: Document, calls: readonly Call[], lack: Lack): readonly PackageNeed[] {
  return calls.flatMap((call) => {
    const { start, end } = call.instruction.range
    const sonames = document.text.slice(start, end).match(/\blib[\w+-]+(?:\.\d+)*\.so(?:\.\d+)*/g) ?? []
    return sonames.flatMap((soname) => {
      const owner = libraryOwner(soname, lack.release)
      return owner !== undefined && isLost(owner, lack) ? [{ name: owner, by: soname, call }] : []
    })
  })
}

function unnamed({ syntax, assignments }: SimpleCommand, at: Obstacle['at']): readonly Obstacle[] {
  const text = syntax.name?.text
  if (text === undefined || (assignments.length > 0 && text === '')) return []
  return [
    {
      at,
      reason: `which program ${text} is, only a build knows`,
      unblock: 'write the name of the program where it is called',
    },
  ]
}

function isLost(name: string, { full, slim }: Lack): boolean {
  return full.packages.has(name) && !slim.packages.has(name)
}

const COMPILERS =
  /^(?:g?make|cmake|ninja|meson|scons|waf|configure|autoreconf|autoconf|bootstrap|autogen\.sh|(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?|ld|f77|gfortran|phpize|qmake|bazel|swig|R|Rscript|cpan|cpanm|luarocks|opam|stack|cabal|ghc|go)$/

function compilesWith({ name = '', args }: SimpleCommand, { full, slim }: Lack): string | undefined {
  if (!COMPILERS.test(name)) return undefined
  // Nothing of the full image has to do with what only asks a program for its version.
  if (args.length === 1 && /^--?v(?:ersion)?$/.test(args[0]?.text ?? '')) return undefined
  return [...full.packages].some((each) => each.endsWith('-dev') && !slim.packages.has(each))
    ? name
    : undefined
}

function setupIn(call: Call, { full, slim }: Lack): string | undefined {
  const isLess = [...full.packages].some((each) => each.endsWith('-dev') && !slim.packages.has(each))
  return isLess && compilesBySetup(call) ? 'setup.py' : undefined
}

/** The first of each package in each stage. */
function distinct(needs: readonly PackageNeed[]): readonly PackageNeed[] {
  return needs.filter(
    ({ name, call }, index) =>
      needs.findIndex((each) => each.name === name && each.call.stage === call.stage) === index,
  )
}
