// Java: the archive or the classes that `java` is given, on a runtime without the compiler.
import { posix } from 'node:path'
import type { SimpleCommand } from '../../../shell/commands.ts'
import { isAtOrBelow } from '../../../shell/path-values.ts'
import type { Call } from '../../calls/calls.ts'
import { buildPart } from '../build-part.ts'
import { runtimeFiles, type SourceLanguage } from '../runtime-files.ts'
import {
  EMPTY_PLAN,
  noSplit,
  type Artefact,
  type NoSplit,
  type Recipe,
  type SplitPlan,
} from '../split-plan.ts'
import { started, startedFiles } from '../start.ts'
import type { Subject } from '../subject.ts'
import { javaArtefacts } from './java/artefacts.ts'
import { systemObstacle } from './java/other-system.ts'
import { runtimeOf } from './java/runtime.ts'
import { usesJdk } from './java/jdk-uses.ts'

export const java: Recipe = {
  name: 'java',
  plan(subject) {
    if (!/^(?:eclipse-temurin|openjdk|maven|gradle)$/.test(subject.image.name)) return undefined
    const builds = subject.building.filter(({ command }) => isBuild(command))
    if (builds.length === 0) return undefined
    const starts = started(subject)
    const compiles = starts.find(({ command }) => isBuild(command))
    if (compiles)
      return noSplit(
        `${compiles.command.name ?? 'the build tool'} compiles the program whenever a container starts`,
        'package it in a RUN, and start what that makes with java -jar',
        compiles.at,
      )
    const start = starts.find(({ command }) => command.name === 'java')
    return start ? planOf(subject, builds, start) : undefined
  },
}

const TOOLS = /^(?:mvnw?|gradlew?|ant|sbt|javac|jar|kotlinc|scalac|jlink|jdeps|lein)$/

/** Where the build tools keep what they fetch. */
const CACHES = ['/root/.m2', '/root/.gradle', '/home/gradle']

function isBuild({ name = '' }: Pick<SimpleCommand, 'name'>): boolean {
  return TOOLS.test(name)
}

export const JAVA_SOURCES: SourceLanguage = {
  sources: /\.(?:java|kt|scala|groovy|clj)$/,
  ofBuilds:
    /^(?:src|pom\.xml|mvnw(?:\.cmd)?|gradlew(?:\.bat)?|gradle|gradle\.properties|.*\.gradle(?:\.kts)?|build\.xml|build\.sbt|target|build|out|bin|lombok\.config|checkstyle.*|.*\.iml)$/,
  opensFiles:
    /\bnew (?:File|FileReader|FileInputStream|RandomAccessFile)\(|\b(?:Paths\.get|Path\.of|Files)\b/,
  silent: [/^\s*(?:\/\/|\*|\/\*).*$/gm, /^(?:import|package)\s.*$/gm],
}

function planOf(subject: Subject, calls: readonly Call[], start: Call): SplitPlan | NoSplit {
  const uses = usesJdk(subject)
  const runtime = runtimeOf(subject, uses ? 'jdk' : 'jre')
  if (runtime === undefined)
    return noSplit(
      `which runtime of Java belongs to ${subject.image.name}:${subject.tag.tag} is not known`,
      'name the version of Java in the tag, as eclipse-temurin:21-jdk does',
    )
  const made = javaArtefacts(subject, start)
  if ('reason' in made) return made
  const part = buildPart(subject, calls, isBuild, { buildPackages: new Set(), artefacts: made }, CACHES)
  if ('reason' in part) return part
  const { builds } = part
  const other = systemObstacle(subject, builds, runtime)
  if (other) return other
  const first = calls[0]?.instruction
  const files = first && runtimeFiles(subject, first, JAVA_SOURCES)
  if (!files)
    return noSplit(
      'what the program reads when it runs is in sources that are not in a known build context',
      'run dfopt where the build context is',
    )
  const more = [...files, ...springFiles(subject, files), ...startedFiles(subject, builds)]
  const artefacts: readonly Artefact[] = [...made, ...more].filter(
    ({ from }, index, all) =>
      all.findIndex((each) => each.from === from) === index &&
      !all.some((each) => each.from !== from && each.isFolder && isAtOrBelow(from, each.from)),
  )
  return {
    ...EMPTY_PLAN,
    runtime,
    builds,
    artefacts,
    leaves: uses
      ? 'the sources and what the build tool has fetched'
      : 'the compiler, the sources and what the build tool has fetched',
    notes: [
      uses
        ? `the development kit stays: ${uses.reason}`
        : 'jcmd, jstack and other tools of the development kit are not in the runtime image',
    ],
  }
}

// https://docs.spring.io/spring-boot/reference/features/external-config.html: the current folder, and config in it.
function springFiles({ starting, folder }: Subject, known: readonly Artefact[]): readonly Artefact[] {
  const files = starting[0]?.files
  if (folder === undefined || !files) return []
  return (files.list(folder) ?? [])
    .filter((name) => name === 'config' || /^application(?:-[\w-]+)?\.(?:ya?ml|properties)$/.test(name))
    .map((name) => posix.join(folder, name))
    .filter((path) => !known.some(({ from }) => from === path))
    .map((path) => ({ from: path, to: path, isFolder: files.list(path) !== undefined }))
}
