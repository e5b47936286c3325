import type { Readable } from 'node:stream'

export const BUILDERS = ['docker', 'podman', 'buildah'] as const

export type BuilderName = (typeof BUILDERS)[number]

/** What is handed to the builder besides the Dockerfile and the context; the same before and after. */
export interface BuildSettings {
  /** NAME=value, or NAME alone for a value of the environment. */
  readonly args: readonly string[]
  readonly target: string | undefined
  readonly platform: string | undefined
  /** As for --secret of docker build: id=…,src=… or id=…,env=… */
  readonly secrets: readonly string[]
  /** As for --ssh. */
  readonly ssh: readonly string[]
  /** name=place, as for --build-context. */
  readonly buildContexts: readonly string[]
  /** default, none or host; undefined for the builder's default. */
  readonly network: string | undefined
  /** host:ip, as for --add-host. */
  readonly hosts: readonly string[]
  readonly shmSize: string | undefined
}

/** Nothing but the Dockerfile and the context. */
export const NO_SETTINGS: BuildSettings = {
  args: [],
  target: undefined,
  platform: undefined,
  secrets: [],
  ssh: [],
  buildContexts: [],
  network: undefined,
  hosts: [],
  shmSize: undefined,
}

export interface BuildRequest {
  /** Absolute, outside the context. */
  readonly dockerfile: string
  /** Absolute path of a folder. */
  readonly context: string
  /** Absolute path of the ignore file that holds for this build; undefined for the context's own .dockerignore or none. */
  readonly ignoreFile: string | undefined
  readonly settings: BuildSettings
  /** Whether results of earlier builds may be used. */
  readonly cache: boolean
  /** File that the whole output is appended to. */
  readonly log: string
  /** Told of every line of output, for progress. */
  readonly progress: (line: string) => void
}

/** A name under which the builder knows an image that verify made. */
export interface BuiltImage {
  readonly reference: string
}

export type BuildOutcome =
  { readonly kind: 'built'; readonly image: BuiltImage; readonly seconds: number } | BuildFailure

export interface BuildFailure {
  /** failed: the Dockerfile did not build. broken: the builder could not do its work (gone, no disk, no such command). */
  readonly kind: 'failed' | 'broken' | 'timeout' | 'interrupted'
  /** One line: what went wrong. */
  readonly message: string
  /** What to do about it, in one line; '' where the log says it all. */
  readonly hint: string
  /** The last lines of output. */
  readonly tail: readonly string[]
  /** 1-based line of the Dockerfile at which the failing instruction begins; undefined where the builder does not tell. */
  readonly line: number | undefined
  readonly seconds: number
}

/** Time limits and the wish to stop; what is running is ended and what it left behind removed before the promise resolves. */
export interface Limits {
  readonly seconds: number
  readonly stop: AbortSignal
}

/** What containers are told that their host is called, so that both images print the same. */
export const HOST_NAME = 'dfopt'

export interface RunRequest {
  readonly image: BuiltImage
  /** undefined: as the image starts. Otherwise executed in place of its entrypoint and command. */
  readonly argv: readonly string[] | undefined
  readonly network: string | undefined
}

export type RunOutcome =
  | {
      readonly kind: 'ended'
      readonly exitCode: number
      /** At most a mebibyte each; `cut` when there was more. */
      readonly stdout: string
      readonly stderr: string
      readonly cut: boolean
    }
  | { readonly kind: 'timeout' | 'interrupted' }
  /** The container could not be started: no such program, no such user, no runtime. */
  | { readonly kind: 'not started'; readonly message: string }

/** A container that runs as its image starts, and the address of one of its ports. */
export interface Service {
  /** http://host:port of the container's port, reachable from here. */
  readonly address: string
  /** The last lines that it printed. */
  log(): Promise<readonly string[]>
  running(): Promise<boolean>
  /** Ends and removes it. */
  remove(): Promise<void>
}

export interface ServeRequest {
  readonly image: BuiltImage
  readonly port: number
  readonly network: string | undefined
}

export type ServeOutcome =
  | { readonly kind: 'serving'; readonly service: Service }
  | { readonly kind: 'not started'; readonly message: string }

/** A program that builds, keeps and runs images. Nothing but what it made itself is ever removed. */
export interface Builder {
  readonly name: BuilderName
  /** Such as "docker 28.5.2 with buildx 0.29.1". */
  readonly version: string
  build(request: BuildRequest, limits: Limits): Promise<BuildOutcome>
  /** An image archive, docker save's or OCI's. The stream fails with a readable message where the builder does. */
  save(image: BuiltImage, stop: AbortSignal): Readable
  run(request: RunRequest, limits: Limits): Promise<RunOutcome>
  serve(request: ServeRequest, limits: Limits): Promise<ServeOutcome>
  /** Removes an image that build made. */
  remove(image: BuiltImage): Promise<void>
  /** Removes all containers and images that this object made and that are still there. Never throws. */
  clear(): Promise<void>
}
