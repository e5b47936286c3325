// Who else reads the command of an image: the ENTRYPOINT that gets it as arguments, and a CMD that an ENTRYPOINT would get.
import { lineage, type Document } from '../../dockerfile/document.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import type { Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { externalBase } from '../../shell/shell.ts'

export interface Obstacle {
  readonly reason: string
  readonly unblock: string
}

// Programs that start what they are given, whatever it is.
const INIT = /^(?:tini|tini-static|dumb-init|catatonit|docker-init)$/

// Images without an ENTRYPOINT, or with one that runs what it is given and looks at a leading dash or at a name that is
// no program: docker-entrypoint.sh of node, docker-php-entrypoint, mvn-entrypoint.sh, __cacert_entrypoint.sh of Temurin,
// as in nodejs/docker-node, docker-library/php, carlossg/docker-maven and adoptium/containers.
// nginx, redis, postgres and others are not in it: they do more where the command is the name of their server.
const RUNS_ANYTHING = new Set(
  (
    'scratch debian ubuntu alpine busybox centos fedora rockylinux almalinux amazonlinux oraclelinux buildpack-deps ' +
    'node python golang ruby php rust openjdk java eclipse-temurin amazoncorretto maven gradle tomcat httpd elixir ' +
    'erlang perl pypy julia dart haskell gcc'
  ).split(' '),
)
const DOTNET =
  /^(?:microsoft\/dotnet|mcr\.microsoft\.com\/dotnet\/(?:core\/|nightly\/)?(?:sdk|runtime|runtime-deps|aspnet))$/
const OF_AN_ARCHITECTURE = /^(?:amd64|i386|arm32v[567]|arm64v8|ppc64le|s390x|riscv64|mips64le)\//

/** Why a CMD cannot change its form: what gets it may look at its first word. */
export function entrypointObstacle(document: Document, stage: Stage): Obstacle | undefined {
  const entrypoint = lastEntrypoint(document, stage)
  if (!entrypoint) return baseObstacle(document, stage)
  const { json } = entrypoint
  if (!json) {
    return {
      reason: 'it is never used: an ENTRYPOINT in shell form takes no arguments',
      unblock: 'delete it, or write the ENTRYPOINT in exec form',
    }
  }
  const program = json[0]?.split('/').at(-1) ?? ''
  if (json.length === 0 || INIT.test(program)) return undefined
  return {
    reason: `the ENTRYPOINT ${program} gets it as arguments, and may act on their first word`,
    unblock: 'write it in exec form if the ENTRYPOINT only runs what it is given',
  }
}

function lastEntrypoint(document: Document, stage: Stage): Instruction | undefined {
  const entrypoints = lineage(document, stage).map(({ instructions }) =>
    instructions.findLast((each) => each.keyword === 'ENTRYPOINT'),
  )
  return entrypoints.find((each) => each !== undefined)
}

function baseObstacle(document: Document, stage: Stage): Obstacle | undefined {
  const base = externalBase(document, stage)
  const reference = splitImageReference(base)
  if (!reference) return undefined
  const { repository, registry } = reference
  const name = repository.replace(/^library\//, '').replace(OF_AN_ARCHITECTURE, '')
  const path = registry === 'docker.io' ? name : `${registry}/${repository}`
  if (DOTNET.test(path) || (registry === 'docker.io' && RUNS_ANYTHING.has(name))) return undefined
  return {
    reason: `${base} may have an ENTRYPOINT that gets it as arguments and acts on their first word`,
    unblock: 'write it in exec form if the image has none, or one that only runs what it is given',
  }
}

/** Why an ENTRYPOINT cannot change its form: in shell form it takes no arguments, in exec form it takes CMD. */
export function argumentsObstacle(document: Document, stage: Stage): Obstacle | undefined {
  if (!takesCmd(document, stage)) return undefined
  return {
    reason: 'in exec form it would get the CMD as arguments, which in shell form it does not',
    unblock: 'delete the CMD, or write the ENTRYPOINT in exec form if its arguments are meant',
  }
}

/** A CMD of the base image is gone where the stage has an ENTRYPOINT: dispatchEntrypoint of convert.go clears it. */
function takesCmd(document: Document, stage: Stage): boolean {
  const cmd = stage.instructions.findLast((each) => each.keyword === 'CMD')
  if (cmd && cmd.json?.length !== 0) return true
  if (stage.instructions.some((each) => each.trigger?.keyword === 'CMD')) return true
  return stage.children.some((index) => {
    const child = document.stages[index]
    const own = child?.instructions.some((each) => each.keyword === 'ENTRYPOINT')
    return child !== undefined && !own && takesCmd(document, child)
  })
}
