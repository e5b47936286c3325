import { setTimeout as delay } from 'node:timers/promises'
import { ask, linesOf, type Tool } from './ask.ts'

/** An engine, docker or podman by the same commands, as containers are run on it. */
export interface Engine {
  readonly tool: Tool
  /** Runs a container, and says no more than it has to. */
  readonly run: readonly string[]
  /** Removes containers and what they wrote, at once. */
  readonly remove: readonly string[]
  /** Keeps what a service prints, and not without end. */
  readonly logFlags: readonly string[]
  /** The machine on which the engine runs; undefined for this one. */
  readonly host: string | undefined
  /** A node that can be started beside a container. */
  readonly node: string
}

export interface State {
  readonly id: string
  readonly started: boolean
  readonly running: boolean
  /** Of its first process, as the engine's machine has it. */
  readonly pid: number
  readonly exitCode: number
  /** Why it did not start. */
  readonly error: string | undefined
}

const STATE =
  '{{.Id}} {{json .State.StartedAt}} {{.State.Running}} {{.State.Pid}} {{.State.ExitCode}} {{.State.Error}}'
const LOG_LINES = 15

/** undefined where there is no such container. */
export async function stateOf({ tool }: Engine, name: string): Promise<State | undefined> {
  const { ok, stdout } = await ask(tool, ['container', 'inspect', '--format', STATE, name])
  if (!ok) return undefined
  const [id = '', startedAt = '', running, pid, exitCode, ...error] = stdout.trim().split(' ')
  return {
    id,
    started: !startedAt.startsWith('"0001-'),
    running: running === 'true',
    pid: Number(pid),
    exitCode: Number(exitCode),
    error: error.length > 0 ? plainReason(error.join(' ')) : undefined,
  }
}

/** The last lines of both streams, in order of time. */
export async function logOf({ tool }: Engine, name: string): Promise<readonly string[]> {
  const log = await ask(tool, ['logs', '--timestamps', `--tail=${LOG_LINES}`, name])
  const stamped = [...linesOf(log.stdout), ...linesOf(log.stderr)].map((line) => {
    const space = line.indexOf(' ')
    return space === -1
      ? { stamp: line, text: '' }
      : { stamp: line.slice(0, space), text: line.slice(space + 1) }
  })
  return stamped
    .sort((one, other) => (one.stamp < other.stamp ? -1 : one.stamp > other.stamp ? 1 : 0))
    .map(({ text }) => text.replace(/\r$/, ''))
    .slice(-LOG_LINES)
}

export async function removeContainer({ tool, remove }: Engine, name: string): Promise<void> {
  await ask(tool, [...remove, name])
}

/** For a container whose making was cut short: an engine may finish what nobody waits for any more. */
export async function removeSurely(engine: Engine, name: string): Promise<void> {
  await removeContainer(engine, name)
  await delay(300)
  if (await stateOf(engine, name)) await removeContainer(engine, name)
}

/** What a client says of a container that it could not start, among hints and warnings. */
export function complaint(stderr: string): string {
  const lines = linesOf(stderr)
  const line =
    lines.findLast((each) => /^docker: |^Error/.test(each)) ?? lines.at(-1) ?? 'no reason was given'
  return plainReason(/ msg="(.*)"$/.exec(line)?.[1] ?? line)
}

function plainReason(text: string): string {
  return text
    .replace(/^(?:docker: |Error: |Error response from daemon: )+/, '')
    .replace(/^.*unable to start container process: /, '')
    .replace(/: unknown\.?$/, '')
    .replace(/: OCI (?:runtime attempted to invoke a command that was not found|permission denied)$/, '')
    .replace(/\.?\s*See 'docker run --help'\.?$/, '')
    .trim()
}
