import { ask, linesOf } from './ask.ts'
import type { Limits, RunOutcome, RunRequest, ServeOutcome, ServeRequest, Service } from './builder.ts'
import { runContainer } from './container-run.ts'
import { serveContainer } from './container-serve.ts'
import { removeContainer, type Engine } from './container-state.ts'

/** The containers of a run. Each has a name that nothing else has. */
export interface Containers {
  run(request: RunRequest, platform: string | undefined, limits: Limits): Promise<RunOutcome>
  serve(request: ServeRequest, platform: string | undefined, limits: Limits): Promise<ServeOutcome>
  /** Removes those that are still there. */
  clear(): Promise<void>
}

export function containers(engine: Engine): Containers {
  const { tool, prefix } = engine
  const services = new Set<Service>()
  let count = 0
  const nextName = (): string => {
    count += 1
    return `${prefix}-${count}`
  }
  return {
    run: (request, platform, limits) => runContainer(engine, nextName(), request, platform, limits),
    async serve(request, platform, limits) {
      const outcome = await serveContainer(engine, nextName(), request, platform, limits)
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
      if (count === 0) return
      const left = await ask(tool, ['ps', '--all', '--quiet', '--filter', `name=${prefix}-`])
      for (const id of linesOf(left.stdout)) await removeContainer(engine, id)
    },
  }
}
