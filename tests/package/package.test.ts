import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleCli } from '../../scripts/bundle.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The package as it would be published, and a project that has it installed. */
let home = ''
let project = ''

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? ''}${stdout}${stderr}`)
  return stdout
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'dfopt-package-'))
  const made = join(home, 'package')
  project = join(home, 'project')
  for (const name of ['bin', 'package.json', 'docs/config-schema.json', 'README.md', 'LICENSE', 'NOTICE'])
    if (existsSync(join(root, name))) cpSync(join(root, name), join(made, name), { recursive: true })
  await bundleCli({ outdir: join(made, 'dist/cli') })
  run('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(made, 'dist/lib')], root)
  run('npm', ['pack', '--ignore-scripts', '--silent'], made)
  const tarball = readdirSync(made).find((name) => name.endsWith('.tgz')) ?? ''
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  run(
    'npm',
    ['install', '--silent', '--prefer-offline', '--no-audit', '--no-fund', join(made, tarball)],
    project,
  )
}, 180_000)

afterAll(() => {
  rmSync(home, { recursive: true, force: true })
})

/** Packages that a module imports, or one that it imports does. */
async function packagesOf(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outdir: join(home, 'unused'),
    write: false,
    metafile: true,
  })
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports)
  const names = imports.filter(({ external, path }) => external && !isBuiltin(path)).map(({ path }) => path)
  return [...new Set(names)].sort()
}

test('the command line runs', () => {
  const version = /"version": "([^"]+)"/.exec(readFileSync(join(root, 'package.json'), 'utf8'))?.[1] ?? 'none'
  expect(run('npx', ['--no-install', 'dfopt', '--version'], project)).toBe(`${version}\n`)
  writeFileSync(join(project, 'Dockerfile'), 'FROM scratch\nCOPY a /\n')
  expect(run('npx', ['--no-install', 'dfopt', 'fix', 'Dockerfile'], project)).toContain(
    '1 file: 0 would change',
  )
  expect(run('npx', ['--no-install', 'dfopt', 'list'], project)).not.toBe('')
  // What is known of packages is in a file of its own, which has to come along.
  writeFileSync(join(project, 'Dockerfile'), 'FROM debian\nRUN apt-get update && apt-get install -y curl\n')
  expect(run('npx', ['--no-install', 'dfopt', 'fix', 'Dockerfile'], project)).toContain('ca-certificates')
})

test('the JSON schema of the configuration is where its page says', () => {
  const schema = readFileSync(join(project, 'node_modules/dfopt/docs/config-schema.json'), 'utf8')
  expect(JSON.parse(schema)).toMatchObject({ title: 'Configuration of dfopt' })
})

test('the library can be imported, and its types are found', () => {
  writeFileSync(
    join(project, 'use.ts'),
    `import { rewrite, transforms, type Rewrite, type Transform } from 'dfopt'
const list: readonly Transform[] = transforms
const result: Rewrite = rewrite('FROM scratch\\nCOPY a /\\n', { transforms: list })
const status: 'changed' | 'unchanged' | 'skipped' | 'failed' = result.status
// @ts-expect-error a number is no text, which is only known where the types are
rewrite(1, { transforms: list })
export { status }
`,
  )
  for (const module of ['NodeNext', 'Preserve']) {
    const compilerOptions = { module, target: 'es2023', strict: true, noEmit: true, types: [] }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    run(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], project)
  }
  const script =
    "import { rewrite, transforms } from 'dfopt'; console.log(rewrite('FROM a', { transforms }).status)"
  expect(run('node', ['--input-type=module', '-e', script], project)).toBe('unchanged\n')
})

test('what the package imports is what it declares', async () => {
  const modules = join(project, 'node_modules')
  const manifest = readFileSync(join(modules, 'dfopt/package.json'), 'utf8')
  const block = /"dependencies": \{([^}]*)\}/.exec(manifest)?.[1] ?? ''
  const declared = [...block.matchAll(/"([^"]+)":/g)].map((match) => match[1])
  expect(await packagesOf(join(modules, 'dfopt/dist/cli/main.js'))).toEqual([])
  expect(await packagesOf(join(modules, 'dfopt/dist/lib/index.js'))).toEqual(declared.sort())
})

test('the licences of what is bundled come with it, and nothing of this machine does', () => {
  const cli = join(project, 'node_modules/dfopt/dist/cli')
  const licences = readFileSync(join(cli, 'THIRD-PARTY-LICENSES.txt'), 'utf8')
  for (const name of ['yargs', 'diff', 'picomatch', 'ignore', 'unbash'])
    expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'))
  const files = readdirSync(cli, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  expect(files.map(({ name }) => name)).toContain('recommends.json')
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toContain(root)
})
