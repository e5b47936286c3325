// Which instructions of a Python image build alone, and what of the others its runtime stage has.
import { posix } from 'node:path'
import { flagValue, wordsOf, type Instruction } from '../../../../dockerfile/instruction.ts'
import { sourcesFromContext } from '../../../../project/context-sources.ts'
import { placesOfCopy, workingFolder } from '../../../../project/copied-files.ts'
import type { SimpleCommand } from '../../../../shell/commands.ts'
import { isAtOrBelow } from '../../../../shell/path-values.ts'
import type { RunScript } from '../../../../shell/run-scripts.ts'
import { servesBuildAlone } from '../../runtime-runs.ts'
import { noSplit, type Artefact, type NoSplit, type SplitPlan } from '../../split-plan.ts'
import { pathFrom, type Subject } from '../../subject.ts'
import { fetchesInstaller, installerOf, installsPackages, isOfFetch, isSourced } from './installers.ts'
import { OF_OTHER_PYTHON, removesPackages } from './packages.ts'
import { namesFile, type ProjectTexts } from './project-texts.ts'

interface Known {
  readonly last: Instruction
  readonly artefacts: readonly Artefact[]
  readonly kept: ReadonlySet<string>
  readonly texts: ProjectTexts
  /** The folder that is copied with what an install wrote into it. */
  readonly whole: string | undefined
  /** True where the environment has a link to the sources. */
  readonly isLinked: boolean
}

export interface Parts {
  readonly builds: ReadonlySet<Instruction>
  readonly serves: SplitPlan['serves']
}

export function partsOf(subject: Subject, known: Known): Parts | NoSplit {
  const { stage, runs } = subject
  const { last, artefacts, kept } = known
  const builds = new Set<Instruction>()
  const commands = new Set<SimpleCommand>()
  const later = new Set<SimpleCommand>()
  const folders = [...OF_BUILDS, ...artefacts.map(({ from }) => from)]
  for (const instruction of stage.instructions) {
    const run = runs.find((each) => each.instruction === instruction)
    if (instruction.index > last.index) {
      for (const command of run?.commands ?? []) later.add(command)
      continue
    }
    if (/^(?:COPY|ADD)$/.test(instruction.keyword) && isCopyForBuild(subject, instruction, known))
      builds.add(instruction)
    if (!run) continue
    const isBuild = (command: SimpleCommand): boolean => isOfBuild(run, command)
    for (const command of run.commands) if (isBuild(command)) commands.add(command)
    const plan = { buildPackages: OF_OTHER_PYTHON, keptPackages: kept, artefacts }
    if (servesBuildAlone(subject, run, isBuild, plan, folders)) builds.add(instruction)
  }
  const runsPython = runs.find(
    ({ instruction, commands: all }) =>
      instruction.index <= last.index &&
      all.some((each) => !commands.has(each) && LATER.test(each.name ?? '')),
  )
  if (runsPython)
    return noSplit(
      'it calls a program of Python before all packages are installed, or in the RUN that installs them',
      'do that in a RUN of its own behind the installs',
      runsPython.instruction.range,
    )
  const serves = (command: SimpleCommand): 'build' | 'runtime' | undefined => {
    if (commands.has(command)) return 'build'
    const { name = '' } = command
    return later.has(command) && (LATER.test(name) || FETCHES.test(name)) ? 'runtime' : undefined
  }
  return { builds, serves }
}

/** Where tools that install keep what they fetch, and themselves. */
const OF_BUILDS = [
  '/tmp',
  '/root/.cache',
  '/root/.cargo',
  '/root/.rustup',
  '/root/.config',
  '/opt/poetry',
  '/var/cache',
]

/** What packages of Python bring, and Python itself. */
const LATER =
  /^(?:python[\d.]*|.+\.py|django-admin|flask|alembic|aerich|celery|playwright|patchright|camoufox|spacy|nltk|pybabel|huggingface-cli|hf|jupyter|ansible-galaxy|mkdocs|sphinx-build|prisma|rasa|superset|airflow|dbt|pyppeteer-install|opentelemetry-bootstrap|pip[\d.]*)$/
const FETCHES = /^(?:curl|wget|git|unzip|tar)$/

function isOfBuild(run: RunScript, command: SimpleCommand): boolean {
  if (installerOf(command) !== undefined || isSourced(command) || removesPackages(command)) return true
  return fetchesInstaller(run) && isOfFetch(command)
}

/** What says which packages are installed, and how a project is built. */
const OF_INSTALLS =
  /^(?:(?:[\w-]+[-_.])?requirements?[\w.*-]*(?:\.(?:txt|in|pip))?|constraints[\w.-]*\.txt|Pipfile\*?|(?:Pipfile|poetry|uv|pylock)\.(?:lock|toml)\*?|pyproject\.toml|setup\.(?:py|cfg)|poetry\.toml|uv\.lock|\.python-version|README\.(?:md|rst)|LICENSE)$/

function isCopyForBuild(subject: Subject, instruction: Instruction, known: Known): boolean {
  const { document, stage, project } = subject
  if (isCopyOfUv(subject, instruction) || isInstalledFrom(subject, instruction)) return true
  const places = placesOfCopy(document, stage, instruction, project)
  const { whole, texts, isLinked } = known
  if (isCopiedAgain(subject, instruction)) return true
  if (whole !== undefined) return places.length > 0 && places.every((place) => isAtOrBelow(place, whole))
  const names = wordsOf(instruction)
    .slice(0, -1)
    .map((word) => posix.basename(word))
  if (isLinked && names.some((name) => /^(?:pyproject\.toml|setup\.)/.test(name))) return false
  const isFolder = wordsOf(instruction)
    .slice(0, -1)
    .every((word) => /(?:^|\/)requirements\/(?:\*|[\w-]+)\.(?:txt|in)$/.test(word))
  return (
    (isFolder || names.every((name) => OF_INSTALLS.test(name))) &&
    !names.some((name) => namesFile(texts, name.replace(/^\*|\*.*$/, '')))
  )
}

/** True for a folder of packages that another stage has built: `pip install /wheels/*`. */
function isInstalledFrom({ document, stage, building }: Subject, instruction: Instruction): boolean {
  const to = pathFrom(workingFolder(document, stage, instruction), wordsOf(instruction).at(-1) ?? '')
  if (to === undefined || to === '/') return false
  return building.some(
    ({ command, folder }) =>
      installsPackages(command) &&
      command.args.some(({ text }) => {
        const path = pathFrom(folder, text.replace(/\/\*(?:\.whl)?$/, ''))
        return path === to && /\/\*(?:\.whl)?$|\.whl$/.test(text)
      }),
  )
}

/** `COPY poetry.lock ./poetry.lock` */
function isSameName(instruction: Instruction, to: string): boolean {
  const words = wordsOf(instruction)
  return words.length === 2 && posix.basename(words[0] ?? '') === posix.basename(to)
}

/** True where all of the build context goes to the same place later. */
function isCopiedAgain({ document, stage, project }: Subject, instruction: Instruction): boolean {
  const target = (each: Instruction): string | undefined =>
    pathFrom(workingFolder(document, stage, each), wordsOf(each).at(-1) ?? '')
  const isFromRoot = sourcesFromContext(document, stage, instruction).every((each) => !each.includes('/'))
  const to = target(instruction)
  return stage.instructions.some(
    (each) =>
      each.index > instruction.index &&
      each.keyword === 'COPY' &&
      sourcesFromContext(document, stage, each).includes('') &&
      placesOfCopy(document, stage, each, project).length > 0 &&
      isFromRoot &&
      to !== undefined &&
      (target(each) === to || (isSameName(instruction, to) && target(each) === posix.dirname(to))) &&
      wordsOf(instruction)
        .slice(0, -1)
        .every((word) => OF_INSTALLS.test(posix.basename(word))),
  )
}

/** The program uv out of its own image, by its name or that of a stage. */
export function isCopyOfUv({ document }: Pick<Subject, 'document'>, instruction: Instruction): boolean {
  const from = instruction.keyword === 'COPY' ? flagValue(instruction, 'from') : undefined
  const stage = document.stages.find(({ name }) => name !== undefined && name === from?.toLowerCase())
  const image = stage ? (stage.instructions.length === 0 ? stage.resolvedBase : undefined) : from
  return /(?:^|\/)astral-sh\/uv(?:[:@]|$)/.test(image ?? '')
}
