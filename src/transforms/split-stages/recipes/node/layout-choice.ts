// What is copied to the runtime stage of a Node project: what its framework or its compiler makes, its packages, or the folder as a whole.
import { posix } from 'node:path'
import type { Instruction } from '../../../../dockerfile/instruction.ts'
import type { Artefact } from '../../split-plan.ts'
import type { Subject } from '../../subject.ts'
import { buildOutputs } from './build-outputs.ts'
import { copiesAll } from './copies.ts'
import type { FrameworkOutput } from './frameworks.ts'
import { hasLocalPackages, installScripts, isBerry, type NodeProject } from './node-project.ts'
import type { ProgramSources } from './program-sources.ts'
import { callsOfBuild, type ProjectBuild } from './project-build.ts'
import { runtimeEntries } from './runtime-entries.ts'

/** A choice of what is copied. */
export interface Layout {
  readonly kind: 'framework' | 'output' | 'packages' | 'folder'
  readonly artefacts: readonly Artefact[]
  readonly framework?: FrameworkOutput
}

interface Known {
  readonly top: string
  readonly entry: string | undefined
  readonly sources: ProgramSources
  readonly framework: FrameworkOutput | undefined
}

export function layoutOf(
  subject: Subject,
  build: ProjectBuild,
  { top, entry, sources, framework }: Known,
): Layout | undefined {
  const { project, last } = build
  const all: Artefact = { from: project.folder, to: project.folder, isFolder: true }
  const manifest: readonly Artefact[] = [
    {
      from: posix.join(project.folder, 'package.json'),
      to: posix.join(project.folder, 'package.json'),
      isFolder: false,
    },
  ]
  const modules: Artefact = {
    from: posix.join(project.folder, 'node_modules'),
    to: posix.join(project.folder, 'node_modules'),
    isFolder: true,
  }
  const isApart = !hasLocalPackages(project) && !scriptsMatter(project) && !build.movesFiles
  const scripted = subject.starting.some(
    ({ within }) =>
      within !== undefined &&
      /\.(?:sh|bash)$|entrypoint/.test(within) &&
      project.files.read(posix.relative(top === '' ? '.' : top, within)) !== undefined,
  )
  if (framework && isApart && !scripted) {
    const made = framework.artefacts.map(({ from }) => posix.relative(project.folder, from))
    const named = runtimeEntries(
      subject,
      project,
      top,
      { ...sources, texts: onlyReading(sources.texts) },
      made,
    )
    // What changes least often comes first, as its layer is then pulled once.
    const before = framework.isWhole ? [] : [...manifest, ...(project.dependencies.size > 0 ? [modules] : [])]
    return { kind: 'framework', framework, artefacts: [...before, ...framework.artefacts, ...named] }
  }
  if (!build.hasBuild && isApart && !scripted && tailBrings(subject, last, project.folder))
    return { kind: 'packages', artefacts: [modules] }
  const made = entry?.split('/')[0]
  if (
    build.hasBuild &&
    isApart &&
    !scripted &&
    entry !== undefined &&
    made !== undefined &&
    /^[\w-]/.test(made) &&
    !isBerry(project)
  ) {
    const outputs = buildOutputs(callsOfBuild(subject, build), project)
    // What the build context has of it as well is copied with it.
    const isMade = project.files.list(made) === undefined || outputs?.includes(made) === true
    if (
      isMade &&
      outputs?.every((output) => output === made || output.startsWith(`${made}/`)) === true &&
      outputs.length > 0
    ) {
      const folder: Artefact = {
        from: posix.join(project.folder, made),
        to: posix.join(project.folder, made),
        isFolder: true,
      }
      return {
        kind: 'output',
        artefacts: [
          ...manifest,
          ...(project.dependencies.size > 0 ? [modules] : []),
          folder,
          ...runtimeEntries(subject, project, top, sources, [made]),
        ],
      }
    }
  }
  return project.folder === '/' ? rootLayout(build, modules) : { kind: 'folder', artefacts: [all] }
}

const OF_REPOSITORIES =
  /^(?:\.git\w*|\.dockerignore|\.editorconfig|\.prettier\w*|\.eslint.*|\.vscode|Dockerfile.*|.*\.[Dd]ockerfile|(?:docker-)?compose.*|README.*|LICEN[CS]E.*|node_modules|tests?|__tests__|docs?)$/

/** The folder / has all of the system in it: what the build context brought there, where nothing else is made. */
function rootLayout({ project, hasBuild, movesFiles }: ProjectBuild, modules: Artefact): Layout | undefined {
  if (hasBuild || movesFiles || scriptsMatter(project)) return undefined
  const names = (project.files.list('') ?? []).filter((name) => !OF_REPOSITORIES.test(name))
  const entries = names.map((name) => ({
    from: posix.join('/', name),
    to: posix.join('/', name),
    isFolder: project.files.list(name) !== undefined,
  }))
  return { kind: 'folder', artefacts: [...entries, modules] }
}

/** Sources of a framework read its own folders; those that it names by paths are left. */
function onlyReading(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /process\.cwd\s*\(|__dirname|readFile|readdir|createReadStream/.test(text))
}

/** True where what stands behind the build copies the sources. */
function tailBrings(subject: Subject, last: Instruction, folder: string): boolean {
  return subject.stage.instructions.some(
    (each) => each.index > last.index && copiesAll(subject, each, folder),
  )
}

/** True where an install runs scripts of the project that may write anywhere. */
function scriptsMatter(project: NodeProject): boolean {
  return installScripts(project).some((name) => {
    const text = project.scripts.get(name) ?? ''
    return !/^(?:(?:npx\s+)?(?:husky(?: install)?|prisma generate|patch-package|ngcc|only-allow\s+\w+|npx only-allow \w+|lefthook install|simple-git-hooks)|echo [^;&|>]*|true|exit 0)(?:\s*\|\|\s*(?:true|:|exit 0))?$/.test(
      text.trim(),
    )
  })
}
