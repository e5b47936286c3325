import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleCli } from './bundle.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
await bundleCli({ outdir: join(root, 'dist/cli') })
// tsc fills it again, and would leave what no longer has a source.
rmSync(join(root, 'dist/lib'), { recursive: true, force: true })
