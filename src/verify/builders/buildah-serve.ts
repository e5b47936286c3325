import { setTimeout as delay } from 'node:timers/promises'
import { startedIn } from './bud-scenes.ts'
import type { Limits, ServeOutcome, ServeRequest, Service } from '../builder.ts'
import { refusalIn } from './buildah-run.ts'
import { closeWorking, openWorking, type Buildah, type Working } from './buildah-working.ts'
import { runProgram, type Ending } from './child.ts'
import { forwardInto } from './forward.ts'
import { keepLast, splitLines } from './lines.ts'
import { isTaken, takenMessage } from './ports.ts'

const LOG_LINES = 15
/** Seconds for a container without a sign of its own to be taken for running. */
const SETTLES = 1

/** Starts an image as it starts, kept running by a program of ours, and finds a way to one of its ports. */
export async function serveWithBuildah(
  buildah: Buildah,
  name: string,
  { image, port, network }: ServeRequest,
  limits: Limits,
): Promise<ServeOutcome> {
  const working = await openWorking(buildah, name, { image, argv: undefined, network })
  if (typeof working === 'string') return { kind: 'not started', message: working }
  if (working.sharesNetwork && (await isTaken(port))) {
    await closeWorking(buildah, name, working, false)
    return { kind: 'not started', message: takenMessage(port) }
  }
  const stop = new AbortController()
  const last = keepLast(LOG_LINES)
  const lines = [splitLines(last.add), splitLines(last.add)] as const
  let ended: string | undefined
  const running = runProgram(
    working.program,
    { seconds: Infinity, stop: stop.signal },
    { stdout: lines[0].write, stderr: lines[1].write },
  ).then((ending) => {
    for (const each of lines) each.end()
    ended = endOf(ending, last.lines())
  })
  const remove = async (): Promise<void> => {
    stop.abort()
    await running
    await closeWorking(buildah, name, working, true)
  }
  const place = await placeOf(buildah, working, port, limits, () => ended)
  if ('address' in place) {
    const service: Service = {
      address: place.address,
      log: () => Promise.resolve(last.lines()),
      running: () => Promise.resolve(ended === undefined),
      remove: async () => {
        place.close()
        await remove()
      },
    }
    return { kind: 'serving', service }
  }
  await remove()
  return { kind: 'not started', message: place.message }
}

interface Place {
  readonly address: string
  close(): void
}

async function placeOf(
  { node, tool }: Buildah,
  { scene, sharesNetwork }: Working,
  port: number,
  { seconds, stop }: Limits,
  ended: () => string | undefined,
): Promise<Place | { readonly message: string }> {
  const began = performance.now()
  for (;;) {
    const passed = (performance.now() - began) / 1000
    const end = ended()
    if (end !== undefined) return { message: end }
    if (stop.aborted) return { message: 'interrupted' }
    if (passed > seconds) return { message: `it was not started within ${seconds} s` }
    const process = await startedIn(scene)
    if (sharesNetwork && (process || passed > SETTLES))
      return { address: `http://127.0.0.1:${port}`, close: () => undefined }
    if (process) {
      const forward = await forwardInto(process, port, node, tool.environment)
      // What ends at once gets no further; where it did, a way in or none says nothing of it.
      await delay(200)
      const early = ended()
      if (typeof forward === 'string')
        return { message: early ?? `port ${port} is not reachable: ${forward}` }
      if (early !== undefined) {
        forward.close()
        return { message: early }
      }
      return { address: `http://127.0.0.1:${forward.port}`, close: () => forward.close() }
    }
    await delay(50)
  }
}

function endOf(ending: Ending, lines: readonly string[]): string {
  const failure = refusalIn(lines.join('\n'))
  if (failure !== undefined) return failure
  const code = ending.kind === 'exited' ? ` with exit code ${ending.code}` : ''
  const last = lines.findLast((line) => !/^(?:Error: |container exited on )/.test(line))
  return `the container ended at once${code}${last === undefined ? '' : `: ${last}`}`
}
