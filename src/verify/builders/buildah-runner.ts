import { ask, linesOf } from './ask.ts'
import { runWithBuildah } from './buildah-run.ts'
import { serveWithBuildah } from './buildah-serve.ts'
import type { Buildah } from './buildah-working.ts'
import type { Runner } from './containers.ts'

export function buildahRunner(buildah: Buildah): Runner {
  const { tool } = buildah
  return {
    run: (name, request, _platform, limits) => runWithBuildah(buildah, name, request, limits),
    serve: (name, request, _platform, limits) => serveWithBuildah(buildah, name, request, limits),
    async sweep(prefix) {
      const { stdout } = await ask(tool, ['containers', '--noheading', '--format', '{{.ContainerName}}'])
      for (const name of linesOf(stdout)) if (name.startsWith(prefix)) await ask(tool, ['rm', name])
    },
  }
}
