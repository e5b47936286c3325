// Packages that the program imports, and that would be gone with the development dependencies.
import type { Call } from '../../../calls/calls.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { adapterOutput } from './build-outputs.ts'
import type { FrameworkOutput } from './frameworks.ts'
import type { ProgramSources } from './program-sources.ts'
import { callsOfBuild, type ProjectBuild } from './project-build.ts'

/** Bundlers that take imported packages into what they make, unless told otherwise. */
const BUNDLES = /^(?:ncc|tsup|esbuild|webpack|nuxt|nuxi|rspack|rsbuild|tsdown|parcel)$/

export function lostImport(
  subject: Subject,
  build: ProjectBuild,
  { imports }: ProgramSources,
  framework: FrameworkOutput | undefined,
): NoSplit | undefined {
  const { project } = build
  if (callsOfBuild(subject, build).some((call) => bundles(call)) || adapterOutput(project) !== undefined)
    return undefined
  const settings = ['tsconfig.json', 'tsconfig.base.json', 'tsconfig.build.json', 'tsconfig.app.json'].find(
    (name) => /"importHelpers"\s*:\s*true/.test(project.files.read(name) ?? ''),
  )
  // https://www.typescriptlang.org/tsconfig/#importHelpers
  if (settings !== undefined && project.dev.has('tslib') && !project.survives('tslib'))
    return noSplit(
      `what the compiler makes imports tslib, by importHelpers in ${settings}, which is a development dependency`,
      'move tslib to dependencies',
    )
  for (const [name, file] of imports) {
    if (!project.dev.has(name) || project.survives(name) || name.startsWith('@types/')) continue
    // What only styles and types are made from is compiled in by each of them.
    if (
      framework &&
      /^(?:typescript|tailwindcss.*|postcss.*|sass|autoprefixer|eslint.*|@tailwindcss\/.*)$/.test(name)
    )
      continue
    return noSplit(
      `${file} imports ${name}, which is a development dependency`,
      `move ${name} to dependencies if the program uses it when it runs`,
    )
  }
  return undefined
}

function bundles({ command }: Call): boolean {
  const words = [command.name ?? '', ...command.args.map(({ text }) => text)]
  if (words.some((word) => word.includes('external'))) return false
  return words.some((word) => BUNDLES.test(word))
}
