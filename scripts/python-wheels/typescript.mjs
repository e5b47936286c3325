import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A module of the project's own sources, for scripts that node runs as they are. */
export async function importSource(path) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${path}`, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    loader: { '.json': 'json' },
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`)
}
