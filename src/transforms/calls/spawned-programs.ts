// Programs that the application itself starts, as far as its sources in the build context name them.
import { officialImage } from '../../catalog/image-name.ts'
import type { Document } from '../../dockerfile/document.ts'
import { lineage } from '../../dockerfile/document.ts'
import { flagValue } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import type { Project } from '../../project/project.ts'
import { walkFiles } from '../../project/walk-files.ts'
import { SPAWNING_LANGUAGES, type SpawningLanguage } from './spawning-languages.ts'

export interface SpawnedProgram {
  /** As the source has it: `git`. */
  readonly name: string
  /** The file that starts it. */
  readonly file: string
}

export interface Spawned {
  readonly programs: readonly SpawnedProgram[]
  /** Where a program is started whose name is computed: `tool` in `spawn(tool)`. */
  readonly computed: SpawnedProgram | undefined
}

const OTHERS =
  /^(?:node_modules|\.git|vendor|dist|build|tests?|__tests__|spec|docs?|examples?|coverage|venv|\.venv|scripts|tools|ci|\..*)$/
const OF_DEVELOPERS =
  /\.(?:test|spec|min|d|config)\.\w+$|(?:^|\/)(?:gulpfile|Gruntfile)\.\w+$|[.](?:\w*Tests?|Benchmarks?)\//

/** Those of the sources that a stage, those that it is built on, and those that it copies from take from the build context. */
export function spawnedPrograms(document: Document, stage: Stage, project: Project): Spawned {
  const programs = new Map<string, SpawnedProgram>()
  let computed: SpawnedProgram | undefined
  if (!project.known) return { programs: [], computed }
  const visit = (roots: readonly string[], isOfImage: (language: SpawningLanguage) => boolean): void => {
    // A project with more than the bound is told by its first files, and by dfopt verify.
    walkFiles(project, roots, OTHERS, ({ path, read }) => {
      const language = SPAWNING_LANGUAGES.find((each) => each.files.test(path))
      if (!language || !isOfImage(language) || OF_DEVELOPERS.test(path)) return undefined
      const text = read() ?? ''
      if (!language.sign.test(text)) return undefined
      const found = startedIn(language.comments ? text.replace(language.comments, '') : text, language)
      for (const name of found.names) if (!programs.has(name)) programs.set(name, { name, file: path })
      if (found.computed !== undefined) computed ??= { name: found.computed, file: path }
      return undefined
    })
  }
  const own = lineage(document, stage)
  visit(sourcesOf(document, own), () => true)
  // What another stage makes of its sources runs here; what it runs itself, it runs there.
  const image = officialImage(own.at(-1)?.resolvedBase ?? '')?.name ?? ''
  visit(sourcesOf(document, copiedFrom(document, own)), ({ images }) => images?.test(image) ?? true)
  return { programs: [...programs.values()], computed }
}

function sourcesOf(document: Document, stages: readonly Stage[]): readonly string[] {
  return stages.flatMap((stage) =>
    stage.instructions
      .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
      .flatMap((instruction) => sourcesFromContext(document, stage, instruction)),
  )
}

/** The stages that some others copy from, and those that these do. */
export function copiedFrom(document: Document, stages: readonly Stage[]): readonly Stage[] {
  const all = [...stages]
  // The list grows while it is read.
  for (const stage of all)
    for (const copy of stage.instructions) {
      const from = copy.keyword === 'COPY' ? flagValue(copy, 'from')?.toLowerCase() : undefined
      const other = document.stages.findLast(
        ({ index, name }) => index < stage.index && (name === from || String(index) === from),
      )
      if (other) all.push(...lineage(document, other).filter((each) => !all.includes(each)))
    }
  return all.slice(stages.length)
}

function startedIn(
  text: string,
  { call, computed, itself }: SpawningLanguage,
): { readonly names: readonly string[]; readonly computed: string | undefined } {
  const names = [...text.matchAll(call)].flatMap((match) => match[1] ?? [])
  for (const match of text.matchAll(computed)) {
    const value = match[1] ?? match[2] ?? ''
    if (itself.test(value)) continue
    const known = constant(text, value)
    if (!known) return { names, computed: value }
    names.push(...known)
  }
  return { names, computed: undefined }
}

/** What a variable of a file is set to, where it is set to plain names alone: `const tool = 'git'`, `cmd = ["git", "log"]`. */
function constant(text: string, variable: string): readonly string[] | undefined {
  if (!/^\$?\w+$/.test(variable)) return undefined
  const set = new RegExp(
    `(?<![\\w.$])${variable.replace('$', '\\$')}\\s*(?::\\s*\\w+\\s*)?:?=(?![=>])\\s*(?:\\[\\s*)?(?:['"\`](?:/(?:usr/)?(?:local/)?s?bin/)?([A-Za-z_][\\w.+-]*)(?=[\\s'"\`]))?`,
    'g',
  )
  const values = [...text.matchAll(set)].map((match) => match[1])
  const names = values.flatMap((value) => value ?? [])
  return names.length > 0 && names.length === values.length ? names : undefined
}
