// Python: the environment with its packages, without what builds and installs them.
import { posix } from 'node:path'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import { isAtOrBelow } from '../../../shell/path-values.ts'
import type { Call } from '../../calls/calls.ts'
import { compilesBySetup } from '../../calls/setup-py.ts'
import { dependencyNeeds, type Target } from '../../dependencies/dependencies.ts'
import { contentsOf } from '../../../catalog/image-contents.ts'
import { languageVersion } from '../../../catalog/language-version.ts'
import {
  EMPTY_PLAN,
  isNoSplit,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { started } from '../start.ts'
import { releaseOf, type Subject } from '../subject.ts'
import { environmentOf, pathFolders, type Environment } from './python/environments.ts'
import { fetchesInstaller, installsPackages, isOfFetch, toolsIn } from './python/installers.ts'
import { linkedPackages } from './python/linked-packages.ts'
import { localSources } from './python/local-sources.ts'
import { newVenv, type NewVenv } from './python/new-venv.ts'
import { buildPackagesLeft, OF_OTHER_PYTHON, removesPackages } from './python/packages.ts'
import { gitIsForBuild, hasWord, projectTexts, type ProjectTexts } from './python/project-texts.ts'
import { isCopyOfUv, partsOf } from './python/parts.ts'
import { directStart, startObstacle } from './python/starts.ts'
import { usesObstacle } from './python/uses.ts'

export const python: Recipe = {
  name: 'python',
  plan(subject) {
    if (subject.image.name !== 'python') return undefined
    const installs = subject.building.filter(({ command }) => installsPackages(command))
    const own = installs.filter(({ command }) => toolsIn(command) === undefined)
    if (own.length === 0 || started(subject).length === 0) return undefined
    const gains = gainsOf(subject, new Set(), () => true)
    if (gains.packages.length === 0 && gains.tools.length === 0) return undefined
    if (!subject.project.known)
      return noSplit(
        'what the program calls and reads when it runs is in sources that are not in a known build context',
        'run dfopt where the build context is',
      )
    if (languageVersion(subject.image, 'python')?.startsWith('2') === true)
      return noSplit('Python 2 is not kept up any more, and has no venv', 'take a Python 3')
    const obstacle = startObstacle(subject)
    if (obstacle) return obstacle
    const texts = projectTexts(subject)
    if (!texts) return noSplit('the sources are too many to be read', 'split it by hand')
    return usesObstacle(subject, texts) ?? planOf(subject, own, texts)
  },
}

interface Gains {
  /** Packages of the distribution that stay behind. */
  readonly packages: readonly string[]
  /** `poetry` */
  readonly tools: readonly string[]
}

function gainsOf(subject: Subject, kept: ReadonlySet<string>, isElsewhere: (call: Call) => boolean): Gains {
  const { runs, stage, building } = subject
  const fetched = runs.filter(fetchesInstaller).flatMap(({ commands }) => commands.filter(isOfFetch))
  const copied = stage.instructions.filter((each) => isCopyOfUv(subject, each))
  const installed = building.flatMap((call) => (isElsewhere(call) ? (toolsIn(call.command) ?? []) : []))
  const tools = new Set([
    ...installed,
    ...(fetched.length > 0 ? ['what fetches packages'] : []),
    ...(copied.length > 0 ? ['uv'] : []),
  ])
  return { packages: buildPackagesLeft(subject, kept), tools: [...tools] }
}

function planOf(
  subject: Subject,
  own: readonly Call[],
  texts: ProjectTexts,
): SplitPlan | NoSplit | undefined {
  const environment = environmentOf(subject, own)
  if (isNoSplit(environment)) return environment
  const last = lastOfBuild(subject, own)
  const direct = directStart(subject, last, own)
  if (isNoSplit(direct)) return direct
  const kept = keptPackages(subject, texts, last)
  const venv = environment.kind === 'system' ? newVenv(subject, own, texts) : undefined
  if (isNoSplit(venv)) return venv
  const gains = gainsOf(subject, kept, (call) => !staysIn(subject, call, environment, venv))
  if (gains.packages.length === 0 && gains.tools.length === 0) return undefined
  if (!isWorth(subject, gains)) return undefined
  const path = venv?.path ?? environment.path
  const { linked, written } = localSources(own)
  const whole = written[0]
  if (written.length > 1)
    return noSplit(
      'several folders of sources are linked to, and may have been written to',
      'split it by hand',
    )
  const artefacts: readonly Artefact[] = [
    ...(whole !== undefined && isAtOrBelow(path, whole) ? [] : [folderOf(path)]),
    ...(whole === undefined ? [] : [folderOf(whole)]),
  ]
  const parts = partsOf(subject, { last, artefacts, kept, texts, whole, isLinked: linked.length > 0 })
  if (isNoSplit(parts)) return parts
  const libraries = linkedPackages(subject)
  if (isNoSplit(libraries)) return libraries
  return {
    ...EMPTY_PLAN,
    builds: parts.builds,
    until: last,
    artefacts,
    isForAll: venv !== undefined && whole === undefined,
    packages: libraries,
    buildPackages: OF_OTHER_PYTHON,
    keptPackages: kept,
    serves: parts.serves,
    environment: environmentLines(subject, environment, venv?.path, direct.edits.length > 0),
    edits: [...(venv?.edits ?? []), ...direct.edits],
    removes: [...(venv?.removes ?? []), ...direct.removes],
    rebuilt: venv ? [path] : [],
    thinned: venv ? ['/usr/local'] : [],
    leaves: leavings(gains),
    notes: [
      ...(venv ? ['packages are installed into a venv, which PATH finds'] : []),
      ...(direct.edits.length > 0 ? ['the program is started without the tool that installed it'] : []),
    ],
  }
}

/**
 * False where all that leaves is in the base as well, and nothing shows that a smaller one would do: the new stage would weigh
 * what the old one did.
 */
function isWorth(subject: Subject, { packages, tools }: Gains): boolean {
  const { image, document, building, settings } = subject
  const release = releaseOf(subject)
  const isFull = release !== undefined && !/slim|alpine/.test(image.tag ?? '')
  const there = isFull ? contentsOf(image.name, 'full', release)?.packages : undefined
  if (!there || tools.length > 0 || packages.some((name) => name !== 'build-essential' && !there.has(name)))
    return true
  const target: Target = { libc: 'glibc', libcVersion: '2.36', names: settings }
  return dependencyNeeds(document, building, target).obstacles.length === 0 && !building.some(compilesBySetup)
}

/** True for what is installed into the environment that is copied. */
function staysIn(subject: Subject, call: Call, environment: Environment, venv: NewVenv | undefined): boolean {
  if (venv) return venv.holds(call)
  const own = environmentOf(subject, [call])
  return !isNoSplit(own) && own.path === environment.path
}

function folderOf(path: string): Artefact {
  return { from: path, to: path, isFolder: true }
}

/** The last RUN that installs; what takes build packages away right behind it belongs to it. */
function lastOfBuild({ stage, runs }: Subject, own: readonly Call[]): Instruction {
  const last = Math.max(...own.map(({ instruction }) => instruction.index))
  const behind = stage.instructions.filter(({ index }) => index >= last)
  const end = behind.findIndex(({ keyword, index }) => index > last && keyword !== 'RUN')
  const near = behind.slice(0, end === -1 ? undefined : end)
  const removal = near.findLast((instruction) =>
    runs.some((run) => run.instruction === instruction && run.commands.some(removesPackages)),
  )
  const found = removal ?? behind[0]
  if (!found) throw new Error('an install without an instruction')
  return found
}

/** Packages that builds are known for and that are called later, or may be. */
function keptPackages(subject: Subject, texts: ProjectTexts, last: Instruction): ReadonlySet<string> {
  const later = subject.building
    .filter(({ instruction }) => instruction.index > last.index)
    .map(({ command }) => command.name ?? '')
  const clones = subject.building.some(
    ({ command, instruction }) => command.name === 'git' && instruction.index <= last.index,
  )
  const words = ['curl', 'wget', 'unzip', 'zip', 'git', 'rsync'].filter((word) => hasWord(texts, word))
  return new Set([...later, ...words, ...(clones || gitIsForBuild(texts) ? [] : ['git'])])
}

function environmentLines(
  subject: Subject,
  { kind, path }: Environment,
  made: string | undefined,
  isDirect: boolean,
): readonly string[] {
  if (made !== undefined) return [`PATH=${made}/bin:$PATH`]
  const isFound = kind !== 'venv' || !isDirect || pathFolders(subject).includes(posix.join(path, 'bin'))
  return isFound ? [] : [`PATH=${path}/bin:$PATH`]
}

function leavings({ packages, tools }: Gains): string {
  const isCompiler = packages.some((name) => !OF_OTHER_PYTHON.has(name) && name !== 'git')
  const parts = [
    ...(isCompiler ? ['the compiler', 'headers'] : packages),
    ...tools,
    ...(isCompiler || packages.length + tools.length > 1 ? [] : ['what it brings']),
  ]
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`
}
