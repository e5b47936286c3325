// What COPY, ADD and bind mounts bring from the build context to a place in the image.
import { posix } from 'node:path'
import { dotnetImage } from '../catalog/dotnet-images.ts'
import { imageFolder } from '../catalog/image-facts.ts'
import { officialImage } from '../catalog/image-name.ts'
import { lineage, stateAt, type Document } from '../dockerfile/document.ts'
import { flagValue, flagValues, wordsOf, type Instruction } from '../dockerfile/instruction.ts'
import { mountField, mountTarget } from '../dockerfile/mount.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { expandIn, UNKNOWN, type Scope } from '../dockerfile/variables.ts'
import { sourcesFromContext } from './context-sources.ts'
import { matchPath } from './go-path.ts'
import type { Project } from './project.ts'

/** A look at the image as it is when an instruction begins, as far as the build context filled it. */
export interface CopiedFiles {
  /** The text of a file at an absolute path in the image; undefined where the context did not bring it there. */
  read(path: string): string | undefined
  /** The names that the context brought into a folder, by the last copy of it; undefined where it brought none. */
  list(path: string): readonly string[] | undefined
  /** The names right below a folder, of whatever copy: `apps` has `api` after `COPY apps/api apps/api`. */
  namesIn(path: string): readonly string[]
  /** Where in the context it comes from; undefined where it does not. */
  sourceOf(path: string): string | undefined
  /** The paths in the image of files that have a name, as far as they are copied by it: `start.sh`. */
  placesOf(name: string): readonly string[]
  /** True where a COPY or ADD names a file so, as source or target, whether or not the build context is known. */
  isNamed(name: string): boolean
}

export interface Copied {
  /** A path of the context, a file or a folder; `''` for all of it. */
  readonly from: string
  /** Absolute, where that file or what is in that folder goes. */
  readonly to: string
}

/** @param instruction undefined for the end of the stage */
export function copiedFiles(
  document: Document,
  stage: Stage,
  instruction: Instruction | undefined,
  project: Project,
): CopiedFiles {
  const copies = copiesBefore(document, stage, instruction, project)
  const sourceOf = (path: string): string | undefined => {
    const clean = posix.resolve('/', path)
    // The last one that brings it there wins.
    for (const { from, to } of copies.toReversed()) {
      if (clean !== to && !clean.startsWith(to === '/' ? '/' : `${to}/`)) continue
      const source = posix.join(from, posix.relative(to, clean))
      const found = source === '.' ? '' : source
      if (project.read(found) !== undefined || project.list(found) !== undefined) return found
    }
    return undefined
  }
  const list = (path: string): readonly string[] | undefined => {
    const source = sourceOf(path)
    return source === undefined ? undefined : project.list(source)
  }
  return {
    sourceOf,
    read: (path) => {
      const source = sourceOf(path)
      return source === undefined ? undefined : project.read(source)
    },
    list,
    namesIn: (path) => {
      const top = path === '/' ? '/' : `${path}/`
      const inside = copies.flatMap(({ to }) => {
        const [name = ''] = to.startsWith(top) ? to.slice(top.length).split('/') : []
        return name === '' ? [] : [name]
      })
      return [...new Set([...(list(path) ?? []), ...inside])].sort()
    },
    placesOf: (name) =>
      copies
        .flatMap(({ from, to }) =>
          posix.basename(to) === name
            ? [to]
            : (project.list(from)?.includes(name) ?? false)
              ? [posix.join(to, name)]
              : [],
        )
        .filter((path) => sourceOf(path) !== undefined),
    isNamed: (name) =>
      lineage(document, stage)
        .flatMap(({ instructions }) => instructions)
        .some(
          (each) =>
            /^(?:COPY|ADD)$/.test(each.keyword) &&
            wordsOf(each).some((word) => posix.basename(word) === name),
        ),
  }
}

function copiesBefore(
  document: Document,
  stage: Stage,
  instruction: Instruction | undefined,
  project: Project,
): readonly Copied[] {
  return lineage(document, stage)
    .toReversed()
    .flatMap((each) => {
      const own = each.instructions
      const end = instruction && each === stage ? own.indexOf(instruction) : own.length
      return [
        ...own.slice(0, end).flatMap((one) => copiesOf(document, each, one, project)),
        ...(instruction && each === stage ? mountsOf(document, each, instruction, project) : []),
      ]
    })
}

/** Where one COPY or ADD puts what it takes from the build context, absolute; a folder for what goes into one. */
export function placesOfCopy(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
): readonly string[] {
  return copiesOf(document, stage, instruction, project).map(({ to }) => to)
}

/** What one COPY or ADD takes from the build context, as far as it is known. */
export function copiesOf(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
): readonly Copied[] {
  if (!/^(?:COPY|ADD)$/.test(instruction.keyword) || flagValue(instruction, 'from') !== undefined) return []
  const sources = sourcesFromContext(document, stage, instruction)
  const target = wordsOf(instruction).at(-1)
  const to = target === undefined ? undefined : placeOf(document, stage, instruction, target)
  if (target === undefined || to === undefined) return []
  const found = sources.flatMap((source) => expanded(source, project))
  // Into a folder: said by a slash or a dot at the end, by several sources, or because the folder is there already.
  const intoFolder =
    /(?:^|\/)\.?$/.test(target) ||
    found.length > 1 ||
    wordsOf(instruction).length > 2 ||
    to === workingFolder(document, stage, instruction)
  return found.map((from) => {
    const isFolder = project.list(from) !== undefined
    return { from, to: isFolder || !intoFolder ? to : posix.join(to, posix.basename(from)) }
  })
}

function mountsOf(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  project: Project,
): readonly Copied[] {
  return flagValues(instruction, 'mount').flatMap((mount) => {
    const target = mountTarget(mount)
    if ((mountField(mount, 'type') ?? 'bind') !== 'bind' || mountField(mount, 'from') !== undefined) return []
    const to = target === undefined ? undefined : placeOf(document, stage, instruction, target)
    const from = posix.resolve('/', mountField(mount, 'source', 'src') ?? '').slice(1)
    const there = project.read(from) !== undefined || project.list(from) !== undefined
    return to !== undefined && there ? [{ from, to }] : []
  })
}

/** The absolute path that a word of an instruction names; undefined where only a build knows. */
function placeOf(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  word: string,
): string | undefined {
  const { variables } = stateAt(document, stage, instruction)
  const workdir = workingFolder(document, stage, instruction)
  const scope: Scope = (name) => variables.get(name) ?? UNKNOWN
  const { text } = expandIn(word, scope, document.escape)
  if (text === undefined) return undefined
  return text.startsWith('/') || workdir !== undefined ? posix.resolve(workdir ?? '/', text) : undefined
}

/** The folder that an instruction works in: its WORKDIR, else that of the official image; undefined where neither tells. */
export function workingFolder(
  document: Document,
  stage: Stage,
  instruction?: Instruction,
): string | undefined {
  const { workdir } = stateAt(document, stage, instruction)
  if (workdir !== undefined) return workdir
  const stages = lineage(document, stage)
  if (stages.some((each) => each.instructions.some(({ keyword }) => keyword === 'WORKDIR' && each !== stage)))
    return undefined
  // A WORKDIR that only a build knows.
  if (
    stage.instructions.some(
      (each) => each.keyword === 'WORKDIR' && (!instruction || each.index < instruction.index),
    )
  )
    return undefined
  const base = stages.at(-1)?.resolvedBase
  if (base === undefined) return undefined
  // The Dockerfiles of dotnet/dotnet-docker set no folder on Linux.
  if (dotnetImage(base)) return '/'
  const image = officialImage(base)
  return image && imageFolder(image.name)
}

/** What a source with wildcards finds; the source itself without any. */
function expanded(source: string, project: Project): readonly string[] {
  if (!/[*?[\\]/.test(source)) return [source]
  return source
    .split('/')
    .reduce<readonly string[]>(
      (folders, part) =>
        folders.flatMap((folder) =>
          (project.list(folder) ?? [])
            .filter((name) =>
              part.includes('*') || /[?[\\]/.test(part) ? matchPath(part, name) === true : name === part,
            )
            .map((name) => posix.join(folder, name)),
        ),
      [''],
    )
}
