// The plan for a Node project: what is copied, what is taken out first, how it starts.
import { posix } from 'node:path'
import { workingFolder } from '../../../../project/copied-files.ts'
import { stateAt } from '../../../../dockerfile/document.ts'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import type { Call } from '../../../calls/calls.ts'
import { EMPTY_PLAN, isSplit, noSplit, type NoSplit, type SplitPlan } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { OF_NODE_GYP } from './copies.ts'
import { pruneCommand } from './development-packages.ts'
import { frameworkOutput, homeDownloads, type FrameworkOutput } from './frameworks.ts'
import { installEdits, type InstallEdits } from './install-edits.ts'
import { managerCall, servesBuild } from './manager-calls.ts'
import { installScripts, isBerry, type NodeProject } from './node-project.ts'
import { readsNodeEnv } from './node-env.ts'
import { programSources, type ProgramSources } from './program-sources.ts'
import { layoutOf, type Layout } from './layout-choice.ts'
import { lostImport } from './lost-imports.ts'
import { callsOfBuild, type ProjectBuild } from './project-build.ts'
import { startOf, type NewStart } from '../../new-start.ts'
import { programOfStart } from './start-command.ts'
import { fileOfNode, lostProgram } from './started-programs.ts'

interface Findings {
  /** The one file that node starts, from the project's folder on. */
  readonly entry: string | undefined
  readonly sources: ProgramSources
  readonly framework: FrameworkOutput | undefined
  /** True where development dependencies are there when the build is done. */
  readonly hasDev: boolean
  /** True where they would be in what is copied. */
  readonly prunes: boolean
}

export function planOfProject(subject: Subject, build: ProjectBuild): SplitPlan | NoSplit | undefined {
  const { project, programs, last } = build
  const found = findingsOf(subject, build)
  if (!isSplit<Findings>(found)) return found
  const { sources, framework, hasDev, prunes } = found
  const lost = prunes ? lostWithDevelopment(subject, build, found) : undefined
  if (lost) return lost
  const layout = layoutOf(subject, build, { ...found, top: project.top })
  if (!layout)
    return noSplit(
      'the project lies in the folder /, and what its build makes there is not known',
      'give it a folder of its own: WORKDIR /app',
    )
  if (layout.kind === 'folder' && !hasDev && !build.hasCompilers) return undefined
  const newStart = build.isNewStart
    ? builtStart(subject, build, sources)
    : framework?.starts === undefined
      ? programOfStart(subject, project, sources, last)
      : startOf(subject, last, ['node', ...framework.starts])
  if (build.isNewStart && !newStart)
    return noSplit(
      'nest start compiles the program whenever a container starts',
      'start what nest build makes: CMD ["node", "dist/main"]',
      programs[0]?.call.at,
    )
  if (framework?.starts !== undefined && !newStart)
    return noSplit(
      'next start is to become node server.js, and how it is started is not plain',
      'start it by CMD alone: CMD ["next", "start"]',
    )
  const gone = newStart ? undefined : lostManager(subject, build)
  if (gone) return gone
  const packages = packagesFor(subject, build, layout, prunes)
  if (!isSplit<Packages>(packages)) return packages
  const environment = environmentOf(subject, build, sources, prunes, newStart, framework?.environment ?? [])
  const runs = new Set(newStart ? ['node'] : programs.map(({ name }) => name).concat(managersOf(subject)))
  return {
    ...EMPTY_PLAN,
    builds: build.builds,
    artefacts: layout.artefacts,
    isExact: true,
    packages: build.libraries,
    thinned: thinned(project, prunes, packages.removes.length > 0),
    buildPackages: asksForPython(sources, project) ? new Set() : OF_NODE_GYP,
    serves: (command) => {
      const kind = managerCall(command)
      if (kind !== 'global' && kind !== 'setting') return undefined
      return servesBuild(command, runs) ? 'build' : 'runtime'
    },
    environment: environment.variables,
    edits: [...packages.edits, ...(newStart?.edits ?? [])],
    removes: [...packages.removes, ...(newStart?.removes ?? [])],
    commands: commandsBehind(subject, build, [...packages.commands, ...(framework?.commands ?? [])]),
    leaves: leavings(layout, build, hasDev),
    notes: [
      ...packages.notes,
      ...(newStart && newStart.note !== '' ? [newStart.note] : []),
      ...environment.notes,
      ...(framework?.notes ?? []),
    ],
  }
}

function builtStart(
  subject: Subject,
  { programs, last }: ProjectBuild,
  { texts }: ProgramSources,
): NewStart | undefined {
  if (texts.some((each) => /\bnpm_[a-z]/.test(each))) return undefined
  const start = startOf(subject, last, ['node', ...(programs[0]?.words ?? [])])
  return (
    start && { ...start, note: 'CMD starts what nest build has made, which nest start compiles once more' }
  )
}

function findingsOf(subject: Subject, build: ProjectBuild): Findings | NoSplit {
  const { project, programs } = build
  const entry = entryOf(build)
  const sources = programSources(subject, project, project.top, entry)
  if (!sources) return noSplit('the sources are too many to be read', 'split it by hand')
  const framework = frameworkOutput(project, programs)
  if (framework && !isSplit<FrameworkOutput>(framework)) return framework
  const home = homeDownloads(project)
  const isElsewhere = subject.stage.instructions.some(({ args }) =>
    /PUPPETEER_(?:SKIP|CACHE|EXECUTABLE)/.test(args.text),
  )
  if (home !== undefined && !isElsewhere)
    return noSplit(
      `${home} puts a browser or a server into the home folder when it is installed`,
      'split it by hand, with what it downloads',
    )
  const hasDev = project.dev.size > 0 && !build.isPruned
  return { entry, sources, framework, hasDev, prunes: hasDev && framework?.isWhole !== true }
}

function entryOf({ project, programs }: ProjectBuild): string | undefined {
  const [program, ...more] = programs
  const file = program && more.length === 0 ? fileOfNode(program) : undefined
  if (file === undefined || program?.call.folder === undefined) return undefined
  const path = posix.relative(project.folder, posix.resolve(program.call.folder, file))
  return path === '' || path.startsWith('..') ? undefined : path
}

/** Why what starts does not do so without development dependencies. */
function lostWithDevelopment(
  subject: Subject,
  build: ProjectBuild,
  { sources, framework }: Findings,
): NoSplit | undefined {
  const mode = stateAt(subject.document, subject.stage).variables.get('NODE_ENV')?.text
  if (mode !== undefined && mode !== 'production')
    return noSplit(
      `NODE_ENV is ${mode}, so the image may be meant to develop with`,
      'set NODE_ENV=production where it is not',
    )
  const globals = new Set(subject.building.flatMap(({ command }) => globalNames(command)))
  return lostProgram(build.programs, build.project, globals) ?? lostImport(subject, build, sources, framework)
}

interface Packages extends InstallEdits {
  readonly commands: readonly string[]
}

/** How development dependencies stay out of what is copied: never installed where nothing is built with them, else taken out. */
function packagesFor(
  subject: Subject,
  build: ProjectBuild,
  layout: Layout,
  prunes: boolean,
): Packages | NoSplit {
  const { project, installs } = build
  const [install] = installs
  const inPlace = prunes && !build.hasBuild && installs.length === 1 && installScripts(project).length === 0
  const edits = install && installEdits(subject, project, install, inPlace)
  const without = edits ?? { edits: [], removes: [], notes: [] }
  const keepsPackages =
    layout.kind === 'folder' || layout.artefacts.some(({ from }) => from.endsWith('/node_modules'))
  if (!prunes || !keepsPackages || (inPlace && edits)) return { ...without, commands: [] }
  if (changesPackages(build))
    return noSplit(
      'yarn takes back what a script of the project changes in node_modules',
      'split it by hand, with the development dependencies left out by another install',
    )
  const { document, stage } = subject
  const user = stateAt(document, stage, behindBuild(subject, build)).user ?? 'root'
  const owner = (install && stateAt(document, stage, install.instruction).user) ?? 'root'
  if (user !== owner && !/^(?:root|0)(?::|$)/.test(user))
    return noSplit(
      `${user} cannot take out development dependencies that ${owner} has installed`,
      'let USER follow what builds',
    )
  const prune = pruneCommand(subject, project, install)
  return typeof prune === 'object' ? prune : { ...without, commands: [prune] }
}

export function behindBuild({ stage }: Subject, { last }: ProjectBuild): Instruction | undefined {
  return stage.instructions.find(({ index }) => index > last.index)
}

/** Why the package manager that starts the program is not there: its install stands with the build's. */
export function lostManager(subject: Subject, build: ProjectBuild): NoSplit | undefined {
  const needed = new Set(managersOf(subject).filter((name) => name !== 'npm' && name !== 'npx'))
  const lost = callsOfBuild(subject, build).find(
    ({ command }) =>
      (managerCall(command) === 'global' || command.name === 'corepack') && !servesBuild(command, needed),
  )
  return (
    lost &&
    noSplit(
      `${[...needed].join(', ') || 'what starts'} is installed by the RUN that builds`,
      'install it in a RUN of its own',
      lost.at,
    )
  )
}

/** One RUN, in the project's folder. */
export function commandsBehind(
  subject: Subject,
  build: ProjectBuild,
  commands: readonly string[],
): readonly string[] {
  if (commands.length === 0) return []
  const { project } = build
  const { document, stage } = subject
  const here = workingFolder(document, stage, behindBuild(subject, build)) === project.folder
  return [(here ? commands : [`cd ${project.folder}`, ...commands]).join(' && ')]
}

/** Packages that are not installed any more, and the lock file, which npm install writes anew and npm ci does not. */
function thinned({ folder, lock }: NodeProject, prunes: boolean, isClean: boolean): readonly string[] {
  return [
    ...(prunes ? [posix.join(folder, 'node_modules')] : []),
    ...(isClean && lock !== undefined ? [posix.join(folder, lock)] : []),
  ]
}

function leavings(layout: Layout, { hasCompilers }: ProjectBuild, hasDev: boolean): string {
  const parts = [
    ...(hasCompilers ? ['the compiler'] : []),
    ...(layout.kind === 'framework' || layout.kind === 'output' ? ['the sources'] : []),
    ...(layout.framework?.isWhole === true
      ? ['node_modules']
      : hasDev
        ? ['the development dependencies']
        : []),
    'what the package manager keeps',
  ]
  return parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}

export function changesPackages({ project }: ProjectBuild): boolean {
  if (project.manager !== 'yarn' || isBerry(project)) return false
  return installScripts(project).some(
    (name) =>
      !/^(?:husky(?: install)?|(?:npx )?prisma generate|echo .*|true)$/.test(
        (project.scripts.get(name) ?? '').trim(),
      ),
  )
}

export function globalNames(command: Call['command']): readonly string[] {
  return managerCall(command) === 'global'
    ? command.args
        .map((word) => (word.literal ?? word.text).replace(/(.)@.*$/, '$1'))
        .filter((word) => !word.startsWith('-'))
    : []
}

export function managersOf({ starting }: Subject): readonly string[] {
  return starting
    .map(({ command }) => command.name ?? '')
    .filter((name) => /^(?:npm|npx|yarn|pnpm|corepack)$/.test(name))
}

export function asksForPython({ texts }: ProgramSources, { dependencies }: NodeProject): boolean {
  return (
    texts.some((text) => /python/i.test(text)) ||
    [...dependencies].some((name) => /python|yt-?dlp|youtube-dl/.test(name))
  )
}

export function environmentOf(
  subject: Subject,
  { project }: ProjectBuild,
  sources: ProgramSources,
  prunes: boolean,
  newStart: NewStart | undefined,
  framework: readonly string[],
): { readonly variables: readonly string[]; readonly notes: readonly string[] } {
  const own = readsNodeEnv(subject, project, sources)
  if (newStart?.isProduction === true) return { variables: ['NODE_ENV=production', ...framework], notes: [] }
  if (!prunes) return { variables: framework, notes: [] }
  if (own === undefined)
    return {
      variables: ['NODE_ENV=production', ...framework],
      notes: ['NODE_ENV says so, as the development dependencies are gone'],
    }
  return {
    variables: framework,
    notes: own === 'the file sets it' ? [] : [`NODE_ENV is left alone, because ${own}`],
  }
}
