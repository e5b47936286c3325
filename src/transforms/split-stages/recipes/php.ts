// PHP: the application with its packages, assets and extensions, without Composer, Node and headers.
import { posix } from 'node:path'
import { stateAt } from '../../../dockerfile/document.ts'
import { flagValue, type Instruction } from '../../../dockerfile/instruction.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import { packageCommand } from '../../../shell/package-command.ts'
import { installedPackages } from '../../../shell/system-packages.ts'
import type { Call } from '../../calls/calls.ts'
import { isForBuilds } from '../build-packages.ts'
import { buildPart, withoutOwners } from '../build-part.ts'
import { NODE_PACKAGES, copiesOfNode, installsNode, nodeToolchain, readsModules } from '../node-toolchain.ts'
import { mixedPackages, packagesOf, removesPackages, shownBehind } from '../mixed-runs.ts'
import { isLeftBehind } from '../runtime-runs.ts'
import { EMPTY_PLAN, isSplit, noSplit, type NoSplit, type Recipe, type SplitPlan } from '../split-plan.ts'
import { started } from '../start.ts'
import { alpineOf, type Subject } from '../subject.ts'
import { managerCall } from './node/manager-calls.ts'
import { buildsExtensions, extensionsOf, type Extensions } from './php/extensions.ts'
import { composerSetUp, phpCall } from './php/php-calls.ts'
import { settingThatStarts, startObstacle } from './php/starts.ts'

export const php: Recipe = {
  name: 'php',
  plan(subject) {
    if (subject.image.name !== 'php') return undefined
    const calls = subject.building.filter(isWork)
    const starts = started(subject)
    const serves = /apache|fpm/.test(subject.tag.flavour)
    // A shell is for people, who may want Composer.
    const isForPeople = starts.every(({ command }) => PEOPLE.test(command.name ?? ''))
    if (calls.length === 0 || (starts.length === 0 ? !serves : isForPeople)) return undefined
    const node = nodeUse(subject)
    const extensions = extensionsOf(subject)
    const tools = toolsOf(subject, node, extensions)
    const gains = tools.some(
      (name) => name === 'git' || name === 'composer' || NODE_PACKAGES.has(name) || isForBuilds(name),
    )
    if (!gains && (!node.isThere || node.stays !== undefined)) return undefined
    const obstacle = startObstacle(subject, installsDevelopment(subject))
    if (obstacle) return obstacle
    if (subject.runs.some(({ commands }) => commands.some(installsDebugger)))
      return noSplit(
        'Xdebug is installed, so the image may be meant to develop with',
        'leave Xdebug out where it is not',
      )
    const setting = settingThatStarts(subject, 'composer')
    if (setting !== undefined) return noSplit(`${setting} starts Composer`, 'run it in a RUN alone')
    return planOf(subject, calls, node, extensions)
  },
}

const PEOPLE = /^(?:sh|bash|ash|zsh|sleep|tail|cat|true|composer)$/

/** What works on the project. */
function isWork({ command, within }: Call): boolean {
  if (within === 'package.json') return false
  return (
    /^(?:composer|task)$/.test(phpCall(command) ?? '') ||
    /^(?:install|add|run)$/.test(managerCall(command) ?? '')
  )
}

function installsDevelopment({ document, stage, building }: Subject): boolean {
  const mode = stateAt(document, stage).variables
  if (['APP_ENV', 'SYMFONY_ENV'].some((name) => (mode.get(name)?.text ?? '').startsWith('prod'))) return false
  if (mode.has('COMPOSER_NO_DEV')) return false
  return building.some(
    ({ command }) =>
      packageCommand(command)?.manager.id === 'composer' &&
      packageCommand(command)?.role === 'install' &&
      !command.args.some(({ text }) => text === '--no-dev'),
  )
}

function installsDebugger(command: SimpleCommand): boolean {
  return phpCall(command) === 'extension' && command.args.some(({ text }) => text.startsWith('xdebug'))
}

interface NodeUse {
  readonly isThere: boolean
  /** Why a container needs it; undefined where only the build does. */
  readonly stays: string | undefined
  /** True where packages of npm serve nothing any more. */
  readonly dropsModules: boolean
}

function nodeUse(subject: Subject): NodeUse {
  const isThere = installsNode(subject, packagesOf(subject))
  const stays = isThere ? nodeReason(subject) : undefined
  const makes = (kinds: RegExp): boolean =>
    subject.building.some(({ command }) => kinds.test(managerCall(command) ?? ''))
  return {
    isThere,
    stays,
    dropsModules:
      stays === undefined &&
      makes(/^(?:install|add)$/) &&
      makes(/^run$/) &&
      subject.project.known &&
      readsModules(subject, RUNS, OF_DEVELOPERS) === undefined,
  }
}

const RUNS = /\.(?:php|twig|html|conf|ini|ya?ml|htaccess)$/
const OF_DEVELOPERS = /^(?:\.|rector|phpstan|phpunit|pint|ecs|psalm|deploy|castor|docker|Dockerfile)/

/** Packages of Composer that start Node. */
const STARTS_NODE =
  /"(?:spatie\/(?:browsershot|laravel-pdf|laravel-screenshot|server-side-rendering|laravel-server-side-rendering|mjml-php|shiki-php)|nesk\/puphpeteer|nesk\/rialto|zoon\/puphpeteer)"/
const NODE = 'node|nodejs|npm|npx|yarn|pnpm|pm2|inertia:start-ssr|laravel-echo-server|soketi'

function nodeReason(subject: Subject): string | undefined {
  const { project, starting } = subject
  if (!project.known) return 'sources that are not in a known build context'
  const call = starting.find(
    ({ command }) =>
      new RegExp(`^(?:${NODE})$`).test(command.name ?? '') ||
      command.args.some(({ text }) => text === 'inertia:start-ssr'),
  )
  if (call) return call.command.name
  const named = ['composer.json', 'composer.lock'].find((path) => STARTS_NODE.test(project.read(path) ?? ''))
  return named ?? settingThatStarts(subject, NODE)
}

/** Packages of Composer's work: it runs at run time where it is a library of the project. */
const OF_COMPOSER = [
  'composer',
  'git',
  'git-core',
  'unzip',
  'zip',
  'p7zip-full',
  '7zip',
  'mercurial',
  'subversion',
]

function planPackages(
  subject: Subject,
  { stays }: NodeUse,
  { kept }: Extensions,
): Pick<SplitPlan, 'buildPackages' | 'keptPackages'> {
  const library = /"name":\s*"composer\/composer"/.test(subject.project.read('composer.lock') ?? '')
  const fetching = stays === undefined ? [] : ['curl', 'wget', 'gnupg', 'gnupg2', 'ca-certificates']
  return {
    buildPackages: new Set([...(stays === undefined ? NODE_PACKAGES : []), ...(library ? [] : OF_COMPOSER)]),
    keptPackages: new Set([...kept, ...fetching, ...(library ? OF_COMPOSER : [])]),
  }
}

/** The packages that the runtime stage would not have. */
function toolsOf(subject: Subject, node: NodeUse, extensions: Extensions): readonly string[] {
  const plan = planPackages(subject, node, extensions)
  return subject.runs
    .filter(({ commands }) => !commands.some(removesPackages))
    .flatMap(({ commands }) => commands.flatMap((each) => installedPackages(each) ?? []))
    .filter((name) => isLeftBehind(subject, name, plan))
}

function planOf(
  subject: Subject,
  calls: readonly Call[],
  node: NodeUse,
  extensions: Extensions,
): SplitPlan | NoSplit {
  const lost = calls.find(({ folder }) => folder === undefined || folder === '/')
  if (lost)
    return noSplit('the folder of the project is not known', 'name one: WORKDIR /var/www/html', lost.at)
  const folders = [...new Set(calls.flatMap(({ folder }) => folder ?? []))]
  const own = { artefacts: [...topmost(folders).map(whole), ...extensions.artefacts] }
  const plan = { ...planPackages(subject, node, extensions), ...own }
  const serving = servesOf(subject, calls, node, extensions)
  const found = buildPart(subject, calls, (command) => serving(command) === 'build', plan, CACHES)
  if (!isSplit(found)) return found
  const part = withTools(subject, withoutOwners(subject, found, calls), node)
  const modules = node.dropsModules ? modulesFolder(subject) : undefined
  return {
    ...EMPTY_PLAN,
    ...plan,
    builds: part,
    isExact: true,
    packages: [
      ...mixedPackages(subject, new Set(calls.map(({ instruction }) => instruction)), plan),
      ...extensions.packages,
    ],
    serves: serving,
    commands: modules === undefined ? [] : [`rm -rf ${shownBehind(subject, part, modules)}`],
    thinned: modules === undefined ? [] : [modules],
    leaves: leavings(subject, node, extensions),
    notes: node.stays === undefined ? [] : [`Node stays for ${node.stays}`],
  }
}

function whole(path: string): SplitPlan['artefacts'][number] {
  return { from: path, to: path, isFolder: true }
}

function topmost(folders: readonly string[]): readonly string[] {
  return folders.filter((path) => !folders.some((other) => other !== path && path.startsWith(`${other}/`)))
}

const CACHES = ['/root/.composer', '/root/.npm', '/usr/local/lib/php/extensions', '/usr/local/etc/php/conf.d']

/** For which stage a command is; undefined for what is told by itself. */
function servesOf(
  subject: Subject,
  calls: readonly Call[],
  { stays }: NodeUse,
  { areBuiltAgain }: Extensions,
): SplitPlan['serves'] {
  const toolchain = nodeToolchain(subject)
  const composer = composerSetUp(subject)
  const working = new Set(calls.map(({ instruction }) => instruction))
  const inWork = subject.runs
    .filter(({ instruction }) => working.has(instruction))
    .flatMap(({ commands }) => commands)
  const again = areBuiltAgain ? subject.runs.filter(buildsExtensions).flatMap(({ commands }) => commands) : []
  return (command) => {
    const kind = phpCall(command)
    if (composer.has(command) || /^(?:composer|task|nothing)$/.test(kind ?? '')) return 'build'
    if (kind === 'setting') return 'runtime'
    if (kind === 'extension') return areBuiltAgain ? 'runtime' : 'build'
    if (toolchain.has(command)) return stays === undefined ? 'build' : 'runtime'
    const manager = managerCall(command)
    if (manager !== undefined)
      return stays !== undefined && /^(?:global|setting)$/.test(manager) ? 'runtime' : 'build'
    // Packages of a RUN that works on the project are installed in the runtime stage by their names.
    if (installedPackages(command) !== undefined) return inWork.includes(command) ? 'build' : undefined
    if (again.includes(command) && installedPackages(command) === undefined) return keepsOwn(command)
    return removesPackages(command) && !areBuiltAgain ? 'build' : undefined
  }
}

/** What stands beside an extension that is built again is done again, too. */
function keepsOwn({ name = '' }: SimpleCommand): 'runtime' | undefined {
  return /^(?:apt-get|apt|apk|curl|wget|tar|make|phpize|configure|find|cp|mv|scanelf)$/.test(name)
    ? 'runtime'
    : undefined
}

/** With what brings Composer and Node by COPY. */
function withTools(
  subject: Subject,
  { builds }: { readonly builds: ReadonlySet<Instruction> },
  { stays }: NodeUse,
): ReadonlySet<Instruction> {
  const last = Math.max(...[...builds].map(({ index }) => index))
  const tools = subject.stage.instructions.filter(
    (each) =>
      (each.keyword === 'COPY' &&
        /\/composer(?:\.phar)?$/.test(each.args.text.trim()) &&
        flagValue(each, 'from') !== undefined) ||
      (each.keyword === 'ADD' && /https?:\/\/getcomposer\.org\//.test(each.args.text)),
  )
  const nodes = stays === undefined ? copiesOfNode(subject) : []
  return new Set([...builds, ...[...tools, ...nodes].filter(({ index }) => index <= last)])
}

function modulesFolder({ building }: Subject): string | undefined {
  const folder = building.find(({ command }) => /^(?:install|add)$/.test(managerCall(command) ?? ''))?.folder
  return folder === undefined ? undefined : posix.join(folder, 'node_modules')
}

function leavings(
  subject: Subject,
  { isThere, stays, dropsModules }: NodeUse,
  { artefacts }: Extensions,
): string {
  const parts = [
    'Composer',
    ...(isThere && stays === undefined ? ['Node'] : []),
    ...(dropsModules ? ['its packages'] : []),
    ...(artefacts.length > 0 && alpineOf(subject) === undefined ? ['headers'] : []),
    'what they keep',
  ]
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}
