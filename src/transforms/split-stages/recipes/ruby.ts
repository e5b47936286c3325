// Ruby: the gems and the application, without what compiles gems and makes assets. The layout is that of the Dockerfile that Rails
// generates: https://github.com/rails/rails/blob/main/railties/lib/rails/generators/rails/app/templates/Dockerfile.tt
import { posix } from 'node:path'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import { rubyNeeds } from '../../../project/ruby/ruby-needs.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import { packageCommand } from '../../../shell/package-command.ts'
import { installedPackages } from '../../../shell/system-packages.ts'
import type { Call } from '../../calls/calls.ts'
import { isForBuilds } from '../build-packages.ts'
import { buildPart, withoutOwners } from '../build-part.ts'
import { installedHeaders, installedLibraries } from '../linked-libraries.ts'
import { mixedPackages, packagesOf, removesPackages, shownBehind } from '../mixed-runs.ts'
import { NODE_PACKAGES, installsNode, nodeToolchain, readsModules } from '../node-toolchain.ts'
import {
  EMPTY_PLAN,
  isNoSplit,
  isSplit,
  noSplit,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { started } from '../start.ts'
import { alpineOf, type Subject } from '../subject.ts'
import { managerCall } from './node/manager-calls.ts'
import { asksGit, gemProject, startsNode, type GemProject } from './ruby/gem-project.ts'
import { gemArtefacts } from './ruby/gem-folders.ts'
import { makesAssets, rubyCall } from './ruby/ruby-calls.ts'
import { developmentServer, isForProduction, startObstacle } from './ruby/starts.ts'

export const ruby: Recipe = {
  name: 'ruby',
  plan(subject) {
    if (subject.image.name !== 'ruby') return undefined
    const installs = subject.building.filter(({ command }) => rubyCall(command) === 'install')
    const [install] = installs.filter(({ command }) => command.name !== 'gem')
    const starts = started(subject)
    // A shell is for people, who may want the compiler.
    if (!install || starts.every(({ command }) => PEOPLE.test(command.name ?? ''))) return undefined
    const project = gemProject(install)
    const assets = assetsOf(subject, project)
    if (gainOf(subject, installs, install, assets) === undefined) return undefined
    const obstacle = startObstacle(subject)
    if (obstacle) return obstacle
    const server = developmentServer(subject)
    if (server)
      return noSplit(
        'rails server runs in development where RAILS_ENV does not say otherwise, and the image may be meant to develop with',
        'set RAILS_ENV=production where it is not',
        server.at,
      )
    return planOf(subject, install, project, assets)
  },
}

const PEOPLE = /^(?:sh|bash|ash|zsh|irb|pry|sleep|tail|cat|true)$/

interface Assets {
  /** True where Node is brought by the file, whether or not it stays. */
  readonly hasNode: boolean
  /** Why it stays; undefined where it serves the build alone. */
  readonly nodeStays: string | undefined
  /** True where the packages of npm serve nothing any more. */
  readonly dropsModules: boolean
}

function assetsOf(subject: Subject, project: GemProject | undefined): Assets {
  const hasNode = installsNode(subject, packagesOf(subject))
  const nodeStays = hasNode ? nodeReason(subject, project) : undefined
  const installs = subject.building.some(({ command }) =>
    /^(?:install|add)$/.test(managerCall(command) ?? ''),
  )
  const precompiles = subject.building.some(({ command }) => rubyCall(command) === 'assets')
  return {
    hasNode,
    nodeStays,
    dropsModules:
      hasNode &&
      nodeStays === undefined &&
      installs &&
      precompiles &&
      readsModules(subject, RUNS, MAKES_ASSETS) === undefined,
  }
}

/** Why a container needs Node. */
function nodeReason(subject: Subject, project: GemProject | undefined): string | undefined {
  if (!project) return 'gems that are not in a known build context'
  const gem = startsNode(project)
  if (gem !== undefined) return gem
  // Tasks that no container starts are those of builds and of developers.
  const startsTasks = subject.starting.some(
    ({ command: { name = '', args } }) =>
      /^(?:rake|rails)$/.test(name) &&
      args.some(({ text }) => /^\w+:/.test(text) && !/^(?:db|assets|tmp|log):/.test(text)),
  )
  const call = subject.starting.find(
    ({ command, within = '' }) =>
      /^(?:node|nodejs|npm|npx|yarn|pnpm|foreman|overmind|hivemind|ruby-foreman)$/.test(command.name ?? '') &&
      (startsTasks || !within.endsWith('.rake') || packagesOf(subject).includes(command.name ?? '')),
  )
  if (call) return call.command.name
  if (!isForProduction(subject)) return 'development, where assets are made when they are asked for'
  const { project: files } = subject
  const production = files.read('config/environments/production.rb') ?? ''
  if (/^\s*config\.assets\.compile\s*=\s*true/m.test(production)) return 'config.assets.compile'
  return ['config/webpacker.yml', 'config/shakapacker.yml'].find((path) =>
    /^production:(?:\n(?:[ \t].*)?)*\n[ \t]+(?:compile|check_yarn_integrity|ensure_consistent_versioning): true/m.test(
      files.read(path) ?? '',
    ),
  )
}

const RUNS = /\.(?:rb|ru|rake|erb|haml|slim|yml|conf)$/
const MAKES_ASSETS =
  /^config\/(?:initializers\/assets\.rb|application\.rb|webpack|vite|importmap)|(?:^|\/)lib\/tasks\//

/** What the runtime stage would not have any more; undefined for nothing of weight. */
function gainOf(
  subject: Subject,
  installs: readonly Call[],
  install: Call,
  { hasNode, nodeStays }: Assets,
): string | undefined {
  if (hasNode && nodeStays === undefined) return 'Node'
  const isFull = !/slim|alpine/.test(subject.tag.sameSuffix)
  if (isFull) {
    // Only the slim variant is without a compiler, and shrink-base takes that where all gems are known.
    const others = installs.some(
      ({ command }) =>
        command.name === 'gem' &&
        !(packageCommand(command)?.operands ?? []).every((word) =>
          /^(?:bundler|rake)(?::[\d.]+)?$/.test(word.text),
        ),
    )
    const { needs, unknown } = rubyNeeds({
      gemfile: posix.join(install.folder ?? '/', 'Gemfile'),
      read: (path) => install.files.read(path),
      libc: 'glibc',
      libcVersion: '2.36',
    })
    return !others && unknown.length === 0 ? needs.find(({ build }) => build.length > 0)?.name : undefined
  }
  return subject.runs
    .filter(({ commands }) => !commands.some(removesPackages))
    .flatMap(({ commands }) => commands.flatMap((each) => installedPackages(each) ?? []))
    .find((name) => isForBuilds(name))
}

function planOf(
  subject: Subject,
  install: Call,
  project: GemProject | undefined,
  assets: Assets,
): SplitPlan | NoSplit {
  const toolchain = nodeToolchain(subject)
  const leavesNode = assets.nodeStays === undefined
  const building = new Set<Instruction>(
    subject.building
      .filter(({ command }) => rubyCall(command) === 'install')
      .map(({ instruction }) => instruction),
  )
  const isBuild = (command: SimpleCommand): boolean => {
    const kind = rubyCall(command)
    if (kind !== undefined)
      return kind !== 'system' && (kind !== 'setting' || isAmong(subject, command, building))
    if (toolchain.has(command) || makesAssets(command))
      return (
        leavesNode || !(toolchain.has(command) || /^(?:global|setting)$/.test(managerCall(command) ?? ''))
      )
    return installedPackages(command) !== undefined && isAmong(subject, command, building)
  }
  const calls = subject.building.filter(
    ({ command, within }) =>
      !toolchain.has(command) &&
      within !== 'package.json' &&
      (/^(?:install|assets)$/.test(rubyCall(command) ?? '') ||
        /^(?:install|add|run)$/.test(managerCall(command) ?? '')),
  )
  const kept = keptPackages(subject, install, project, leavesNode)
  const gems = { from: '/usr/local/bundle', to: '/usr/local/bundle', isFolder: true }
  const preliminary = {
    buildPackages: leavesNode ? NODE_PACKAGES : new Set<string>(),
    keptPackages: kept,
    artefacts: [gems],
  }
  const whole = buildPart(subject, calls, isBuild, preliminary)
  if (!isSplit(whole)) return whole
  const part = withoutOwners(subject, whole, calls)
  const last = [...part.builds].toSorted((left, right) => left.index - right.index).at(-1)
  if (!last) return noSplit('nothing is built', 'nothing to do')
  const artefacts = gemArtefacts(subject, calls, last)
  if (isNoSplit(artefacts)) return artefacts
  const libraries = installedLibraries(subject, kept)
  if (isNoSplit(libraries)) return libraries
  const modules = modulesFolder(
    subject,
    assets,
    artefacts.map(({ from }) => from),
  )
  const mixed = mixedPackages(subject, building, preliminary)
  return {
    ...EMPTY_PLAN,
    ...preliminary,
    builds: part.builds,
    artefacts,
    isExact: true,
    packages: [...mixed, ...libraries],
    lines: settingsOf(subject, building),
    serves: (command) => {
      const kind = rubyCall(command)
      if (kind === 'setting' || kind === 'system') return 'runtime'
      if (kind !== undefined) return 'build'
      if (toolchain.has(command)) return leavesNode ? 'build' : 'runtime'
      if (makesAssets(command)) return leavesNode ? 'build' : 'runtime'
      return undefined
    },
    commands: modules === undefined ? [] : [`rm -rf ${shownBehind(subject, part.builds, modules)}`],
    thinned: modules === undefined ? [] : [modules],
    leaves: leavings(subject, assets, leavesNode),
    notes: [
      ...(assets.nodeStays === undefined ? [] : [`Node stays for ${assets.nodeStays}`]),
      ...(kept.has('git') ? ['git stays, as a gemspec of the project asks it for its files'] : []),
    ],
  }
}

function isAmong({ runs }: Subject, command: SimpleCommand, instructions: ReadonlySet<Instruction>): boolean {
  return runs.some((run) => instructions.has(run.instruction) && run.commands.includes(command))
}

/** What looks like a build's and is not. */
function keptPackages(
  subject: Subject,
  install: Call,
  project: GemProject | undefined,
  leavesNode: boolean,
): ReadonlySet<string> {
  const opens = project ? project.opensLibraries.length > 0 : false
  // A library without a version in its name is a file of the package with headers.
  const preloaded = subject.document.text.match(/lib(\w+)\.so(?![.\d])/g) ?? []
  const headers = installedHeaders(subject).filter(
    (name) => opens || preloaded.some((file) => name.startsWith(file.replace('.so', ''))),
  )
  const fetching = leavesNode
    ? []
    : ['curl', 'wget', 'gnupg', 'gnupg2', 'apt-transport-https', 'ca-certificates']
  const git = !project || asksGit(project, install) ? ['git', 'git-core'] : []
  return new Set([...headers, ...fetching, ...git])
}

/** `bundle config` in the RUN that installs: it may write to the home folder, which is not copied. */
function settingsOf({ runs }: Subject, building: ReadonlySet<Instruction>): readonly string[] {
  return runs
    .filter(({ instruction }) => building.has(instruction))
    .flatMap(({ commands, script }) =>
      commands
        .filter((command) => rubyCall(command) === 'setting')
        .map(({ start, end }) => `RUN ${script.text.slice(start, end).trim()}`),
    )
}

/** The packages of npm that are taken out in front of the copy. */
function modulesFolder(
  { building }: Subject,
  { dropsModules }: Assets,
  copied: readonly string[],
): string | undefined {
  if (!dropsModules) return undefined
  const folder = building.find(({ command }) => /^(?:install|add)$/.test(managerCall(command) ?? ''))?.folder
  return folder !== undefined && copied.includes(folder) ? posix.join(folder, 'node_modules') : undefined
}

function leavings(subject: Subject, { hasNode, dropsModules }: Assets, leavesNode: boolean): string {
  const parts = [
    ...(alpineOf(subject) === undefined ? ['the compiler and the headers'] : ['the compiler']),
    ...(hasNode && leavesNode ? ['Node'] : []),
    ...(dropsModules ? ['its packages'] : []),
    'what the package manager keeps',
  ]
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}
