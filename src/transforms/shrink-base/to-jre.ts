// A JRE in place of the JDK, for a stage whose containers run what others have compiled.
import { isOfJdkOnly, JDK_MODULES } from '../../catalog/java-runtimes.ts'
import { baseEdits, wordsUnder } from '../../dockerfile/base-word.ts'
import type { Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { Surroundings } from '../../engine/transform.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import { jdkReason } from '../../project/java/java-project.ts'
import { installedPackages } from '../../shell/system-packages.ts'
import { callsOf, type Call } from '../calls/calls.ts'
import type { Obstacle } from '../calls/obstacle.ts'
import { alpinePlan } from './alpine-plan.ts'
import { firstOf, isPlan, stagesOn, type NoPlan, type Plan } from './plan.ts'
import { sizesOf, type Swap } from './swap.ts'
import { swapObstacle } from './swap-obstacle.ts'

const LOST =
  'it only runs what is compiled elsewhere, and a JRE has no compiler and no jcmd, jstack or jmap to look into a running process'

export function jrePlan(document: Document, swap: Swap, surroundings: Surroundings): Plan | NoPlan {
  const base = baseEdits(document, swap.stage, swap.text)
  if ('reason' in base) return base
  const against = swapObstacle(document, swap) ?? firstOf(jdkNeeds(document, swap, surroundings))
  if (against) return against
  return {
    base: swap.text,
    edits: base,
    removes: wordsUnder(document, base),
    removesComments: [],
    added: [],
    notes: [LOST],
    sizes: sizesOf(swap),
  }
}

export function jreAlpinePlan(document: Document, swap: Swap, surroundings: Surroundings): Plan | NoPlan {
  const obstacle = firstOf(jdkNeeds(document, swap, surroundings))
  if (obstacle) return obstacle
  const plan = alpinePlan(document, swap, surroundings)
  return isPlan(plan) ? { ...plan, notes: [...plan.notes, LOST] } : plan
}

/** What may need more than a JRE. */
function jdkNeeds(
  document: Document,
  { stage, image }: Swap,
  { project }: Surroundings,
): readonly Obstacle[] {
  const stages = stagesOn(document, stage)
  const { calls, opaque } = callsOf(document, stages, project)
  const obstacles: Obstacle[] = [...opaque]
  for (const call of calls) {
    const found = ofCall(call)
    if (found) obstacles.push({ at: call.at, ...found })
  }
  for (const each of stages)
    for (const instruction of each.instructions) {
      const found = ofInstruction(document, each, instruction)
      if (found) obstacles.push({ at: instruction.range, ...found })
    }
  for (const each of stages) {
    if (each.children.length > 0 && !each.final) continue
    // catalina.sh of the image starts java.
    if (image.name === 'tomcat' || calls.some((call) => call.stage === each && startsJava(call))) continue
    obstacles.push({
      at: each.from.range,
      reason: 'that its containers run java is not seen',
      unblock: 'start java in CMD, ENTRYPOINT or in a script of the build context',
    })
  }
  const jdk = jdkReason(project)
  return jdk ? [...obstacles, { at: stage.from.range, ...jdk }] : obstacles
}

function startsJava({ command, atStart, instruction }: Call): boolean {
  return atStart && command.name === 'java' && instruction.keyword !== 'HEALTHCHECK'
}

type Reason = Omit<Obstacle, 'at'>

const KEEP = 'do it in a stage of its own on the JDK, and copy the result'

// They compile, or start what does.
const BUILDERS =
  /^(?:mvnw?|mvnd|mvnDebug|gradlew?|ant|sbt|sbtx|mill|lein|clojure|clj|boot|bazel|bazelisk|kotlinc?|kotlin|scalac?|scala-cli|groovyc?|jbang|jruby|sdk|jenv|native-image|quarkus|spring|jdb|arthas.*|as\.sh)$/

function ofCall({ command, atStart }: Call): Reason | undefined {
  const { name = '', args } = command
  const words = args.map(({ literal, text }) => literal ?? text)
  if (isOfJdkOnly(name)) return { reason: `a JRE has no ${name}`, unblock: KEEP }
  if (BUILDERS.test(name))
    return { reason: `what ${name} runs may need a JDK`, unblock: atStart ? 'start java itself' : KEEP }
  if (name === 'java') return ofJava(words)
  if (/^catalina\.sh$/.test(name) && words.includes('debug'))
    return { reason: 'catalina.sh debug starts jdb, which is of the JDK', unblock: 'run catalina.sh run' }
  const download = words.find((word) =>
    /^["']?https?:\/\/\S*(?:\$|\.(?:jar|war|ear|zip|t?gz|tar\.\w+|sh|bin|run)\b)/.test(word),
  )
  if (download !== undefined && /^(?:curl|wget|aria2c|http|https)$/.test(name))
    return {
      reason: `whether what ${name} downloads needs a JDK is not known`,
      unblock: 'swap the base by hand where it does not',
    }
  const installed = installedPackages(command)?.find((each) =>
    /jdk|jre|java|maven|gradle|kotlin|scala|groovy|^ant$|tomcat|jenkins|elasticsearch|binutils/.test(each),
  )
  return installed === undefined
    ? undefined
    : { reason: `whether ${installed} needs a JDK is not known`, unblock: KEEP }
}

// https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html: the options that take the next word.
const VALUED =
  /^(?:-cp|-classpath|--class-path|-p|--module-path|--upgrade-module-path|--add-modules|--enable-native-access|--add-reads|--add-exports|--add-opens|--limit-modules|--patch-module|--source)$/

function ofJava(words: readonly string[]): Reason | undefined {
  const main = words.find(
    (word, index) => !word.startsWith('-') && !word.includes('$') && !VALUED.test(words[index - 1] ?? ''),
  )
  if (main?.endsWith('.java') === true || words.includes('--source'))
    return { reason: `java compiles ${main ?? 'its source'} at its start, which takes a JDK`, unblock: KEEP }
  const module = words.find((word) => JDK_MODULES.test(word) || /^(?:com\.)?sun\.(?:tools|jvm)/.test(word))
  return module === undefined ? undefined : { reason: `a JRE has no ${module}`, unblock: KEEP }
}

// Where a JDK has what a JRE has elsewhere or not at all; of Java 8, the JRE within the JDK.
const JDK_PATH =
  /(?:JAVA_HOME\}?|\/opt\/java\/openjdk|\/usr\/lib\/jvm\/[\w.-]+)\/(?:jre|jmods|include|demo|sample|man|src\.zip|lib\/(?:tools|dt|sa-jdi|jconsole|ct\.sym|src\.zip))\b|\btools\.jar\b/

function ofInstruction(document: Document, stage: Stage, instruction: Instruction): Reason | undefined {
  const path = JDK_PATH.exec(instruction.args.text)?.[0]
  if (path !== undefined) return { reason: `${path} is of the JDK`, unblock: 'use what a JRE has' }
  if (!/^(?:COPY|ADD)$/.test(instruction.keyword)) return undefined
  const words = wordsOf(instruction).slice(0, -1)
  const from = flagValue(instruction, 'from')
  if (from !== undefined) {
    const isStage = /^\d+$/.test(from) || document.stages.some(({ name }) => name === from.toLowerCase())
    return isStage
      ? undefined
      : {
          reason: `whether what it copies from ${from} needs a JDK is not known`,
          unblock: 'swap the base by hand where it does not',
        }
  }
  const remote = words.find((word) => /^(?:https?|ftp|git):/.test(word))
  if (remote !== undefined)
    return {
      reason: `whether ${remote} needs a JDK is not known`,
      unblock: 'swap the base by hand where it does not',
    }
  const other = sourcesFromContext(document, stage, instruction).find(
    (source) => /\.(?:zip|tar|tgz|tar\.\w+)$/.test(source) && !/(?:^|\/)(?:target|build)\//.test(source),
  )
  return other === undefined
    ? undefined
    : {
        reason: `whether what is in ${other} needs a JDK is not known`,
        unblock: 'unpack it in the build context',
      }
}
