import type { Readable } from 'node:stream'
import type { Builder, BuilderName, BuildOutcome, BuildRequest, Limits } from '../builder.ts'
import type { OwnContainers } from './containers.ts'
import type { OwnImages } from './own-images.ts'

/** What the builders differ in. */
export interface Parts {
  readonly name: BuilderName
  readonly version: string
  readonly images: OwnImages
  readonly containers: OwnContainers
  readonly build: (request: BuildRequest, limits: Limits) => Promise<BuildOutcome>
  readonly save: (reference: string, stop: AbortSignal) => Readable
  /** Removes what is left besides images and containers. */
  readonly clear: () => Promise<void>
}

export function builderOf({ name, version, images, containers, build, save, clear }: Parts): Builder {
  // Of an image for another machine, so that it is not warned of when it runs.
  const platforms = new Map<string, string | undefined>()
  return {
    name,
    version,
    async build(request, limits) {
      const outcome = await build(request, limits)
      if (outcome.kind === 'built') platforms.set(outcome.image.reference, request.settings.platform)
      return outcome
    },
    save: ({ reference }, stop) => save(reference, stop),
    run: (request, limits) => containers.run(request, platforms.get(request.image.reference), limits),
    serve: (request, limits) => containers.serve(request, platforms.get(request.image.reference), limits),
    remove: ({ reference }) => images.remove(reference),
    async clear() {
      await containers.clear()
      await images.clear()
      await clear()
    },
  }
}
