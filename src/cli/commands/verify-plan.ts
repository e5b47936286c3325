import type { Fault } from '../../batch/fault.ts'
import { readSource } from '../../batch/read.ts'
import { missingTargets } from '../../batch/targets.ts'
import { parseDocument } from '../../dockerfile/document.ts'
import { defaultContext, ignoreFileOf } from '../../project/default-context.ts'
import { parseIgnoreFile } from '../../project/ignore-file.ts'
import type { BuilderName, BuildSettings } from '../../verify/builder.ts'
import {
  distinctDefinitions,
  findDefinitions,
  type Definition,
} from '../../verify/definitions/definitions.ts'
import type { VerifyCommand } from '../command.ts'
import type { Host } from '../host.ts'
import { buildContextOf } from './surroundings.ts'

/** One way in which a Dockerfile is built. */
export interface Plan {
  readonly context: string
  readonly ignoreFile: string | undefined
  readonly ignorePatterns: readonly string[]
  readonly settings: BuildSettings
  /** Where the settings come from; undefined for the command line alone. */
  readonly definition: string | undefined
  /** What should be known about it, in one line; '' for nothing. */
  readonly remark: string
  /** Why it cannot be built this way. */
  readonly problem: Fault | undefined
}

/** The ways in which a Dockerfile is built: by its compose services and bake targets, or by the command line alone. */
export async function plansOf(
  dockerfile: string,
  text: string,
  command: VerifyCommand,
  builder: BuilderName,
  host: Host,
): Promise<readonly Plan[] | Fault> {
  const definitions = await definitionsOf(dockerfile, command, builder, host)
  if ('message' in definitions) return definitions
  // A stage that other files have is not asked of this one.
  const targets = command.targets.filter((target) => missingTargets([target], text).length === 0)
  const plans: Plan[] = []
  for (const definition of definitions.length > 0 ? definitions : [undefined]) {
    const found = contextOf(dockerfile, text, definition, command, host)
    if ('message' in found) return found
    const { context, remark } = found
    const ignoreFile = ignoreFileOf(dockerfile, context, builder)
    const ignorePatterns = patternsOf(ignoreFile)
    if ('message' in ignorePatterns) return ignorePatterns
    const merged = mergedSettings(definition?.settings, command.settings)
    const plan = { context, ignoreFile, ignorePatterns, definition: definition?.name, remark }
    const problem = definition?.problem
    for (const target of targets.length > 0 ? targets : [merged.target])
      plans.push({ ...plan, settings: { ...merged, target }, problem })
  }
  return plans
}

async function definitionsOf(
  dockerfile: string,
  { context, definitions: wanted }: VerifyCommand,
  builder: BuilderName,
  { environment, folder }: Host,
): Promise<readonly Definition[] | Fault> {
  if (context !== undefined || wanted.includes('none')) return []
  const dockerProgram = builder === 'docker' ? 'docker' : undefined
  const found = await findDefinitions(dockerfile, { environment, folder, dockerProgram })
  if ('message' in found) {
    return { ...found, hint: `${found.hint}; --definition none leaves such files out` }
  }
  if (wanted.length === 0) return distinctDefinitions(found)
  const chosen = found.filter(({ name }) => wanted.some((want) => isCalled(name, want)))
  const missing = wanted.find((want) => !found.some(({ name }) => isCalled(name, want)))
  if (missing === undefined) return distinctDefinitions(chosen)
  const names = found.map(({ name }) => name).join('; ')
  return {
    message: `no definition ${missing} builds this file`,
    hint: names === '' ? 'no compose or bake file around it names it' : `these do: ${names}`,
  }
}

/** By the whole name, or by what stands last in it: the service or target. */
function isCalled(name: string, wanted: string): boolean {
  return name === wanted || name.split(' ').at(-1) === wanted
}

function contextOf(
  dockerfile: string,
  text: string,
  definition: Definition | undefined,
  command: VerifyCommand,
  host: Host,
): { readonly context: string; readonly remark: string } | Fault {
  if (definition) return { context: definition.context, remark: '' }
  if (command.context === undefined) {
    const { folder, missing } = defaultContext(dockerfile, parseDocument(text))
    const [first] = missing
    const what = `${first ?? ''}${missing.length > 1 ? ' and more' : ''}`
    const remark =
      first === undefined
        ? ''
        : `no folder from here up has ${what} for COPY or ADD; --context names the build context`
    return { context: folder, remark }
  }
  const context = buildContextOf(command.context, host)
  return typeof context === 'object' ? context : { context: context ?? host.folder, remark: '' }
}

function patternsOf(ignoreFile: string | undefined): readonly string[] | Fault {
  if (ignoreFile === undefined) return []
  const source = readSource(ignoreFile)
  if (source.fault) return { ...source.fault, message: `${ignoreFile}: ${source.fault.message}` }
  return parseIgnoreFile(source.text)
}

/** The command line has the last word. */
function mergedSettings(defined: BuildSettings | undefined, given: BuildSettings): BuildSettings {
  if (!defined) return given
  return {
    args: [...defined.args, ...given.args],
    target: defined.target,
    platform: given.platform ?? defined.platform,
    secrets: [...defined.secrets, ...given.secrets],
    ssh: [...defined.ssh, ...given.ssh],
    buildContexts: [...defined.buildContexts, ...given.buildContexts],
    network: given.network ?? defined.network,
    hosts: defined.hosts,
    shmSize: defined.shmSize,
  }
}
