// Node: what the build makes, the packages that it needs at run time, and no more.
import type { Instruction } from '../../../dockerfile/instruction.ts'
import { installedPackages } from '../../../shell/system-packages.ts'
import type { Call } from '../../calls/calls.ts'
import { isForBuilds } from '../build-packages.ts'
import { installedLibraries } from '../linked-libraries.ts'
import { servesBuildAlone } from '../runtime-runs.ts'
import { isNoSplit, isSplit, noSplit, type NoSplit, type Recipe, type SplitPlan } from '../split-plan.ts'
import type { Subject } from '../subject.ts'
import { goesInto, OF_NODE_GYP } from './node/copies.ts'
import { builtByNest } from './node/nest-start.ts'
import { isPruned } from './node/development-packages.ts'
import { planOfProject } from './node/project-plan.ts'
import type { ProjectBuild } from './node/project-build.ts'
import { planOfWorkspace } from './node/workspace-plan.ts'
import { installsAll, workspaceAt } from './node/workspace.ts'
import { managerCall, servesBuild, worksElsewhere } from './node/manager-calls.ts'
import { layoutObstacle, nodeProject } from './node/node-project.ts'
import { servesFiles, startedPrograms, startObstacle } from './node/started-programs.ts'

export const node: Recipe = {
  name: 'node',
  plan(subject) {
    if (subject.image.name !== 'node') return undefined
    const installs = subject.building.filter(({ command }) =>
      /^(?:install|add)$/.test(managerCall(command) ?? ''),
    )
    const [install] = installs
    const programs = startedPrograms(subject)
    if (!install || programs.length === 0 || servesFiles(programs)) return undefined
    const builds = subject.building.some((call) => isBuild(call))
    const compilers = compilersOf(subject)
    const { folder } = subject
    if (!subject.project.known)
      return builds || compilers.length > 0
        ? noSplit(
            'what starts is told by a package.json that is not in a known build context',
            'run dfopt where the build context is',
          )
        : undefined
    if (folder === undefined)
      return builds || compilers.length > 0
        ? noSplit('the folder of the project is not known', 'name one: WORKDIR /app')
        : undefined
    const name = managerOf(installs)
    if (name === undefined)
      return noSplit('npm, yarn and pnpm install beside each other', 'install with one of them')
    const workspace = workspaceAt(subject, install.folder ?? folder, name)
    if (isNoSplit(workspace)) return builds || compilers.length > 0 ? workspace : undefined
    const project = workspace?.root ?? nodeProject(subject, folder, name)
    const elsewhere = workspace
      ? installs.find((call) => !installsAll(workspace, call))
      : installs.find((call) => call.folder !== folder || worksElsewhere(call.command) !== undefined)
    if (!project)
      return builds || compilers.length > 0
        ? noSplit(
            `no package.json is seen that is copied to ${folder}`,
            'run dfopt where the build context is, or copy package.json by its name',
            install.at,
          )
        : undefined
    if (elsewhere)
      return builds || compilers.length > 0
        ? noSplit(
            workspace
              ? 'packages are installed in a folder of the workspace that is not its first'
              : 'packages are installed in another folder than the one that a container starts in',
            'split it by hand',
            elsewhere.at,
          )
        : undefined
    const pruned = isPruned(subject, subject.building)
    const gains =
      builds ||
      compilers.length > 0 ||
      (!pruned && [project, ...(workspace?.members ?? [])].some(({ dev }) => dev.size > 0))
    if (!gains) return undefined
    const unsaved = installs.find(({ command }) =>
      command.args.some(({ text }) => /^(?:--no-save|link|ln)$/.test(text)),
    )
    if (unsaved)
      return noSplit(
        'it installs packages that package.json does not name, which would go with the development dependencies',
        'name them in package.json',
        unsaved.at,
      )
    const built = workspace ? undefined : builtByNest(subject, project, programs)
    const starting = built ? [built] : programs
    const obstacle = startObstacle(starting) ?? opaqueStart(subject)
    if (obstacle) return obstacle
    const libraries = installedLibraries(subject)
    if (isNoSplit(libraries)) return libraries
    const layout = workspace ? undefined : layoutObstacle(project)
    if (layout !== undefined) return noSplit(layout, 'split it by hand')
    const last = lastOfBuild(subject, project.folder)
    if (!last) return undefined
    const inBuild = buildInstructions(
      subject,
      project.folder,
      last,
      new Set(starting.map((each) => each.name)),
    )
    if (!isSplit<Built>(inBuild)) return inBuild
    const build: ProjectBuild = {
      project,
      programs: starting,
      isNewStart: built !== undefined,
      installs,
      last,
      builds: inBuild.instructions,
      movesFiles: inBuild.movesFiles,
      hasBuild: builds,
      hasCompilers: compilers.length > 0,
      isPruned: pruned,
      libraries,
    }
    return workspace ? planOfWorkspace(subject, workspace, build) : planOfProject(subject, build)
  },
}

function isBuild({ command, within }: Call): boolean {
  return within !== 'package.json' && managerCall(command) === 'run'
}

function managerOf(installs: readonly Call[]): 'npm' | 'yarn' | 'pnpm' | undefined {
  const names = new Set(installs.map(({ command }) => command.name ?? ''))
  const [name, ...more] = names
  return more.length > 0 ? undefined : (['npm', 'yarn', 'pnpm'] as const).find((each) => each === name)
}

/** Packages with which node-gyp compiles. */
function compilersOf({ runs }: Subject): readonly string[] {
  return runs
    .flatMap(({ commands }) => commands)
    .flatMap((command) => installedPackages(command) ?? [])
    .filter((name) => isForBuilds(name))
}

function opaqueStart({ opaque, stage }: Subject): NoSplit | undefined {
  const starts = stage.instructions.filter(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword))
  const found = opaque.find(({ at }) =>
    starts.some(({ range }) => range.start <= at.start && at.end <= range.end),
  )
  return found && noSplit(found.reason, found.unblock, found.at)
}

/** The last RUN that works on the project. */
function lastOfBuild(subject: Subject, folder: string): Instruction | undefined {
  const last = subject.building.findLast(({ command }) =>
    /^(?:install|add|prune|run)$/.test(managerCall(command) ?? ''),
  )?.instruction
  if (!last) return undefined
  // What removes or moves files of the project right behind it belongs to it.
  const behind = subject.stage.instructions.filter(({ index }) => index > last.index)
  const end = behind.findIndex(({ keyword }) => keyword !== 'RUN')
  return (
    behind
      .slice(0, end === -1 ? undefined : end)
      .findLast((instruction) =>
        subject.runs.some(
          (run) =>
            run.instruction === instruction &&
            run.commands.some(({ name }) => /^(?:rm|mv|cp)$/.test(name ?? '')) &&
            servesBuildAlone(subject, run, ({ name }) => /^rm$/.test(name ?? ''), whole(folder)),
        ),
      ) ?? last
  )
}

function whole(folder: string): Pick<SplitPlan, 'buildPackages' | 'artefacts'> {
  return { buildPackages: OF_NODE_GYP, artefacts: [{ from: folder, to: folder, isFolder: true }] }
}

interface Built {
  readonly instructions: ReadonlySet<Instruction>
  /** True where a RUN puts files in the project's folder by itself. */
  readonly movesFiles: boolean
}

function buildInstructions(
  subject: Subject,
  folder: string,
  last: Instruction,
  started: ReadonlySet<string>,
): Built | NoSplit {
  const found = new Set<Instruction>()
  let movesFiles = false
  for (const instruction of subject.stage.instructions) {
    if (instruction.index > last.index) break
    if (/^(?:COPY|ADD)$/.test(instruction.keyword) && goesInto(subject, instruction, folder))
      found.add(instruction)
    const run = subject.runs.find((each) => each.instruction === instruction)
    if (!run) continue
    const works = run.commands.filter((command) =>
      /^(?:install|add|prune|run)$/.test(managerCall(command) ?? ''),
    )
    const moves = run.commands.some(({ name }) => /^(?:cp|mv|tee|ln)$/.test(name ?? ''))
    const alone = servesBuildAlone(
      subject,
      run,
      (command) => isOfBuild(command, started) || command.name === 'git',
      whole(folder),
    )
    if (works.length > 0 && !alone)
      return noSplit(
        'the RUN that installs or builds does something else beside',
        'install and build in RUNs of their own',
        instruction.range,
      )
    if (works.length > 0 || (moves && alone)) found.add(instruction)
    if (
      alone &&
      run.commands.some(
        ({ name, redirects }) => /^(?:cp|mv|tee|ln|touch|mkdir|git)$/.test(name ?? '') || redirects,
      )
    )
      movesFiles = true
  }
  return found.has(last) || found.size > 0
    ? { instructions: found.add(last), movesFiles }
    : noSplit('nothing builds it', 'nothing to do')
}

function isOfBuild(command: Call['command'], started: ReadonlySet<string>): boolean {
  const kind = managerCall(command)
  if (kind === 'global') return servesBuild(command, started)
  return kind !== undefined
}
