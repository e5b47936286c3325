// Java on Tomcat: the archives that a build puts where Tomcat finds them, on the same image without the build tool.
import { posix } from 'node:path'
import { stateAt } from '../../../dockerfile/document.ts'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import type { SimpleCommand } from '../../../shell/commands.ts'
import { isAtOrBelow } from '../../../shell/path-values.ts'
import type { Call } from '../../calls/calls.ts'
import { buildPart } from '../build-part.ts'
import {
  EMPTY_PLAN,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { runtimeFiles } from '../runtime-files.ts'
import { started, startedFiles } from '../start.ts'
import { JAVA_SOURCES } from './java.ts'
import { pathFrom, type Subject } from '../subject.ts'

/** https://github.com/docker-library/tomcat: CATALINA_HOME */
const HOME = '/usr/local/tomcat'
const APPLICATIONS = posix.join(HOME, 'webapps')
const TOOLS = /^(?:mvnw?|gradlew?|ant)$/

export const tomcat: Recipe = {
  name: 'tomcat',
  plan(subject) {
    if (subject.image.name !== 'tomcat') return undefined
    const builds = subject.building.filter(({ command }) => TOOLS.test(command.name ?? ''))
    const [first] = builds
    if (!first) return undefined
    const other = started(subject).find(({ command }) => TOOLS.test(command.name ?? ''))
    if (other)
      return noSplit(
        `${other.command.name ?? 'the build tool'} builds the program whenever a container starts`,
        'package it in a RUN, and leave the start to Tomcat',
        other.at,
      )
    return planOf(subject, builds)
  },
}

function planOf(subject: Subject, builds: readonly Call[]): SplitPlan | NoSplit {
  const { document, stage } = subject
  const moved = subject.building.filter(({ command }) => /^(?:cp|mv)$/.test(command.name ?? ''))
  const found = moved.flatMap((call) => archiveOf(document, subject, call) ?? [])
  if (found.length === 0)
    return noSplit(
      'which archive the build gives to Tomcat is not seen',
      `put it there by its name: cp target/app.war ${APPLICATIONS}/`,
      builds[0]?.at,
    )
  const beside = besideOf(subject, builds)
  if ('reason' in beside) return beside
  const isPart = (command: Pick<SimpleCommand, 'name' | 'args'>): boolean =>
    TOOLS.test(command.name ?? '') || command.name === 'git' || moved.some((call) => call.command === command)
  const part = buildPart(
    subject,
    subject.building.filter(({ command, within }) => within === undefined && isPart(command)),
    isPart,
    { buildPackages: FOR_BUILDS, artefacts: found },
    ['/root/.m2', '/root/.gradle'],
  )
  if ('reason' in part) return part
  const home = stateAt(document, stage).variables.get('CATALINA_BASE')
  if (home !== undefined)
    return noSplit('CATALINA_BASE is another folder than that of the image', 'split it by hand')
  return {
    ...EMPTY_PLAN,
    builds: part.builds,
    artefacts: [...found, ...beside, ...startedFiles(subject, part.builds)],
    buildPackages: FOR_BUILDS,
    lines: clearances(subject, part.builds),
    isExact: true,
    leaves: 'the build tool, the sources and what it has fetched',
  }
}

/** What the program may read in the folder that Tomcat starts in, where that is one of the build. */
function besideOf(subject: Subject, builds: readonly Call[]): readonly Artefact[] | NoSplit {
  const { folder, building } = subject
  const inHome = builds.find((call) => call.folder === undefined || isAtOrBelow(call.folder, HOME))
  if (inHome)
    return noSplit(
      'it builds in a folder of Tomcat itself',
      'build in a folder of its own: WORKDIR /src',
      inHome.at,
    )
  const [first] = builds
  if (!first || (folder !== undefined && !builds.some((call) => isAtOrBelow(folder, call.folder ?? '/'))))
    return []
  const isFetched = building.some(({ command }) => /^(?:git|svn|hg|curl|wget)$/.test(command.name ?? ''))
  const files = isFetched ? undefined : runtimeFiles(subject, first.instruction, JAVA_SOURCES)
  return (
    files ??
    noSplit(
      'it builds in the folder that Tomcat starts in, where the program may read what lies beside, and its sources are not in a known build context',
      'give the folder back to Tomcat behind the build: WORKDIR /usr/local/tomcat',
      first.at,
    )
  )
}

/** What the build takes out of the applications that older images bring along, which COPY does not. */
function clearances({ building }: Subject, builds: ReadonlySet<Instruction>): readonly string[] {
  return building.flatMap(({ command: { name, args }, folder, instruction }) => {
    if (name !== 'rm' || !builds.has(instruction)) return []
    const paths = args
      .filter(({ text }) => !text.startsWith('-'))
      .map(({ text }) => {
        const path = text.replace(/"/g, '').replace(/^\$\{?CATALINA_HOME\}?/, HOME)
        return path.startsWith('/') || folder === undefined ? path : posix.join(folder, path)
      })
      .filter((path) => isAtOrBelow(path, APPLICATIONS))
    return paths.length === 0 ? [] : [`RUN rm -rf ${paths.join(' ')}`]
  })
}

/** Kits that the image has already: what they build with is not what Tomcat runs on. */
const FOR_BUILDS: ReadonlySet<string> = new Set([
  'default-jdk',
  'default-jdk-headless',
  'maven',
  'gradle',
  'ant',
])

/** `cp target/app.war $CATALINA_HOME/webapps/ROOT.war` */
function archiveOf(
  document: Subject['document'],
  { stage }: Subject,
  { command, folder, instruction }: Call,
): Artefact | undefined {
  const words = command.args
    .map(({ literal, text }) => (literal ?? text).replace(/^"(.*)"$/, '$1'))
    .filter((word) => !word.startsWith('-'))
  const [source, target, ...more] = words
  if (source === undefined || target === undefined || more.length > 0) return undefined
  const own = stateAt(document, stage, instruction).variables.get('CATALINA_HOME')
  const path = pathFrom(folder, own === undefined ? target.replace(/^\$\{?CATALINA_HOME\}?/, HOME) : target)
  if (path === undefined || !isAtOrBelow(path, APPLICATIONS)) return undefined
  if (path !== APPLICATIONS)
    return path.endsWith('.war') ? { from: path, to: path, isFolder: false } : undefined
  const name = posix.basename(source)
  if (!name.endsWith('.war')) return undefined
  return name.includes('*')
    ? { from: path, to: path, isFolder: true }
    : { from: posix.join(path, name), to: posix.join(path, name), isFolder: false }
}
