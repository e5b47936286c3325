// Go: the program alone, with the files that it reads and the system that it needs.
import { posix } from 'node:path'
import { distrolessImage } from '../../../catalog/distroless.ts'
import { officialTag } from '../../../catalog/official-images.ts'
import { stateAt } from '../../../dockerfile/document.ts'
import { toSource } from '../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import { systemNeed } from '../../calls/bare-program.ts'
import type { Call } from '../../calls/calls.ts'
import { buildPart } from '../build-part.ts'
import { goSources, IMPORTS, type GoSources } from '../go-sources.ts'
import { installedLibraries, linkedLibraries } from '../linked-libraries.ts'
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
import { makesAccounts, runtimeRun } from '../runtime-runs.ts'
import { needsSystem, programPath, started } from '../start.ts'
import { startedCommands } from '../started-commands.ts'
import { alpineOf, pathFrom, releaseOf, type Subject } from '../subject.ts'

export const go: Recipe = {
  name: 'go',
  plan(subject) {
    if (subject.image.name !== 'golang') return undefined
    const builds = subject.building.filter(isBuild)
    const [first] = started(subject)
    if (!first) return undefined
    if (first.command.name === 'go')
      return noSplit(
        'go run compiles the program whenever a container starts',
        'build it in a RUN with go build -o, and start what that makes',
        first.at,
      )
    if (builds.length === 0) return undefined
    return planOf(subject, builds, first)
  },
}

function isBuild({ command: { name, args } }: Call): boolean {
  return name === 'go' && /^(?:build|install)$/.test(args[0]?.text ?? '')
}

const LANGUAGE: SourceLanguage = {
  sources: /\.go$/,
  namesPackages: true,
  ofBuilds: /^(?:go\.(?:mod|sum|work|work\.sum)|.*\.s|.*\.proto|\.golangci\..*|\.goreleaser\..*)$/,
  // Names that are no literal: what the program opens, only a run shows.
  opensFiles:
    /\b(?:os\.(?:Open|OpenFile|ReadFile|ReadDir|DirFS|Stat)|ioutil\.Read\w+|filepath\.(?:Walk|WalkDir|Glob)|http\.(?:Dir|ServeFile)|template\.\w*Parse(?:Files|Glob)|ParseFiles|ParseGlob|LoadHTML\w+|Static\w*|godotenv\.|viper\.|SetConfig\w+)\s*\(?/,
  silent: [/^\s*\/\/.*$/gm, IMPORTS],
}

function planOf(subject: Subject, builds: readonly Call[], start: Call): SplitPlan | NoSplit {
  const program = programPath(start)
  const made = builds.map((call) => ({ call, path: outputOf(call) }))
  const own = made.find(
    ({ path }) => path !== undefined && (path === program || posix.basename(path) === program),
  )
  if (!own?.path || program === undefined)
    return noSplit(
      `what ${program ?? 'the container'} starts is not seen to be made by go build`,
      'name the program with -o, and the same path in CMD',
      start.at,
    )
  const isGo = ({ name }: { readonly name: string | undefined }): boolean => name === 'go'
  const whole = { from: own.path, to: own.path, isFolder: false }
  const part = buildPart(subject, builds, isGo, { buildPackages: new Set(), artefacts: [whole] }, [
    '/go',
    '/root/go',
  ])
  if ('reason' in part) return part
  const last = Math.max(...[...part.builds].map(({ index }) => index))
  const lastBuild = own.call.instruction
  const sources = goSources(subject)
  if (!sources)
    return noSplit(
      'what the program reads and starts when it runs is in sources that are not in a known build context',
      'run dfopt where the build context is',
    )
  const files = runtimeFiles(subject, lastBuild, LANGUAGE)
  if (!files) return noSplit('the sources are too many to be read', 'split it by hand')
  const linked = linkage(subject, own.call, sources)
  if ('reason' in linked) return linked
  const accounts = subject.runs.filter((run) => run.instruction.index < last && makesAccounts(run))
  const inSystem = setUpReason(subject, part.builds, last)
  const system = needsSystem(subject, last) ?? systemReason(sources) ?? inSystem
  const runtime = runtimeOf(subject, linked.isStatic && system === undefined, sources)
  if (typeof runtime === 'object') return runtime
  const isBare = runtime === 'scratch' || runtime.startsWith('gcr.io/')
  const target = program.includes('/') ? own.path : posix.join('/usr/local/bin', program)
  const artefacts: readonly Artefact[] = [
    { from: own.path, to: target, isFolder: false },
    ...files.filter(({ from }) => from !== own.path),
  ]
  // Of Alpine, both images have the same commands.
  const called = isBare || alpineOf(subject) !== undefined ? [] : startedCommands(subject, artefacts)
  if (isNoSplit(called)) return called
  return {
    ...EMPTY_PLAN,
    runtime,
    isBare,
    builds: isBare
      ? new Set([...part.builds, ...accounts.map(({ instruction }) => instruction)])
      : part.builds,
    artefacts,
    packages: isBare
      ? []
      : [...called, ...systemPackages(sources, alpineOf(subject) !== undefined), ...(linked.libraries ?? [])],
    edits: linked.edits,
    rebuilt: linked.edits.length > 0 ? [target] : [],
    leaves: 'the compiler, the sources and the modules',
    notes: [...linked.notes, ...(system === undefined || isBare ? [] : [`a system stays for ${system}`])],
  }
}

/** `go build -o /out/app ./cmd/app`, `go build .`, `go install ./...`: where the program is then. */
function outputOf({ command: { args }, folder, files }: Call): string | undefined {
  const words = args.map(({ literal, text }) => literal ?? text)
  if (words.some((word) => word.startsWith('-buildmode'))) return undefined
  const at = words.indexOf('-o')
  const output = at === -1 ? words.find((word) => word.startsWith('-o='))?.slice('-o='.length) : words[at + 1]
  const operands = words
    .slice(1)
    .filter((word, index, all) => !word.startsWith('-') && !VALUED.test(all[index - 1] ?? ''))
  const name = (operand: string | undefined): string | undefined => {
    if (operand?.endsWith('.go') === true) return posix.basename(operand, '.go')
    const path = folder === undefined ? undefined : posix.resolve(folder, operand ?? '.')
    const module = /^module\s+"?(\S+?)"?\s*$/m.exec(
      files.read(posix.join(folder ?? '/', 'go.mod')) ?? '',
    )?.[1]
    // The folder of a main package names it; at the top, the last element of the module does, without a major version.
    if (operand === undefined || /^\.\/?$/.test(operand))
      return module === undefined ? undefined : posix.basename(module.replace(/\/v\d+$/, ''))
    return path === undefined || operand.includes('...') ? undefined : posix.basename(path)
  }
  const operand = operands.find((word) => word !== output)
  if (words[0] === 'install') {
    const own = name(operand)
    return own === undefined ? undefined : posix.join('/go/bin', own)
  }
  if (output === undefined) {
    const own = name(operand)
    return own === undefined ? undefined : pathFrom(folder, own)
  }
  const path = pathFrom(folder, output)
  if (path === undefined) return undefined
  const isFolder = output.endsWith('/') || files.list(path) !== undefined
  const own = isFolder ? name(operand) : undefined
  return isFolder ? (own === undefined ? undefined : posix.join(path, own)) : path
}

// https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies: build flags that take a word.
const VALUED =
  /^-(?:o|p|asmflags|buildmode|buildvcs|compiler|gccgoflags|gcflags|installsuffix|ldflags|mod|modfile|overlay|pgo|pkgdir|tags|toolexec|C|covermode|coverpkg)$/

interface Linkage {
  readonly isStatic: boolean
  /** Packages with the libraries that it is linked to. */
  readonly libraries?: readonly string[]
  readonly edits: readonly TextEdit[]
  readonly notes: readonly string[]
}

/** Whether the program is linked to no library, or can be without a difference. */
function linkage(subject: Subject, call: Call, sources: GoSources): Linkage | NoSplit {
  const given = cgoOf(subject, call)
  const nothing: Linkage = { isStatic: true, edits: [], notes: [] }
  if (given === '0') return nothing
  const compiler = subject.runs
    .flatMap(({ commands }) => commands)
    .some((command) =>
      command.args.some(({ text }) => /^(?:build-base|gcc|g\+\+|musl-dev|alpine-sdk)$/.test(text)),
    )
  // https://go.dev/doc/go1.20#cgo: without a C compiler, cgo is off.
  if (given === undefined && alpineOf(subject) !== undefined && !compiler) return nothing
  if (sources.needsCgo === undefined && given === undefined) {
    const at = editPlace(subject, call)
    if (at !== undefined)
      return {
        isStatic: true,
        edits: [{ start: at, end: at, text: 'CGO_ENABLED=0 ' }],
        notes: ['no package needs C, so that it is linked to nothing and needs no library'],
      }
  }
  const own = linkedLibraries(subject, sources.links, [])
  if (isNoSplit(own)) return { ...own, at: call.at }
  const libraries = installedLibraries(subject)
  if (isNoSplit(libraries))
    return { ...libraries, unblock: 'set CGO_ENABLED=0 where no package needs C', at: call.at }
  return { isStatic: false, edits: [], notes: [], libraries }
}

/** The value that a build gets; undefined where none is set. */
function cgoOf({ document }: Subject, { stage, instruction, command }: Call): string | undefined {
  const own = command.syntax.prefix.find((each) => each.type === 'Assignment' && each.name === 'CGO_ENABLED')
  if (own && 'text' in own) return own.text.slice('CGO_ENABLED='.length)
  return stateAt(document, stage, instruction).variables.get('CGO_ENABLED')?.text
}

/** Where a variable for one call can be written: right in front of a call that stands in the file itself. */
function editPlace({ runs }: Subject, { command, instruction, within }: Call): number | undefined {
  const run = runs.find((each) => each.instruction === instruction)
  if (within !== undefined || !run?.commands.includes(command) || command.wrappers.length > 0)
    return undefined
  return toSource(run.script.mapped, command.start)
}

/** A RUN that sets up what the program may need, apart from accounts. */
function setUpReason(subject: Subject, builds: SplitPlan['builds'], last: number): string | undefined {
  const plan = { isBare: false, buildPackages: new Set<string>(), artefacts: [] }
  const found = subject.runs.find((run) => {
    if (run.instruction.index > last || builds.has(run.instruction) || makesAccounts(run)) return false
    const stated = runtimeRun(subject, run, plan)
    return 'reason' in stated || stated.text !== undefined
  })
  return found && 'what a RUN sets up'
}

function systemReason({ starts }: GoSources): string | undefined {
  return starts.length === 0 ? undefined : `${starts.join(', ')}, which it starts`
}

function runtimeOf(subject: Subject, isBare: boolean, sources: GoSources): string | NoSplit {
  if (sources.startsUnknown)
    return noSplit(
      'the sources start programs whose names are put together',
      'split it by hand, and run dfopt verify',
    )
  if (isBare) return bareImage(subject)
  const { prefix, own } = subject.image
  // Who has images of their own takes systems from the same place.
  if (own !== undefined)
    return noSplit(
      `which image with a bare system belongs to ${subject.stage.base} is not known`,
      'split it by hand',
    )
  const alpine = alpineOf(subject)
  if (alpine !== undefined) return `${prefix}alpine:${alpine}`
  const release = releaseOf(subject)
  const tag = release === undefined ? undefined : officialTag('debian', `${release}-slim`)
  return tag
    ? `${prefix}debian:${tag.tag}`
    : noSplit(
        'the release of Debian that the program is linked on is not known',
        'name it in the tag, such as bookworm',
      )
}

/** An empty image where the sources ask for nothing of a system, else the one with certificates, time zones and accounts. */
function bareImage(subject: Subject): string {
  const { document, stage, project } = subject
  // Without TZ, local time is that of UTC, whether or not there are time zones.
  const hadZones = stateAt(document, stage).variables.has('TZ')
  const hadTypes = alpineOf(subject) === undefined
  const need = systemNeed('go', project, { certificates: false, zones: false, hadZones, hadTypes })
  return need === undefined ? 'scratch' : (distrolessImage('static')?.reference ?? 'scratch')
}

/** What the image of Go brings of its system and a slim one does not; Debian has time zones in all its images. */
function systemPackages(
  { usesNetwork, usesZones, servesFiles, starts }: GoSources,
  isAlpine: boolean,
): readonly string[] {
  return [
    ...(usesNetwork ? ['ca-certificates'] : []),
    ...starts.filter((name) => name === 'git'),
    ...(usesZones && isAlpine ? ['tzdata'] : []),
    ...(servesFiles && !isAlpine ? ['media-types'] : []),
  ]
}
