// The plan for a Node project: what is copied, what is taken out first, how it starts.
import { posix } from 'node:path'
import { workingFolder } from '../../../../project/copied-files.ts'
import { stateAt } from '../../../../dockerfile/document.ts'
import type { Call } from '../../../calls/calls.ts'
import { EMPTY_PLAN, isSplit, noSplit, type NoSplit, type SplitPlan } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { OF_NODE_GYP } from './copies.ts'
import { pruneCommand } from './development-packages.ts'
import { frameworkOutput, homeDownloads, type FrameworkOutput } from './frameworks.ts'
import { installEdits } from './install-edits.ts'
import { managerCall, servesBuild } from './manager-calls.ts'
import { installScripts, isBerry, type NodeProject } from './node-project.ts'
import { readsNodeEnv } from './node-env.ts'
import { programSources, type ProgramSources } from './program-sources.ts'
import { layoutOf, type Layout } from './layout-choice.ts'
import { lostImport } from './lost-imports.ts'
import type { ProjectBuild } from './project-build.ts'
import { programOfStart, startOf, type NewStart } from './start-command.ts'
import { fileOfNode, lostProgram } from './started-programs.ts'

export function planOfProject(subject: Subject, build: ProjectBuild): SplitPlan | NoSplit | undefined {
  const { project, programs, installs, last } = build
  const { top } = project
  const files = programs.map(fileOfNode)
  const [file] = files
  const entry =
    file !== undefined && files.length === 1 && !file.startsWith('/') ? posix.normalize(file) : undefined
  const sources = programSources(subject, project, top, entry)
  if (!sources) return noSplit('the sources are too many to be read', 'split it by hand')
  const framework = frameworkOutput(project, programs)
  if (framework && !isSplit<FrameworkOutput>(framework)) return framework
  const home = homeDownloads(project)
  if (
    home !== undefined &&
    !subject.stage.instructions.some(({ args }) => /PUPPETEER_(?:SKIP|CACHE|EXECUTABLE)/.test(args.text))
  )
    return noSplit(
      `${home} puts a browser or a server into the home folder when it is installed`,
      'split it by hand, with what it downloads',
    )
  const hasDev = project.dev.size > 0 && !build.isPruned
  const prunes = hasDev && framework?.isWhole !== true
  const globals = new Set(subject.building.flatMap(({ command }) => globalNames(command)))
  const mode = stateAt(subject.document, subject.stage).variables.get('NODE_ENV')?.text
  if (prunes) {
    if (mode !== undefined && mode !== 'production')
      return noSplit(
        `NODE_ENV is ${mode}, so the image may be meant to develop with`,
        'set NODE_ENV=production where it is not',
      )
    const lost = lostProgram(programs, project, globals) ?? lostImport(subject, build, sources, framework)
    if (lost) return lost
  }
  const layout = layoutOf(subject, build, { top, entry, sources, framework })
  if (!layout)
    return noSplit(
      'the project lies in the folder /, and what its build makes there is not known',
      'give it a folder of its own: WORKDIR /app',
    )
  if (layout.kind === 'folder' && !hasDev && !build.hasCompilers) return undefined
  const newStart =
    framework?.starts === undefined
      ? programOfStart(subject, project, sources, last)
      : startOf(subject, last, ['node', ...framework.starts])
  if (framework?.starts !== undefined && !newStart)
    return noSplit(
      'next start is to become node server.js, and how it is started is not plain',
      'start it by CMD alone: CMD ["next", "start"]',
    )
  const inPlace = prunes && !build.hasBuild && installs.length === 1 && installScripts(project).length === 0
  const [install] = installs
  const edits = install && installEdits(subject, project, install, inPlace)
  const keepsPackages =
    layout.kind === 'folder' || layout.artefacts.some(({ from }) => from.endsWith('/node_modules'))
  const prune =
    prunes && keepsPackages && !(inPlace && edits) ? pruneCommand(subject, project, install) : undefined
  if (typeof prune === 'object') return prune
  if (prune !== undefined && changesPackages(build))
    return noSplit(
      'yarn takes back what a script of the project changes in node_modules',
      'split it by hand, with the development dependencies left out by another install',
    )
  const environment = environmentOf(subject, build, sources, prunes, newStart, framework?.environment ?? [])
  const runs = new Set(newStart ? ['node'] : programs.map(({ name }) => name).concat(managersOf(subject)))
  const behindBuild = subject.stage.instructions.find(({ index }) => index > last.index)
  const workdir = workingFolder(subject.document, subject.stage, behindBuild)
  const inFolder = (command: string): string =>
    workdir === project.folder ? command : `cd ${project.folder} && ${command}`
  const behind = [...(prune === undefined ? [] : [prune]), ...(framework?.commands ?? [])]
  return {
    ...EMPTY_PLAN,
    builds: build.builds,
    artefacts: layout.artefacts,
    isExact: true,
    packages: build.libraries,
    thinned: thinned(project, prunes, edits !== undefined && edits.removes.length > 0),
    buildPackages: asksForPython(sources, project) ? new Set() : OF_NODE_GYP,
    serves: (command) => {
      const kind = managerCall(command)
      if (kind !== 'global' && kind !== 'setting') return undefined
      return servesBuild(command, runs) ? 'build' : 'runtime'
    },
    environment: environment.variables,
    edits: [...(edits?.edits ?? []), ...(newStart?.edits ?? [])],
    removes: [...(edits?.removes ?? []), ...(newStart?.removes ?? [])],
    commands: behind.length === 0 ? [] : [inFolder(behind.join(' && '))],
    leaves: leavings(layout, build, hasDev),
    notes: [
      ...(edits?.notes ?? []),
      ...(newStart && newStart.note !== '' ? [newStart.note] : []),
      ...environment.notes,
      ...(framework?.notes ?? []),
    ],
  }
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

function changesPackages({ project }: ProjectBuild): boolean {
  if (project.manager !== 'yarn' || isBerry(project)) return false
  return installScripts(project).some(
    (name) =>
      !/^(?:husky(?: install)?|(?:npx )?prisma generate|echo .*|true)$/.test(
        (project.scripts.get(name) ?? '').trim(),
      ),
  )
}

function globalNames(command: Call['command']): readonly string[] {
  return managerCall(command) === 'global'
    ? command.args
        .map((word) => (word.literal ?? word.text).replace(/(.)@.*$/, '$1'))
        .filter((word) => !word.startsWith('-'))
    : []
}

function managersOf({ starting }: Subject): readonly string[] {
  return starting
    .map(({ command }) => command.name ?? '')
    .filter((name) => /^(?:npm|npx|yarn|pnpm|corepack)$/.test(name))
}

function asksForPython({ texts }: ProgramSources, { dependencies }: NodeProject): boolean {
  return (
    texts.some((text) => /python/i.test(text)) ||
    [...dependencies].some((name) => /python|yt-?dlp|youtube-dl/.test(name))
  )
}

function environmentOf(
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
