import { ask, linesOf } from './ask.ts'
import type { Limits, RunOutcome, RunRequest, ServeOutcome, ServeRequest, Service } from '../builder.ts'
import { runContainer } from './container-run.ts'
import { serveContainer } from './container-serve.ts'
import { removeContainer, type Engine } from './container-state.ts'

/** Runs images under names that it is given, and leaves nothing of them. */
export interface Runner {
  run(name: string, request: RunRequest, platform: string | undefined, limits: Limits): Promise<RunOutcome>
  serve(
    name: string,
    request: ServeRequest,
    platform: string | undefined,
    limits: Limits,
  ): Promise<ServeOutcome>
  /** Removes containers whose names begin so. */
  sweep(prefix: string): Promise<void>
}

/** The containers of a run. Each has a name that nothing else has. */
export interface OwnContainers {
  run(request: RunRequest, platform: string | undefined, limits: Limits): Promise<RunOutcome>
  serve(request: ServeRequest, platform: string | undefined, limits: Limits): Promise<ServeOutcome>
  /** Removes those that are still there. */
  clear(): Promise<void>
}

export function ownContainers(prefix: string, runner: Runner): OwnContainers {
  const services = new Set<Service>()
  let count = 0
  const nextName = (): string => {
    count += 1
    return `${prefix}-${count}`
  }
  return {
    run: (request, platform, limits) => runner.run(nextName(), request, platform, limits),
    async serve(request, platform, limits) {
      const outcome = await runner.serve(nextName(), request, platform, limits)
      if (outcome.kind !== 'serving') return outcome
      const { service } = outcome
      services.add(service)
      const remove = async (): Promise<void> => {
        services.delete(service)
        await service.remove()
      }
      return { kind: 'serving', service: { ...service, remove } }
    },
    async clear() {
      for (const service of services) await service.remove()
      services.clear()
      if (count > 0) await runner.sweep(`${prefix}-`)
    },
  }
}

/** Of docker, or of podman by the same commands. */
export function engineRunner(engine: Engine): Runner {
  return {
    run: (name, request, platform, limits) => runContainer(engine, name, request, platform, limits),
    serve: (name, request, platform, limits) => serveContainer(engine, name, request, platform, limits),
    async sweep(prefix) {
      const left = await ask(engine.tool, ['ps', '--all', '--quiet', '--filter', `name=${prefix}`])
      for (const id of linesOf(left.stdout)) await removeContainer(engine, id)
    },
  }
}
