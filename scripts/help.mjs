import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Has yargs print the help texts of the command line in src/cli/grammar.ts. */
export async function helpPages(version) {
  const folder = mkdtempSync(join(tmpdir(), 'dfopt-build-'))
  try {
    const outfile = join(folder, 'help-pages.mjs')
    await build({
      entryPoints: [join(root, 'src/cli/help-pages.ts')],
      absWorkingDir: root,
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      banner: { js: REQUIRE },
    })
    const pages = await import(pathToFileURL(outfile).href)
    return await pages.helpPages(version)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Some dependencies are CommonJS and call require for node's own modules. */
export const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);"
