import { copyFile, readFile } from 'node:fs/promises'
import { ask, type Tool } from './ask.ts'
import { broken, brokenBy, failureOf, lastOf, unanswered } from './build-failure.ts'
import { knows, settingFlags, unknownFlag } from './build-flags.ts'
import { runBuild } from './run-build.ts'
import { builderOf } from './builder-of.ts'
import type { Builder, BuildOutcome, BuildRequest, Limits } from '../builder.ts'
import { isVertex, readBuildKit } from './buildkit-output.ts'
import { streamProgram } from './child.ts'
import { engineRunner, ownContainers } from './containers.ts'
import { ANSWERS, notFound, plainVersion, type Around, type Unusable } from './finding.ts'
import { keepLast } from './lines.ts'
import { findPodman } from './podman.ts'
import { importEmpty, newName, ownImages, type OwnImages } from './own-images.ts'

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

const VERSIONS =
  '{{.Client.Version}}{{with .Server}}|{{.Version}}|{{range .Components}}{{.Name}} {{end}}{{end}}'

export async function findDocker(around: Around): Promise<Builder | Unusable> {
  const environment = { ...around.environment, DOCKER_BUILDKIT: '1', DOCKER_CLI_HINTS: 'false' }
  const tool = { command: 'docker', environment }
  const named = await ask(tool, ['--version'], ANSWERS)
  if (!named.ok) return notFound('docker', named)
  if (named.stdout.startsWith('podman')) return findPodman(around, 'docker')
  const answer = await ask(tool, ['version', '--format', VERSIONS], ANSWERS)
  const [client = '', engine = '', component = ''] = answer.stdout.trim().split('|')
  if (!answer.ok || engine === '') {
    const message = `docker is installed but its engine does not answer: ${answer.error || 'no version'}`
    return { installed: true, message, hint: 'start the engine, or name another builder with --builder' }
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

function dockerBuilder(docker: Docker, { scratch, node = 'node' }: Around): Builder {
  const { tool, version, host } = docker
  const name = newName()
  const images = ownImages({
    tool,
    prefix: name,
    list: ['image', 'ls', '--all', '--no-trunc', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'],
    tag: ['image', 'tag'],
    remove: ['image', 'rm', '--no-prune'],
    sparesParents: true,
    tagEmpty: importEmpty(tool, scratch),
  })
  const runner = engineRunner({
    tool,
    run: ['run'],
    remove: ['rm', '--force', '--volumes'],
    logFlags: ['--log-driver=json-file', '--log-opt=max-size=10m'],
    host,
    node,
  })
  return builderOf({
    name: 'docker',
    version,
    images,
    containers: ownContainers(name, runner),
    build: (request, limits) => build(docker, images, request, limits),
    save: (reference, stop) =>
      streamProgram({ ...tool, args: ['image', 'save', reference] }, stop, 'docker cannot export the image'),
    clear: () => Promise.resolve(),
  })
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
  try {
    await putIgnoreFile(request)
    return await buildWith(docker, images, request, limits, settings)
  } catch (error) {
    return brokenBy(error, request.log)
  }
}

/** Lines that are kept of what names an instruction. */
const MANY = 10_000

async function buildWith(
  { tool, build }: Docker,
  images: OwnImages,
  request: BuildRequest,
  limits: Limits,
  settings: readonly string[],
): Promise<BuildOutcome> {
  const reserved = await images.reserve()
  if ('error' in reserved) return unanswered('docker', reserved.error)
  const { tag } = reserved
  const args = [...build, ...settings, `--tag=${tag}`, `--file=${request.dockerfile}`, request.context]
  const program = { ...tool, args }
  let built = false
  try {
    const vertices = keepLast(MANY)
    const progress = (line: string): void => {
      if (isVertex(line)) vertices.add(line)
      request.progress(line)
    }
    const output = await runBuild(program, { log: request.log, progress }, limits)
    const { ending, lines, seconds } = output
    const done = ending.kind === 'exited' && ending.code === 0
    built = done && (await images.made(tag))
    if (built) return { kind: 'built', image: { reference: tag }, seconds }
    if (done) return broken('the build left no image', 'see the log', lastOf(lines), seconds)
    const dockerfile = await readFile(request.dockerfile, 'utf8')
    return failureOf(program, output, limits, (all) => readBuildKit(all, vertices.lines(), dockerfile))
  } finally {
    // What ended a build may have come after the image got its name.
    if (!built && (await images.made(tag))) await images.remove(tag)
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
