// C and C++: the program, what it reads, and the libraries that it is linked to.
import { posix } from 'node:path'
import { contentsOf } from '../../../catalog/image-contents.ts'
import { officialTag } from '../../../catalog/official-images.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import { isAtOrBelow } from '../../../shell/path-values.ts'
import type { Call } from '../../calls/calls.ts'
import { C_SOURCES } from '../../calls/static-c.ts'
import { buildPart } from '../build-part.ts'
import { installedHeaders, installedLibraries, linkedLibraries } from '../linked-libraries.ts'
import { runtimeFiles, type SourceLanguage } from '../runtime-files.ts'
import {
  EMPTY_PLAN,
  isNoSplit,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { programPath, started, startedFiles } from '../start.ts'
import { startedCommands } from '../started-commands.ts'
import { alpineOf, releaseOf, type Subject } from '../subject.ts'
import { COMPILES, isBuild } from './c/build-commands.ts'
import { compilerLibraries } from './c/compiler-libraries.ts'
import { installationOf, STAGING, type Installation } from './c/installs.ts'
import { linksOf, type Links } from './c/links.ts'
import { sourceFolder, sourceFolders, startedProgram, type Program } from './c/program.ts'
import { cSources, type CSources } from './c/sources.ts'

export const c: Recipe = {
  name: 'c',
  plan(subject) {
    if (!/^(?:gcc|buildpack-deps|debian|ubuntu|alpine)$/.test(subject.image.name)) return undefined
    const builds = subject.building.filter(({ command }) => isBuild(command))
    const starts = started(subject).filter((call) => call.within === undefined)
    const [first] = starts
    if (!first || !builds.some(({ command }) => COMPILES.test(command.name ?? ''))) return undefined
    const again = started(subject).find(({ command }) => COMPILES.test(command.name ?? ''))
    if (again)
      return noSplit(
        `${again.command.name ?? ''} compiles the program whenever a container starts`,
        'build it in a RUN, and start what that makes',
        again.at,
      )
    return planOf(subject, builds)
  },
}

const LANGUAGE: SourceLanguage = {
  sources: C_SOURCES,
  ofBuilds:
    /^(?:.*\.(?:o|a|la|lo|am|ac|m4|in|mk|cmake|pc|s|S|asm|y|l|ipp|tpp|inl|def|ld|spec|sln|vcxproj|pro)|CMakeLists\.txt|CMakePresets\.json|GNUmakefile|[Mm]akefile.*|configure|autogen\.sh|bootstrap(?:\.sh)?|meson\.build|meson_options\.txt|install-sh|missing|depcomp|compile|config\.(?:guess|sub)|ltmain\.sh|conanfile\..*|vcpkg\.json|INSTALL|NEWS|README|TODO|THANKS|cmake|include|m4|third_party|thirdparty|external)$/,
  // Names that are no literal: what the program opens, only a run shows.
  opensFiles:
    /\b(?:fopen|freopen|open|openat|opendir|ifstream|fstream|readFile|load_file|access|stat|directory_iterator)\s*[({]|\bifstream\s+\w+/,
  silent: [/\/\*[\s\S]*?\*\//g, /^\s*\/\/.*$/gm, /^\s*#\s*include.*$/gm],
}

function planOf(subject: Subject, builds: readonly Call[]): SplitPlan | NoSplit | undefined {
  const installation = installationOf(subject, builds)
  const program = startedProgram(subject, builds, installation)
  if (program === undefined) {
    if (subject.image.name !== 'gcc') return undefined
    const [first] = started(subject)
    return noSplit(
      `what ${(first && programPath(first)) ?? 'the container'} starts is not seen to be made by the build`,
      'name the program by its path in CMD',
      first?.at,
    )
  }
  const top = sourceFolder(builds)
  const sources = top === undefined ? undefined : cSources(subject, top)
  if (!sources)
    return noSplit(
      'what the program reads and starts when it runs is in sources that are not in a known build context',
      'run dfopt where the build context is, or name the files with # dfopt artifact=/path',
      program.start.at,
    )
  const links = linksOf(builds, sources)
  const obstacle = sourceObstacle(subject, sources, links) ?? readObstacle(subject, sources, builds)
  if (obstacle) return obstacle
  const made = artefactsOf(subject, program, installation)
  if ('reason' in made) return made
  const part = buildPart(
    subject,
    builds,
    isBuild,
    { buildPackages: new Set(), artefacts: made.artefacts },
    [...new Set(builds.flatMap(sourceFolders))].filter((folder) => folder !== '/'),
  )
  if ('reason' in part) return part
  const last = [...part.builds].sort((left, right) => left.index - right.index).at(-1)
  const files = last && runtimeFiles(subject, last, LANGUAGE)
  if (!files) return noSplit('the sources are too many to be read', 'split it by hand')
  const compiler = compilerLibraries(subject, sources, links, builds)
  if ('reason' in compiler) return compiler
  const libraries = librariesOf(subject, links)
  if (isNoSplit(libraries)) return { ...libraries, at: program.start.at }
  const runtime = runtimeOf(subject)
  if (typeof runtime === 'object') return runtime
  const called = runtime === undefined ? [] : startedCommands(subject, made.artefacts)
  if (isNoSplit(called)) return called
  const certificates = sources.usesCertificates && runtime !== undefined ? ['ca-certificates'] : []
  const artefacts = [...made.artefacts, ...files, ...startedFiles(subject, part.builds)]
  return {
    ...EMPTY_PLAN,
    runtime,
    builds: part.builds,
    artefacts: artefacts.filter(
      ({ from }, index) =>
        artefacts.findIndex((each) => each.from === from) === index &&
        !artefacts.some(
          (each) =>
            each.isFolder && each.from === each.to && each.from !== from && isAtOrBelow(from, each.from),
        ),
    ),
    packages: [...called, ...certificates, ...compiler.packages, ...libraries],
    edits: [...made.edits, ...compiler.edits],
    rebuilt: compiler.edits.length > 0 ? [program.path] : [],
    leaves: 'the compiler, the headers and the sources',
    notes: compiler.notes,
  }
}

function sourceObstacle(subject: Subject, sources: CSources, links: Links): NoSplit | undefined {
  if (sources.unknown !== undefined) return noSplit(sources.unknown, 'split it by hand, and run dfopt verify')
  if (links.ownShared !== undefined)
    return noSplit(
      `the build makes shared libraries (${links.ownShared}), which the program may be linked to`,
      'link them statically, or split it by hand',
    )
  const release = releaseOf(subject)
  const there = release === undefined ? undefined : contentsOf('debian', 'slim', release)
  const lacks = sources.starts
    .map((name) => posix.basename(name))
    .find((name) => there?.hasCommand(name) !== true && !OF_EVERY_SYSTEM.test(name))
  return lacks === undefined
    ? undefined
    : noSplit(`the program starts ${lacks}, which the runtime stage may not have`, 'split it by hand')
}

/** A file that the program reads and that is not among those of the folder that it starts in. */
function readObstacle(
  { folder, project }: Subject,
  { reads, buildFiles }: CSources,
  builds: readonly Call[],
): NoSplit | undefined {
  const folders = builds.flatMap(sourceFolders).filter((each) => each !== '/')
  const isInBuild = (name: string): boolean =>
    name.startsWith('/') &&
    folders.some((each) => isAtOrBelow(name, each)) &&
    !(folder !== undefined && isAtOrBelow(name, folder))
  const made = [...buildFiles.values()]
  const isMade = (name: string): boolean =>
    !name.startsWith('/') &&
    project.read(name) === undefined &&
    made.some((text) => text.includes(posix.basename(name)))
  const name = reads.find((each) => each.startsWith('../') || isInBuild(each) || isMade(each))
  return name === undefined
    ? undefined
    : noSplit(
        `the program reads ${name}, which is not of the folder that it starts in, or is made by the build`,
        'name what it needs with # dfopt artifact=/path/of/program,/path/of/file',
      )
}

const OF_EVERY_SYSTEM = /^(?:sh|echo|cd|test|true|false|cat|ls|rm|mkdir|cp|mv|sleep|date)$/

interface Made {
  readonly artefacts: readonly Artefact[]
  readonly edits: readonly TextEdit[]
}

function artefactsOf(
  subject: Subject,
  { path, start }: Program,
  installation: Installation | undefined,
): Made | NoSplit {
  const whole = (folder: string): Artefact => ({ from: folder, to: folder, isFolder: true })
  if (
    !installation ||
    !(isAtOrBelow(path, installation.prefix) || installation.files?.includes(path) === true)
  )
    return { artefacts: [{ from: path, to: path, isFolder: false }], edits: [] }
  if (installation.files) {
    const files = installation.files.filter(
      (each) => each === path || !/\/(?:man|include|doc|info|pkgconfig)\/|\.(?:a|la|h|pc)$/.test(each),
    )
    return { artefacts: files.map((each) => ({ from: each, to: each, isFolder: false })), edits: [] }
  }
  // Nothing but what is installed lies there, except in the image of a compiler.
  if (subject.image.name !== 'gcc' && installation.prefix !== '/usr' && installation.prefix !== '/')
    return { artefacts: [whole(installation.prefix)], edits: [] }
  return installation.staged
    ? { artefacts: [{ from: STAGING, to: '/', isFolder: true }], edits: [installation.staged] }
    : noSplit(
        'which files the build installs is not known',
        'let its Makefile honour DESTDIR, or name them with # dfopt artifact=/path',
        start.at,
      )
}

/** The packages of the libraries that the program is linked to. */
function librariesOf(subject: Subject, links: Links): readonly string[] | NoSplit {
  if (links.isStatic) return []
  if (alpineOf(subject) !== undefined) {
    const [header] = installedHeaders(subject)
    return header === undefined
      ? []
      : noSplit(`which libraries of ${header} the program is linked to is not known`, 'split it by hand')
  }
  const release = releaseOf(subject)
  const isFull = /^(?:gcc|buildpack-deps)$/.test(subject.image.name)
  const there =
    isFull && release !== undefined ? contentsOf('buildpack-deps', 'full', release)?.packages : undefined
  const headers = [...(there ?? [])].filter((name) => name.endsWith('-dev'))
  const linked = linkedLibraries(subject, links.names, headers)
  if (links.isWhole && !isNoSplit(linked)) return linked
  if (isFull)
    return isNoSplit(linked)
      ? linked
      : noSplit(
          'which libraries the program is linked to is not known',
          'link it statically, or split it by hand',
        )
  // All that can have been linked is of packages that RUNs install.
  return installedLibraries(subject)
}

/** Undefined for a base that has no compiler of its own. */
function runtimeOf(subject: Subject): string | NoSplit | undefined {
  if (!/^(?:gcc|buildpack-deps)$/.test(subject.image.name)) return undefined
  const release = releaseOf(subject)
  const tag = release === undefined ? undefined : officialTag('debian', `${release}-slim`)
  return tag
    ? `${subject.image.prefix}debian:${tag.tag}`
    : noSplit(
        'the release of Debian that the program is linked on is not known',
        'name it in the tag, such as bookworm',
      )
}
