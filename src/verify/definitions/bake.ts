// Bake files. https://docs.docker.com/build/bake/reference/
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { hclNames, type BakeNames } from './bake-names.ts'
import {
  bakeTarget,
  jsonFile,
  mergedTargets,
  printedFile,
  type BakeTarget,
  type JsonFile,
} from './bake-target.ts'
import { realPathOf, shownPath, type Findings } from './definition-parts.ts'
import type { Around, DefinitionFault } from './definitions.ts'

// The names that `docker buildx bake` looks for, in the order in which it merges them.
export const BAKE_FILES = [
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
]
// Asking for more would take longer than a build.
const MOST_CALLS = 40
const PATIENCE = 60_000

/**
 * The targets of a folder's bake files that are built from a Dockerfile. JSON without expressions is read here, all else
 * by `docker buildx bake --print`, which needs no engine.
 *
 * @param dockerfile its real path
 */
export async function bakeDefinitions(folder: string, dockerfile: string, around: Around): Promise<Findings> {
  const files = BAKE_FILES.flatMap((name) => bakeFile(join(folder, name)) ?? [])
  const [main] = files
  if (!main) return { definitions: [], faults: [] }
  if (!files.some(({ json, text }) => json !== undefined || mayMean(text, folder, dockerfile)))
    return { definitions: [], faults: [] }
  const shown = shownPath(main.path, around)
  const { targets, faults } = await targetsOf(folder, files, shown, around)
  const names = files.map((file) => file.names)
  const definitions = [...targets].flatMap(([name, target]) => {
    const found = bakeTarget(`${shown}, target ${name}`, target, folder)
    const ours = found && !isTemplate(name, names) && realPathOf(found.dockerfile) === dockerfile
    return ours ? [found.definition] : []
  })
  return { definitions, faults }
}

interface BakeFile {
  readonly path: string
  readonly text: string
  readonly names: BakeNames
  /** undefined for what only buildx can evaluate. */
  readonly json: JsonFile | undefined
}

const NO_NAMES: BakeNames = { targets: [], explicit: [], inherited: [], grouped: [] }

function bakeFile(path: string): BakeFile | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    if (!path.endsWith('.json')) return { path, text, names: hclNames(text), json: undefined }
    const json = jsonFile(text)
    return { path, text, names: json?.names ?? NO_NAMES, json }
  } catch {
    return undefined
  }
}

/**
 * Whether a bake file may name a Dockerfile, told from its text alone: buildx is neither started nor missed for a file
 * that is about others.
 */
function mayMean(text: string, folder: string, dockerfile: string): boolean {
  const [base, inFolder] = [basename(dockerfile), basename(dirname(dockerfile))]
  if (base !== 'Dockerfile') {
    if (text.includes(base)) return true
  } else if (dirname(dockerfile) === realPathOf(folder) || text.includes(inFolder)) return true
  // A path that is put together may be any.
  return /\b(?:context|dockerfile)"?\s*[=:]\s*(?:[^"\s]|"[^"\n]*\$\{)/.test(text)
}

/** Made to be inherited from, and nothing by itself: what it is built from would be bake's default. */
function isTemplate(name: string, files: readonly BakeNames[]): boolean {
  const has = (names: keyof BakeNames): boolean => files.some((file) => file[names].includes(name))
  return name.startsWith('_') || (has('inherited') && !has('grouped') && !has('explicit'))
}

interface Targets {
  readonly targets: ReadonlyMap<string, BakeTarget>
  readonly faults: readonly DefinitionFault[]
}

async function targetsOf(
  folder: string,
  files: readonly BakeFile[],
  shown: string,
  { environment, dockerProgram }: Around,
): Promise<Targets> {
  const literal = files.flatMap(({ json }) => json ?? [])
  if (literal.length === files.length) return { targets: mergedTargets(literal), faults: [] }
  if (dockerProgram === undefined) return { targets: new Map(), faults: [withoutBuildx(shown)] }
  const args = ['buildx', 'bake', ...files.flatMap(({ path }) => ['-f', basename(path)]), '--print']
  const print = (names: readonly string[]): Promise<Printed> =>
    run(dockerProgram, [...args, ...names], folder, environment)

  const names = [...new Set(files.flatMap((file) => file.names.targets))]
  const wanted = names.filter((name) => !name.startsWith('_'))
  if (wanted.length === 0) return { targets: new Map(), faults: [] }
  const all = await print(wanted)
  if ('targets' in all) return { targets: all.targets, faults: [] }
  if (all.missing) return { targets: new Map(), faults: [withoutBuildx(shown)] }
  // One target that cannot be had, such as for a secret that is not there, is no reason to know nothing of the others.
  const targets = new Map<string, BakeTarget>()
  for (const name of wanted.length > 1 ? wanted.slice(0, MOST_CALLS) : []) {
    const one = await print([name])
    if ('targets' in one) for (const [key, target] of one.targets) targets.set(key, target)
  }
  return { targets, faults: [{ message: `${shown}: ${all.message}`, hint: PASS_FLAGS }] }
}

const PASS_FLAGS = 'correct it, or pass --context and --build-arg instead'

function withoutBuildx(shown: string): DefinitionFault {
  return {
    message: `${shown} is read with docker buildx, which is not here`,
    hint: 'pass --context and --build-arg instead',
  }
}

type Printed =
  | { readonly targets: ReadonlyMap<string, BakeTarget> }
  | { readonly message: string; readonly missing: boolean }

function run(
  program: string,
  args: readonly string[],
  folder: string,
  environment: Around['environment'],
): Promise<Printed> {
  const options = { cwd: folder, env: { ...environment }, timeout: PATIENCE, maxBuffer: 1 << 26 }
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) resolve({ targets: printedFile(stdout) })
      else {
        const missing =
          error.code === 'ENOENT' ||
          /is not a docker command|unknown command|unknown shorthand flag|unknown flag/.test(stderr)
        resolve({ message: reason(stderr) || error.message, missing })
      }
    })
    child.stdin?.end()
  })
}

/** The last line that says what is wrong. */
function reason(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '')
  const error = lines.findLast((line) => /^error:/i.test(line)) ?? lines.at(-1) ?? ''
  return error.replace(/^error:\s*/i, '').trim()
}
