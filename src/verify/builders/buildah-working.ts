import { ask, type Tool } from './ask.ts'
import type { Scene, Scenes } from './bud-scenes.ts'
import { HOST_NAME, type RunRequest } from '../builder.ts'
import type { Program } from './child.ts'

/** A buildah, and what its containers are started with. */
export interface Buildah {
  readonly tool: Tool
  readonly scenes: Scenes
  /** A node that can be started beside a container. */
  readonly node: string
}

/** A working container, and the program that runs the request in it. */
export interface Working {
  readonly scene: Scene
  readonly program: Program
  /** Whether it shares the network of this machine. */
  readonly sharesNetwork: boolean
}

/** @returns a line that says why there is none where it could not be made */
export async function openWorking(
  { tool, scenes }: Buildah,
  name: string,
  { image, argv, network }: RunRequest,
): Promise<Working | string> {
  const command = argv ?? (await commandOf(tool, image.reference))
  if (command.length === 0) return 'the image says nothing of what to run'
  const made = await ask(tool, ['from', `--name=${name}`, '--pull=never', image.reference])
  if (!made.ok) return made.error
  // With this isolation there is no other network.
  const isolation = tool.environment['BUILDAH_ISOLATION']
  const ours = network ?? (isolation === 'chroot' ? 'host' : 'none')
  const scene = scenes.open()
  const program = {
    ...scene.tool,
    args: ['run', `--network=${ours}`, `--hostname=${HOST_NAME}`, name, '--', ...command],
  }
  return { scene, program, sharesNetwork: ours === 'host' }
}

/** @param cut whether its program was ended */
export async function closeWorking(
  { tool }: Buildah,
  name: string,
  { scene }: Working,
  cut: boolean,
): Promise<void> {
  await scene.close(cut)
  await ask(tool, ['rm', name])
}

/** What the image starts: its entrypoint with its command. */
async function commandOf(tool: Tool, reference: string): Promise<readonly string[]> {
  const { stdout } = await ask(tool, ['inspect', '--type=image', reference])
  const config = member(member(parsed(stdout), 'Docker'), 'config')
  return [...stringsOf(member(config, 'Entrypoint')), ...stringsOf(member(config, 'Cmd'))]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
