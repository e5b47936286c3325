import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { parseDocument } from '../../dockerfile/document.ts'
import { ask, type Tool } from './ask.ts'
import { workingContainers } from './bud-leftovers.ts'
import { imageOf, isStep, readBud } from './bud-output.ts'
import type { Scenes } from './bud-scenes.ts'
import { broken, brokenBy, failureOf, lastOf, unanswered } from './build-failure.ts'
import { settingFlags, unknownFlag } from './build-flags.ts'
import type { BuildFailure, BuildOutcome, BuildRequest, Limits } from '../builder.ts'
import { streamProgram } from './child.ts'
import { keepLast } from './lines.ts'
import { newName, type OwnImages } from './own-images.ts'
import { runBuild } from './run-build.ts'

/** The build command that podman and buildah share, as one of them has it. */
export interface Bud {
  readonly tool: Tool
  /** Such as "podman 4.3.1". */
  readonly version: string
  /** Of the buildah in it. */
  readonly buildah: string
  /** The command's --help. */
  readonly help: string
  /** Removes a working container. */
  readonly removeContainer: readonly string[]
  readonly scenes: Scenes
  /** Where the images and containers are. */
  readonly graphRoot: string
  readonly scratch: string
}

const MANY = 10_000
// Before, the lines of a heredoc were read as instructions.
const HEREDOCS_SINCE = [1, 33] as const

export async function budBuild(
  bud: Bud,
  images: OwnImages,
  request: BuildRequest,
  limits: Limits,
): Promise<BuildOutcome> {
  try {
    const dockerfile = await readFile(request.dockerfile, 'utf8')
    const settings = flagsOf(request)
    return (
      refusalOf(bud, settings, dockerfile) ??
      (await build(bud, images, request, limits, settings, dockerfile))
    )
  } catch (error) {
    return brokenBy(error, request.log)
  }
}

async function build(
  { tool, removeContainer, scenes, graphRoot, scratch }: Bud,
  images: OwnImages,
  { dockerfile: file, context, log, progress }: BuildRequest,
  limits: Limits,
  settings: readonly string[],
  dockerfile: string,
): Promise<BuildOutcome> {
  const steps = keepLast(MANY)
  const named = keepLast(MANY)
  const mark = newName()
  const working = workingContainers(mark, graphRoot)
  const look = (line: string): void => {
    const image = imageOf(line)
    if (image !== undefined) named.add(image)
    if (isStep(line)) {
      steps.add(line)
      working.look()
    }
    progress(line)
  }
  const empty = join(scratch, 'empty')
  await writeFile(empty, '')
  const reserved = await images.reserve()
  if ('error' in reserved) return unanswered(tool.command, reserved.error)
  const { tag } = reserved
  const scene = scenes.open()
  const args = [...settings, `--secret=id=${mark},src=${empty}`, `--tag=${tag}`, `--file=${file}`, context]
  const program = {
    // Through a shell both streams go into one pipe, and the lines keep their order.
    command: 'sh',
    args: ['-c', 'exec "$0" "$@" 2>&1', tool.command, 'build', ...args],
    environment: scene.tool.environment,
  }
  let built = false
  let cut = true
  try {
    const output = await runBuild(program, { log, progress: look }, limits)
    const { ending, lines, seconds } = output
    const done = ending.kind === 'exited' && ending.code === 0
    cut = ending.kind !== 'exited'
    built = done && (await images.made(tag, named.lines()))
    if (built) return { kind: 'built', image: { reference: tag }, seconds }
    if (done) return broken('the build left no image', 'see the log', lastOf(lines), seconds)
    return failureOf({ ...program, command: tool.command }, output, limits, (all) =>
      readBud(all, steps.lines(), dockerfile),
    )
  } finally {
    await scene.close(cut)
    if (!built) {
      for (const id of await working.left()) await ask(tool, [...removeContainer, id])
      await images.made(tag, named.lines())
      await images.remove(tag)
    }
  }
}

// Started by node, a program has a socket for its output, which cannot be opened as /dev/stdout; ends as the program does.
const THROUGH_A_PIPE =
  'exec 4>&1; code=$({ { "$0" "$@" 3>&- 4>&-; echo $? >&3; } | cat >&4 3>&-; } 3>&1); exit "$code"'

/** @param args of the command that writes an archive to its output */
export function budSave({ tool, scenes }: Bud, args: readonly string[], stop: AbortSignal): Readable {
  const scene = scenes.open()
  const program = {
    command: 'sh',
    args: ['-c', THROUGH_A_PIPE, tool.command, ...args],
    environment: scene.tool.environment,
  }
  const stream = streamProgram(program, stop, `${tool.command} cannot export the image`)
  return stream.once('close', () => void scene.close(false))
}

function flagsOf({ ignoreFile, settings, cache }: BuildRequest): readonly string[] {
  // What Docker calls default goes without saying here.
  const network = settings.network === 'default' ? undefined : settings.network
  return [
    // Else HEALTHCHECK, SHELL and ONBUILD are dropped.
    '--format=docker',
    // A layer for each instruction, as Docker makes them; without, all of them are one.
    '--layers',
    ...(cache ? [] : ['--no-cache']),
    '--force-rm',
    '--pull=missing',
    ...(ignoreFile === undefined ? [] : [`--ignorefile=${ignoreFile}`]),
    ...settingFlags({ ...settings, network }),
  ]
}

function refusalOf(
  { version, buildah, help }: Bud,
  settings: readonly string[],
  dockerfile: string,
): BuildFailure | undefined {
  const unknown = unknownFlag(settings, help)
  if (unknown !== undefined)
    return broken(`${version} cannot build with ${unknown}`, 'update it, or leave the setting out')
  const heredoc = parseDocument(dockerfile).instructions.find(({ heredocs }) => heredocs.length > 0)
  if (heredoc && isBefore(buildah, HEREDOCS_SINCE))
    return {
      ...broken(
        `${version} does not know heredocs, and takes the lines of one for instructions`,
        'update it to buildah 1.33 or podman 4.8, or build with docker',
      ),
      line: heredoc.startLine,
    }
  return undefined
}

function isBefore(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ours = 0, theirs = 0] = version.split('.').map(Number)
  return ours < major || (ours === major && theirs < minor)
}
