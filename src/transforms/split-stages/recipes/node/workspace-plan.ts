// The plan for one application of a workspace: the folder of all packages, without what only development has of node_modules.
import { posix } from 'node:path'
import { stateAt } from '../../../../dockerfile/document.ts'
import { fieldOf } from '../../../../project/node/values.ts'
import { EMPTY_PLAN, isSplit, noSplit, type NoSplit, type SplitPlan } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { OF_NODE_GYP } from './copies.ts'
import { nextServer, homeDownloads, type FrameworkOutput } from './frameworks.ts'
import { lostImport } from './lost-imports.ts'
import { managerCall, servesBuild } from './manager-calls.ts'
import { isBerry, type NodeProject } from './node-project.ts'
import { readsNodeEnv } from './node-env.ts'
import { programSources, type ProgramSources } from './program-sources.ts'
import type { ProjectBuild } from './project-build.ts'
import {
  asksForPython,
  changesPackages,
  commandsBehind,
  globalNames,
  lostManager,
  managersOf,
} from './project-plan.ts'
import { fileOfNode, lostProgram } from './started-programs.ts'
import { workspacePrune } from './workspace-prune.ts'
import { directStart, usesCorepack, type DirectStart } from './workspace-start.ts'
import { nameOf, neededMembers, seenFrom, startedMember, type Workspace } from './workspace.ts'

/** What the sources of one package say. */
interface Part {
  readonly member: NodeProject
  readonly sources: ProgramSources
}

export function planOfWorkspace(
  subject: Subject,
  workspace: Workspace,
  build: ProjectBuild,
): SplitPlan | NoSplit | undefined {
  const { root, members } = workspace
  const all = [root, ...members]
  if (root.folder === '/')
    return noSplit('the workspace lies in the folder /', 'give it a folder of its own: WORKDIR /app')
  const prunes = !build.isPruned && all.some(({ dev }) => dev.size > 0)
  if (!prunes && !build.hasCompilers) return undefined
  const obstacle = workspaceObstacle(subject, workspace, build)
  if (obstacle) return obstacle
  const parts = partsOf(subject, workspace, build)
  if (!isSplit<readonly Part[]>(parts)) return parts
  const lost = prunes ? lostWithDevelopment(subject, workspace, build, parts) : undefined
  if (lost) return lost
  const texts = parts.flatMap(({ sources }) => sources.texts)
  const start = directStart(subject, workspace, build, texts)
  const gone = start ? undefined : (lostManager(subject, build) ?? fetchedManager(subject, root))
  if (gone) return gone
  const prune = prunes ? workspacePrune(subject, workspace, build) : []
  if (!isSplit<readonly string[]>(prune)) return prune
  const environment = environmentOf(subject, workspace, parts, prunes, start)
  const runs = new Set(
    start ? ['node', ...start.runs] : build.programs.map(({ name }) => name).concat(managersOf(subject)),
  )
  return {
    ...EMPTY_PLAN,
    builds: build.builds,
    artefacts: [{ from: root.folder, to: root.folder, isFolder: true }],
    isExact: true,
    packages: build.libraries,
    thinned: prunes ? all.map(({ folder }) => posix.join(folder, 'node_modules')) : [],
    buildPackages: parts.some(({ member, sources }) => asksForPython(sources, member))
      ? new Set()
      : OF_NODE_GYP,
    serves: (command) => {
      const kind = managerCall(command)
      if (kind !== 'global' && kind !== 'setting') return undefined
      return servesBuild(command, runs) ? 'build' : 'runtime'
    },
    environment: environment.variables,
    edits: start?.edits ?? [],
    removes: start?.removes ?? [],
    closing: start?.closing ?? [],
    configures: start && start.closing.length > 0 ? ['WorkingDir'] : [],
    commands: commandsBehind(subject, build, prune),
    leaves: `${build.hasCompilers ? 'the compiler, ' : ''}${prunes ? 'the development dependencies of all packages and ' : ''}what the package manager keeps`,
    notes: [...(start ? [start.note] : []), ...environment.notes],
  }
}

function workspaceObstacle(
  subject: Subject,
  { root, members }: Workspace,
  build: ProjectBuild,
): NoSplit | undefined {
  const lerna = subject.building.find(
    ({ command: { name = '', args } }) =>
      /^(?:lerna|npx)$/.test(name) && args.some(({ text }) => text === 'bootstrap'),
  )
  if (lerna)
    return noSplit(
      'lerna bootstrap installs each package by itself, and takes out no development dependencies',
      'use the workspaces of npm, yarn or pnpm in its place',
      lerna.at,
    )
  const partly = build.installs.find(({ command }) =>
    command.args.some(({ text }) =>
      /^(?:-w|--workspaces?|-ws|--filter|-F|--prefix|--cwd|-C|--dir)(?:=|$)/.test(text),
    ),
  )
  if (partly)
    return noSplit(
      'the install is of some packages of the workspace alone',
      'install all of it, or split it by hand',
      partly.at,
    )
  const install = build.installs.at(-1)
  const late = members.find(
    ({ folder }) => install?.files.read(posix.join(folder, 'package.json')) === undefined,
  )
  // What takes out development dependencies would bring all the others of such a package.
  if (install && late)
    return noSplit(
      `package.json of ${nameOf(late) ?? late.top} is copied behind the install, which leaves its packages out`,
      'copy the manifests of all packages in front of the install, or leave that package out of the build context',
      install.at,
    )
  if (
    root.manager === 'yarn' &&
    isBerry(root) &&
    !/^nodeLinker:\s*["']?node-modules/m.test(root.files.read('.yarnrc.yml') ?? '')
  )
    return noSplit('yarn installs without a node_modules here', 'split it by hand')
  const settings = `${root.files.read('.npmrc') ?? ''}\n${root.files.read('pnpm-workspace.yaml') ?? ''}`
  if (
    root.manager === 'pnpm' &&
    /^\s*(?:node-?linker|shamefully-?hoist|modules-?dir|virtual-?store-?dir)\s*[=:]/im.test(settings)
  )
    return noSplit('pnpm keeps packages in another layout than its own here', 'split it by hand')
  const download = [root, ...members].map((each) => homeDownloads(each)).find((each) => each !== undefined)
  const isElsewhere = subject.stage.instructions.some(({ args }) =>
    /PUPPETEER_(?:SKIP|CACHE|EXECUTABLE)/.test(args.text),
  )
  if (download !== undefined && !isElsewhere)
    return noSplit(
      `${download} puts a browser or a server into the home folder when it is installed`,
      'split it by hand, with what it downloads',
    )
  const patched = [root, ...members].find((each) => changesPackages({ ...build, project: each }))
  return (
    patched &&
    noSplit(
      'yarn takes back what a script of the project changes in node_modules',
      'split it by hand, with the development dependencies left out by another install',
    )
  )
}

function partsOf(
  subject: Subject,
  workspace: Workspace,
  { programs }: ProjectBuild,
): readonly Part[] | NoSplit {
  const { root } = workspace
  const entries = new Map<NodeProject, string | undefined>()
  for (const program of programs) {
    const member = startedMember(workspace, program)
    const file = fileOfNode(program)
    const path =
      file === undefined
        ? undefined
        : posix.relative(member.folder, posix.resolve(program.call.folder ?? root.folder, file))
    entries.set(member, entries.has(member) ? undefined : path)
  }
  const needed = new Set([...entries.keys(), ...neededMembers(workspace, [...entries.keys()])])
  const found: Part[] = []
  for (const member of needed) {
    const sources =
      // Those of all packages would be looked at.
      member === root && entries.get(root) === undefined
        ? NO_SOURCES
        : programSources(subject, member, member.top, entries.get(member))
    if (!sources) return noSplit('the sources are too many to be read', 'split it by hand')
    found.push({ member: seenFrom(workspace, member), sources })
  }
  return found
}

const NO_SOURCES: ProgramSources = { imports: new Map(), texts: [], folders: new Set(), isReached: false }

/** Why what starts does not do so without development dependencies. */
function lostWithDevelopment(
  subject: Subject,
  workspace: Workspace,
  build: ProjectBuild,
  parts: readonly Part[],
): NoSplit | undefined {
  const mode = stateAt(subject.document, subject.stage).variables.get('NODE_ENV')?.text
  if (mode !== undefined && mode !== 'production')
    return noSplit(
      `NODE_ENV is ${mode}, so the image may be meant to develop with`,
      'set NODE_ENV=production where it is not',
    )
  const globals = new Set(subject.building.flatMap(({ command }) => globalNames(command)))
  for (const program of build.programs) {
    const member = seenFrom(workspace, startedMember(workspace, program))
    const lost = lostProgram([program], member, globals)
    if (lost) return lost
    const framework = program.name === 'next' ? nextServer(member, program) : undefined
    if (framework && !isSplit<FrameworkOutput>(framework)) return framework
  }
  const usesNext = build.programs.some(({ name }) => name === 'next')
  for (const { member, sources } of parts) {
    if (bundlesItself(member)) continue
    const framework = usesNext ? NEXT : undefined
    const lost = lostImport(subject, { ...build, project: member }, sources, framework)
    if (lost) return { ...lost, reason: lost.reason.replace(/^/, `in ${nameOf(member) ?? member.top}, `) }
  }
  return undefined
}

const NEXT: FrameworkOutput = {
  artefacts: [],
  isWhole: false,
  starts: undefined,
  environment: [],
  commands: [],
  notes: [],
}

/** A package whose own script of the build takes imported packages into what it makes. */
function bundlesItself({ scripts }: NodeProject): boolean {
  const text = scripts.get('build') ?? ''
  return (
    /(?:^|[\s&])(?:ncc|tsup|esbuild|webpack|rspack|tsdown)(?:\s|$)/.test(text) && !text.includes('external')
  )
}

/** https://nodejs.org/api/corepack.html: what it stands for is fetched when it is called first, which the build did in its own stage. */
function fetchedManager(subject: Subject, { manifest, manager }: NodeProject): NoSplit | undefined {
  const used = managersOf(subject).find((name) => name === 'pnpm' || (name === 'yarn' && manager === 'yarn'))
  if (used === undefined) return undefined
  // pnpm, too, fetches the version that package.json asks for.
  const switches = used === 'pnpm' && fieldOf(manifest, 'packageManager') !== undefined
  return usesCorepack(subject) || switches
    ? noSplit(
        `${used} would be fetched anew whenever a container starts, as the build has it in its home folder`,
        'start the program itself: WORKDIR /app/apps/api and CMD ["node", "dist/index.js"]',
        starting(subject),
      )
    : undefined
}

function starting({ stage }: Subject): NoSplit['at'] {
  return stage.instructions.findLast(({ keyword }) => /^(?:CMD|ENTRYPOINT)$/.test(keyword))?.range
}

function environmentOf(
  subject: Subject,
  { root }: Workspace,
  parts: readonly Part[],
  prunes: boolean,
  start: DirectStart | undefined,
): { readonly variables: readonly string[]; readonly notes: readonly string[] } {
  if (start?.isProduction === true) return { variables: ['NODE_ENV=production'], notes: [] }
  if (!prunes) return { variables: [], notes: [] }
  const why = [...parts, { member: root, sources: NO_SOURCES }]
    .map(({ member, sources }) => readsNodeEnv(subject, member, sources))
    .find((each) => each !== undefined)
  if (why === undefined)
    return {
      variables: ['NODE_ENV=production'],
      notes: ['NODE_ENV says so, as the development dependencies are gone'],
    }
  return {
    variables: [],
    notes: why === 'the file sets it' ? [] : [`NODE_ENV is left alone, because ${why}`],
  }
}
