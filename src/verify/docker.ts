import { copyFile } from 'node:fs/promises'
import { ask, type Tool } from './ask.ts'
import { broken, brokenBy, failureOf, lastOf } from './build-failure.ts'
import { knows, settingFlags, unknownFlag } from './build-flags.ts'
import { runBuild } from './run-build.ts'
import type { Builder, BuildOutcome, BuildRequest, Limits } from './builder.ts'
import { readBuildKit } from './buildkit-output.ts'
import { streamProgram } from './child.ts'
import { containers } from './containers.ts'
import { newName, ownImages, type OwnImages } from './own-images.ts'

/** What a docker on this machine is. */
interface Docker {
  readonly tool: Tool
  readonly version: string
  /** The command that builds with BuildKit. */
  readonly build: readonly string[]
  /** Its --help. */
  readonly help: string
  /** Whether images stay with BuildKit unless they are asked for. */
  readonly load: boolean
  /** The machine on which the engine runs; undefined for this one. */
  readonly host: string | undefined
}

/** Why a builder that may be there cannot be used. */
export interface Unusable {
  readonly installed: boolean
  readonly message: string
  readonly hint: string
}

export interface Around {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** An existing folder for what is needed for a moment. */
  readonly scratch: string
  /** A node that can be started beside a container; by default the one on PATH. */
  readonly node?: string
}

const ANSWERS = 20
const VERSIONS =
  '{{.Client.Version}}{{with .Server}}|{{.Version}}|{{range .Components}}{{.Name}} {{end}}{{end}}'

export async function findDocker(around: Around): Promise<Builder | Unusable> {
  const environment = { ...around.environment, DOCKER_BUILDKIT: '1', DOCKER_CLI_HINTS: 'false' }
  const tool = { command: 'docker', environment }
  const named = await ask(tool, ['--version'], ANSWERS)
  if (!named.ok)
    return { installed: !named.error.includes('not on PATH'), message: named.error, hint: 'install Docker' }
  const answer = await ask(tool, ['version', '--format', VERSIONS], ANSWERS)
  const [client = '', engine = '', component = ''] = answer.stdout.trim().split('|')
  if (!answer.ok || engine === '') {
    const message = `docker is installed but its engine does not answer: ${answer.error || 'no version'}`
    return { installed: true, message, hint: 'start the engine' }
  }
  if (/podman/i.test(component)) {
    const message = "docker is installed but talks to Podman's service, which has no BuildKit"
    return { installed: true, message, hint: 'pass --builder podman' }
  }
  const buildx = await ask(tool, ['buildx', 'version'], ANSWERS)
  const plugin = buildx.ok ? plainVersion(buildx.stdout) : undefined
  // From version 23 on, docker build is buildx; before, the engine's own BuildKit is asked for by a variable.
  if (plugin === undefined && Number.parseInt(client, 10) >= 23) {
    const message = 'docker is installed but its buildx plugin, and with it BuildKit, is missing'
    return {
      installed: true,
      message,
      hint: 'install docker-buildx-plugin (docker-buildx on Debian and Ubuntu)',
    }
  }
  const build = plugin === undefined ? ['build'] : ['buildx', 'build']
  const help = await ask(tool, [...build, '--help'], ANSWERS)
  const inspected = plugin === undefined ? undefined : await ask(tool, ['buildx', 'inspect'], ANSWERS)
  const endpoint = await ask(tool, ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], ANSWERS)
  const driver = /^Driver:\s*(\S+)/m.exec(inspected?.stdout ?? '')?.[1]
  return dockerBuilder(
    {
      tool,
      build,
      help: help.stdout,
      version: `docker ${plainVersion(engine)} with ${plugin === undefined ? 'BuildKit' : `buildx ${plugin}`}`,
      host: /^(?:tcp|ssh|https?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/\s]+)/.exec(endpoint.stdout)?.[1],
      load: plugin !== undefined && driver !== 'docker',
    },
    around,
  )
}

/** 28.5.2 of "Docker version 28.5.2+dfsg4". */
export function plainVersion(text: string): string {
  return /\d+\.\d+(?:\.\d+)?/.exec(text)?.[0] ?? text.trim()
}

function dockerBuilder(docker: Docker, { scratch, node = 'node' }: Around): Builder {
  const { tool, version, host } = docker
  const prefix = newName()
  const images = ownImages(tool, prefix, scratch)
  const platforms = new Map<string, string | undefined>()
  const own = containers({
    tool,
    prefix,
    host,
    node,
    remove: ['rm', '--force', '--volumes'],
    logFlags: ['--log-driver=json-file', '--log-opt=max-size=10m'],
  })
  return {
    name: 'docker',
    version,
    async build(request, limits) {
      const outcome = await build(docker, images, request, limits)
      if (outcome.kind === 'built') platforms.set(outcome.image.reference, request.settings.platform)
      return outcome
    },
    run: (request, limits) => own.run(request, platforms.get(request.image.reference), limits),
    serve: (request, limits) => own.serve(request, platforms.get(request.image.reference), limits),
    save: ({ reference }, stop) =>
      streamProgram({ ...tool, args: ['image', 'save', reference] }, stop, 'docker save failed'),
    remove: ({ reference }) => images.remove(reference),
    async clear() {
      await own.clear()
      await images.clear()
    },
  }
}

async function build(
  docker: Docker,
  images: OwnImages,
  request: BuildRequest,
  limits: Limits,
): Promise<BuildOutcome> {
  const settings = flagsOf(docker, request)
  const unknown = unknownFlag(settings, docker.help)
  if (unknown !== undefined)
    return broken(
      `this docker cannot build with ${unknown}`,
      'install or update buildx, or leave the setting out',
    )
  const tag = await images.reserve()
  const args = [...docker.build, ...settings, `--tag=${tag}`, `--file=${request.dockerfile}`, request.context]
  const program = { ...docker.tool, args }
  try {
    await putIgnoreFile(request)
    const output = await runBuild(program, request, limits)
    const { ending, lines, seconds } = output
    const made = await images.made(tag)
    if (ending.kind === 'exited' && ending.code === 0)
      return made
        ? { kind: 'built', image: { reference: tag }, seconds }
        : broken('the build left no image', 'see the log', lastOf(lines), seconds)
    // What ended a build may have come after the image got its name.
    if (made) await images.remove(tag)
    return failureOf(program, output, limits, readBuildKit)
  } catch (error) {
    return brokenBy(error, request.log)
  }
}

function flagsOf({ help, load }: Docker, { settings, cache }: BuildRequest): readonly string[] {
  return [
    '--progress=plain',
    ...(cache ? [] : ['--no-cache']),
    ...(load ? ['--load'] : []),
    // An attestation would be an image of its own beside the one that is compared.
    ...['--provenance=false', '--sbom=false'].filter((flag) => knows(help, flag.replace(/=.*/, ''))),
    ...settingFlags(settings),
  ]
}

/** BuildKit takes the ignore file that stands beside the Dockerfile under its name. */
async function putIgnoreFile({ dockerfile, ignoreFile }: BuildRequest): Promise<void> {
  const place = `${dockerfile}.dockerignore`
  if (ignoreFile !== undefined && ignoreFile !== place) await copyFile(ignoreFile, place)
}
