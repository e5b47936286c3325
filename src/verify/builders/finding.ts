import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Answer } from './ask.ts'

/** What a builder is looked for with. */
export interface Around {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** An existing folder for what is needed for a moment. */
  readonly scratch: string
  /** A node that can be started beside a container; by default the one on PATH. */
  readonly node?: string
}

/** Why a builder cannot be used. */
export interface Unusable {
  readonly installed: boolean
  readonly message: string
  readonly hint: string
}

/** podman and buildah refuse to start from a local image, too, where the folder of Docker's settings holds none. */
export function withoutEmptyDockerConfig(environment: Around['environment']): Around['environment'] {
  const folder = environment['DOCKER_CONFIG']
  return folder === undefined || existsSync(join(folder, 'config.json'))
    ? environment
    : { ...environment, DOCKER_CONFIG: undefined }
}

/** @param answer to its --version */
export function notFound(name: string, { error }: Answer): Unusable {
  return { installed: !error.includes('not on PATH'), message: error, hint: `install ${name}` }
}

/** Seconds within which a builder has to say what it is. */
export const ANSWERS = 20

/** 28.5.2 of "Docker version 28.5.2+dfsg4". */
export function plainVersion(text: string): string {
  return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? text.trim()
}
