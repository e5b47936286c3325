import { ask } from './ask.ts'
import { HOST_NAME, type Limits, type ServeOutcome, type ServeRequest, type Service } from '../builder.ts'
import { runProgram } from './child.ts'
import { complaint, logOf, removeContainer, removeSurely, stateOf, type Engine } from './container-state.ts'
import { forwardInto } from './forward.ts'
import { keepFirst } from './lines.ts'
import { isTaken, takenMessage } from './ports.ts'

/** Starts a container as its image starts, and finds a way to one of its ports. */
export async function serveContainer(
  engine: Engine,
  name: string,
  { image, port, network }: ServeRequest,
  platform: string | undefined,
  limits: Limits,
): Promise<ServeOutcome> {
  const { host, logFlags } = engine
  if (network === 'host' && host === undefined && (await isTaken(port))) return notStarted(takenMessage(port))
  const start = (flags: readonly string[]): Promise<string | undefined> => {
    const all = [`--name=${name}`, `--hostname=${HOST_NAME}`, '--pull=never', ...logFlags, ...flags]
    if (platform !== undefined) all.push(`--platform=${platform}`)
    return startDetached(engine, name, [...all, image.reference], limits)
  }
  let failure = await start(networkFlags(port, network, host))
  // An engine without a bridge refuses the network that it would take by itself.
  if (
    failure !== undefined &&
    network === undefined &&
    /network|netavark|bridge|cni|slirp|pasta/i.test(failure)
  )
    failure = await start(['--network=none'])
  if (failure !== undefined) return notStarted(failure)
  const place = await placeOf(engine, name, port, network)
  if ('message' in place) {
    await removeSurely(engine, name)
    return notStarted(place.message)
  }
  const service: Service = {
    address: place.address,
    log: () => logOf(engine, name),
    running: async () => (await stateOf(engine, name))?.running === true,
    remove: async () => {
      place.close()
      await removeContainer(engine, name)
    },
  }
  return { kind: 'serving', service }
}

function notStarted(message: string): ServeOutcome {
  return { kind: 'not started', message }
}

function networkFlags(
  port: number,
  network: string | undefined,
  host: string | undefined,
): readonly string[] {
  const flags = network === undefined ? [] : [`--network=${network}`]
  if (network === 'host' || network === 'none') return flags
  return [...flags, host === undefined ? `--publish=127.0.0.1::${port}` : `--publish=${port}`]
}

/** @returns why it did not start */
async function startDetached(
  engine: Engine,
  name: string,
  args: readonly string[],
  limits: Limits,
): Promise<string | undefined> {
  const said = keepFirst(64 * 1024)
  const program = { ...engine.tool, args: [...engine.run, '--detach', ...args] }
  const ending = await runProgram(program, limits, { stdout: () => undefined, stderr: said.write })
  if (ending.kind === 'exited' && ending.code === 0) return undefined
  const state = await stateOf(engine, name)
  await removeSurely(engine, name)
  if (ending.kind === 'timeout') return `it was not started within ${limits.seconds} s`
  if (ending.kind === 'interrupted') return 'interrupted'
  return state?.error ?? complaint(said.text())
}

interface Place {
  readonly address: string
  close(): void
}

/** Where the port is reached: as the engine published it, else by a way of our own. */
async function placeOf(
  engine: Engine,
  name: string,
  port: number,
  network: string | undefined,
): Promise<Place | { readonly message: string }> {
  const { tool, host = '127.0.0.1', node } = engine
  const state = await stateOf(engine, name)
  if (!state?.running) {
    const last = (await logOf(engine, name)).at(-1)
    const message = `the container ended at once with exit code ${state?.exitCode ?? 'unknown'}`
    return { message: last === undefined ? message : `${message}: ${last}` }
  }
  const close = (): void => undefined
  if (network === 'host') return { address: `http://${host}:${port}`, close }
  const published = await ask(tool, ['port', name, `${port}/tcp`])
  const number = /:(\d+)\s*$/m.exec(published.stdout)?.[1]
  if (number !== undefined) return { address: `http://${host}:${number}`, close }
  const forward = await forwardInto({ pid: state.pid, container: state.id }, port, node, tool.environment)
  if (typeof forward === 'string') return { message: `port ${port} is not reachable: ${forward}` }
  return { address: `http://127.0.0.1:${forward.port}`, close: () => forward.close() }
}
