import { stateAt, type Document } from '../dockerfile/document.ts'
import { splitImageReference } from '../dockerfile/image-reference.ts'
import type { Instruction } from '../dockerfile/instruction.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { externalBase } from './shell.ts'

// Official images without a USER of their own, as their Dockerfiles at https://github.com/docker-library/official-images say.
const ROOT_IMAGES = new Set(
  (
    'alpine debian ubuntu busybox centos fedora rockylinux almalinux amazonlinux oraclelinux archlinux buildpack-deps ' +
    'node python golang ruby php rust openjdk eclipse-temurin amazoncorretto maven nginx httpd redis postgres mysql ' +
    'mariadb perl erlang elixir gcc bash docker scratch'
  ).split(' '),
)

/** Whether a RUN runs as root; undefined where only the base image tells. */
export function runsAsRoot(document: Document, stage: Stage, instruction: Instruction): boolean | undefined {
  const { user } = stateAt(document, stage, instruction)
  if (user !== undefined) return /^(?:root|0)(?::|$)/.test(user)
  if (setsUser(document, stage, instruction)) return undefined
  const { registry, repository } = splitImageReference(externalBase(document, stage)) ?? {}
  const name = /^library\/(.*)$/.exec(repository ?? '')?.[1]
  return registry === 'docker.io' && name !== undefined && ROOT_IMAGES.has(name) ? true : undefined
}

/** True when a USER that only a build knows is in force. */
function setsUser(document: Document, stage: Stage, instruction: Instruction): boolean {
  const own = stage.instructions.some((each) => each.keyword === 'USER' && each.index < instruction.index)
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return own || (parent?.instructions.some((each) => each.keyword === 'USER') ?? false)
}
