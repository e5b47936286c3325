import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { helpPages } from './help.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/**
 * Bundles the command line, dependencies included, into `outdir`.
 * @param {{ outdir: string, transforms?: string }} options `transforms`: a module to use in place of the real list
 */
export async function bundleCli({ outdir, transforms }) {
  const data = dataFiles()
  const result = await build({
    entryPoints: { main: join(root, 'src/cli/main.ts') },
    outdir,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    // One character beyond ASCII makes node keep, and read, two bytes for each.
    charset: 'ascii',
    legalComments: 'none',
    metafile: true,
    write: false,
    chunkNames: '[name]-[hash]',
    define: {
      DFOPT_VERSION: JSON.stringify(version),
      DFOPT_HELP: JSON.stringify(await helpPages(version)),
      // yargs asks for it when it is loaded, which makes node load its streams.
      'process.stdout.columns': '80',
    },
    alias: {
      // yargs imports them for help texts, which are made below, and loading them costs more than parsing.
      cliui: join(root, 'scripts/shims/unused.mjs'),
      'string-width': join(root, 'scripts/shims/unused.mjs'),
      assert: join(root, 'scripts/shims/assert.mjs'),
      // What node takes for it is UMD, in which no bundler finds the parts.
      'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
    },
    plugins: [
      builtins,
      data.plugin,
      ...(transforms === undefined ? [] : [replaceTransforms(resolve(transforms))]),
    ],
  })
  // Only now, so that a build that fails leaves the one before.
  rmSync(outdir, { recursive: true, force: true })
  mkdirSync(outdir, { recursive: true })
  for (const file of result.outputFiles) writeFileSync(file.path, file.contents)
  mkdirSync(join(outdir, 'data'))
  for (const [name, text] of data.texts) writeFileSync(join(outdir, 'data', name), text)
  writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), licences(result.metafile))
}

/**
 * Takes node's own modules as they are. Importing them makes node read every export of theirs, and those that are
 * made when first read, such as the streams of node:fs, are then loaded for nothing.
 */
const builtins = {
  name: 'builtins',
  setup(setup) {
    setup.onResolve({ filter: /^[a-z:_/]+$/ }, ({ path }) =>
      isBuiltin(path) && path !== 'assert' ? { path, namespace: 'builtin' } : undefined,
    )
    setup.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      return { contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)})` }
    })
  },
}

/**
 * Keeps the data of the catalog in files of its own, each read when it is first asked for: as a part of the program
 * it would be compiled at every start.
 */
function dataFiles() {
  const texts = new Map()
  const plugin = {
    name: 'data',
    setup(setup) {
      setup.onLoad({ filter: /[\\/]catalog[\\/]data[\\/][^\\/]+\.json$/ }, ({ path }) => {
        const data = JSON.parse(readFileSync(path, 'utf8'))
        const name = basename(path)
        texts.set(name, JSON.stringify(data))
        const getters = Object.keys(data).map(
          (key) => `get ${JSON.stringify(key)}() { return read()[${JSON.stringify(key)}] }`,
        )
        return {
          contents:
            `import { readFileSync } from 'node:fs'\n` +
            `let data\n` +
            `const read = () => (data ??= JSON.parse(readFileSync(new URL('./data/${name}', import.meta.url), 'utf8')))\n` +
            `export default {${getters.join(', ')}}\n`,
          loader: 'js',
        }
      })
    },
  }
  return { texts, plugin }
}

function replaceTransforms(path) {
  const own = join(root, 'src/transforms/index.ts')
  return {
    name: 'replace-transforms',
    setup(setup) {
      setup.onResolve({ filter: /transforms\/index\.ts$/ }, (args) =>
        resolve(args.resolveDir, args.path) === own ? { path } : undefined,
      )
    },
  }
}

/** The licences of everything that went into the bundle ask to be passed on with it. */
function licences(metafile) {
  const folders = new Set()
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)
    if (match) folders.add(match[1])
  }
  return [...folders]
    .sort()
    .map((folder) => {
      const {
        name,
        version: of,
        license,
      } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      return `${name} ${of} (${license})\n\n${licenceText(join(root, folder)).trim()}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}

function licenceText(folder) {
  for (const name of [
    'LICENSE',
    'LICENSE.md',
    'LICENSE.txt',
    'LICENSE-MIT',
    'license',
    'License',
    'LICENCE',
  ]) {
    try {
      return readFileSync(join(folder, name), 'utf8')
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
  throw new Error(`${folder} is bundled and has no licence file`)
}
