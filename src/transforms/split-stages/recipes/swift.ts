// Swift: the program that swift build makes, on the slim variant of the same image, which has the libraries of the language alone.
import { posix } from 'node:path'
import { withTag } from '../../../catalog/image-name.ts'
import { officialTag } from '../../../catalog/official-images.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import type { Call } from '../../calls/calls.ts'
import { buildPart } from '../build-part.ts'
import { installedLibraries } from '../linked-libraries.ts'
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
import type { Subject } from '../subject.ts'

export const swift: Recipe = {
  name: 'swift',
  plan(subject) {
    if (subject.image.name !== 'swift') return undefined
    const starts = started(subject)
    const tool = starts.find(({ command }) => command.name === 'swift')
    if (tool)
      return noSplit(
        'swift compiles the program whenever a container starts, or tests it',
        'build it in a RUN with swift build -c release, and start .build/release/<name>',
        tool.at,
      )
    const builds = subject.building.filter(makesProgram)
    const start = starts.find((call) => programPath(call)?.startsWith('/') === true)
    return builds.length === 0 || !start ? undefined : planOf(subject, builds, start)
  },
}

function makesProgram({ command: { name, args } }: Call): boolean {
  return name === 'swift' && args[0]?.text === 'build'
}

/** What takes the program from where the compiler leaves it is of the build, too. */
function isBuild({ name = '', args }: Pick<SimpleCommand, 'name' | 'args'>): boolean {
  return name === 'swift' || (/^(?:mv|cp)$/.test(name) && args.some(({ text }) => SHOWS_PATH.test(text)))
}

const SHOWS_PATH = /swift build.* --show-bin-path/

const LANGUAGE: SourceLanguage = {
  sources: /\.swift$/,
  ofBuilds:
    /^(?:Package\.(?:swift|resolved|pins)|Sources|Tests|Packages|.*\.(?:xcodeproj|xcworkspace|h|c|cpp|modulemap))$/,
  opensFiles:
    /\b(?:FileManager|FileHandle|contentsOf(?:File)?:|fopen|DirectoryConfig(?:uration)?|FileMiddleware|StaticFileServer|leaf|Leaf)\b/,
  silent: [/^\s*\/\/.*$/gm, /^(?:@testable )?import\s.*$/gm],
}

function planOf(subject: Subject, builds: readonly Call[], start: Call): SplitPlan | NoSplit {
  const runtime = slimOf(subject)
  if (runtime === undefined)
    return noSplit(
      `swift:${subject.tag.tag} has no slim variant on the same system`,
      'take a version that has one, such as 6.1',
    )
  const program = programPath(start) ?? ''
  if (!builds.some((call) => isMade(subject, call, program)))
    return noSplit(
      `what ${program} starts is not seen to be made by swift build`,
      'start .build/release/<name>, after swift build -c release',
      start.at,
    )
  const [first] = builds
  const manifest = first?.files.read(posix.join(first.folder ?? '/', 'Package.swift'))
  if (manifest === undefined)
    return noSplit(
      'what the program is linked to is in a Package.swift that is not in a known build context',
      'run dfopt where the build context is',
    )
  const other = /\.systemLibrary\b|\blinkedLibrary\b|\bresources\s*:|\bprovidedBy\b/.exec(manifest)?.[0]
  if (other !== undefined)
    return noSplit(
      `Package.swift has ${other.replace(/\s*:$/, '')}, and what of that is needed at run time is not known`,
      'name it by # dfopt artifact=/path,/other/path in the file',
    )
  const libraries = installedLibraries(subject)
  if (isNoSplit(libraries)) return libraries
  const own: Artefact = { from: program, to: program, isFolder: false }
  const part = buildPart(
    subject,
    subject.building.filter(({ command }) => isBuild(command)),
    isBuild,
    {
      buildPackages: new Set(),
      artefacts: [own],
    },
  )
  if ('reason' in part) return part
  const files = first && runtimeFiles(subject, first.instruction, LANGUAGE)
  if (!files) return noSplit('the sources are too many to be read', 'split it by hand')
  const artefacts = [own, ...files, ...vaporFolders(subject), ...startedFiles(subject, part.builds)]
  return {
    ...EMPTY_PLAN,
    runtime,
    builds: part.builds,
    artefacts: artefacts.filter(
      ({ from }, index) => artefacts.findIndex((each) => each.from === from) === index,
    ),
    packages: libraries,
    leaves: 'the compiler, the sources and the packages',
  }
}

function slimOf({ image, tag, stage }: Subject): string | undefined {
  if (stage.variableBase) return undefined
  const slim = officialTag('swift', [tag.flavour, tag.suffix, 'slim'].filter((part) => part !== '').join('-'))
  return slim?.sameSuffix === `${tag.sameSuffix}-slim` ? withTag(image, slim.tag) : undefined
}

/** `.build/release/app`, `.build/x86_64-unknown-linux-gnu/release/app`, and what `mv $(… --show-bin-path)` makes of it. */
function isMade({ building }: Subject, { folder, command }: Call, program: string): boolean {
  if (folder === undefined) return false
  const words = command.args.map(({ text }) => text)
  // Without an option, the word that follows is build.
  const given = words[words.findIndex((word) => /^(?:-c|--configuration)$/.test(word)) + 1]
  const mode = given === undefined || given === 'build' ? 'debug' : given
  if (words.some((word) => /^(?:--scratch-path|--build-path|--package-path)/.test(word))) return false
  const top = posix.dirname(program)
  const [, triple = '', made] =
    /^((?:[^/]+\/)?)(\w+)$/.exec(posix.relative(posix.join(folder, '.build'), top)) ?? []
  if (made === mode && triple !== '../') return true
  return building.some(({ command: { name, args }, folder: from }) => {
    const target = args.at(-1)?.literal
    if (name !== 'mv' || target === undefined || !args.some(({ text }) => SHOWS_PATH.test(text))) return false
    return posix.resolve(from ?? '/', target, mode) === top
  })
}

/** What Vapor looks for in the folder that it starts in: https://docs.vapor.codes/getting-started/folder-structure/. */
function vaporFolders({ starting, folder }: Subject): readonly Artefact[] {
  const files = starting[0]?.files
  if (folder === undefined || !files) return []
  return ['Public', 'Resources']
    .map((name) => posix.join(folder, name))
    .filter((path) => files.list(path) !== undefined)
    .map((path) => ({ from: path, to: path, isFolder: true }))
}
