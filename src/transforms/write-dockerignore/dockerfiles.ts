// All Dockerfiles that may be built from a context, and what they name and run.
import { posix } from 'node:path'
import { parseDocument, type Document } from '../../dockerfile/document.ts'
import { isDockerfile } from '../../project/dockerfiles-around.ts'
import { contextSources } from '../../project/context-sources.ts'
import type { WholeContext } from '../../project/project.ts'
import { namedSources } from './named.ts'
import type { Tree } from './tree.ts'

export interface Dockerfiles {
  /** Sources of COPY, ADD and bind mounts, as every one of them may mean them. */
  readonly named: readonly string[]
  /** Those in the context, with the folders that they are built from as it seems. The first is the one that is rewritten. */
  readonly within: readonly { readonly folder: string; readonly document: Document }[]
}

/** Undefined where not all can be known. */
export function dockerfilesOf(
  document: Document,
  whole: WholeContext,
  { files }: Tree,
): Dockerfiles | undefined {
  const strangers = whole.strangers()
  if (!strangers) return undefined
  const called = files.filter((path) => isDefinition(path)).flatMap((path) => dockerfilesIn(whole.read(path)))
  const isCalled = (path: string): boolean =>
    called.some((each) => path === each || path.endsWith(`/${each}`) || posix.basename(path) === each)
  const others = files
    .filter((path) => path !== whole.dockerfile && (isDockerfile(posix.basename(path)) || isCalled(path)))
    .flatMap((path) => {
      const text = whole.read(path)
      const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path)
      return text === undefined ? [] : [{ folder, document: parseDocument(text) }]
    })
  const own = whole.dockerfile === undefined ? '' : posix.dirname(whole.dockerfile).replace(/^\.$/, '')
  const all = [{ folder: own, document }, ...others]
  const named = all.flatMap((each) => {
    const sources = namedSources(each.document)
    // Its context may be the folder that it is in, or any one around that.
    return foldersFrom(each.folder).flatMap((folder) => sources.map((source) => posix.join(folder, source)))
  })
  const within = all.map((each) => ({ ...each, folder: contextFolder(each, whole) }))
  return { named: [...named, ...strangers.flatMap(sourcesOfText)], within }
}

/** The nearest folder around a Dockerfile that has all that it copies, as where nothing tells of its context. */
function contextFolder(
  { folder, document }: { readonly folder: string; readonly document: Document },
  whole: WholeContext,
): string {
  const sources = contextSources(document).filter((source) => !/[*?[\\]/.test(source))
  const has = (at: string): boolean =>
    sources.every((source) => {
      const path = posix.join(at, source)
      return (
        whole.list(path) !== undefined ||
        (whole.list(posix.dirname(path).replace(/^\.$/, '')) ?? []).includes(posix.basename(path))
      )
    })
  return foldersFrom(folder).toReversed().find(has) ?? ''
}

// Each of them is a stranger to all the others of a repository.
const known = new Map<string, readonly string[]>()

function sourcesOfText(text: string): readonly string[] {
  const sources = known.get(text) ?? namedSources(parseDocument(text))
  known.set(text, sources)
  return sources
}

function foldersFrom(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/')
  return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))]
}

function isDefinition(path: string): boolean {
  const name = posix.basename(path)
  return (
    /compose.*\.ya?ml$/i.test(name) ||
    /bake.*\.(?:hcl|json)$/i.test(name) ||
    /^skaffold.*\.ya?ml$/.test(name) ||
    /^\.github\/workflows\/.*\.ya?ml$/.test(path) ||
    /^(?:Makefile|justfile)$/i.test(name) ||
    name.endsWith('.sh')
  )
}

/** The last parts of paths that compose, bake and workflow files, and `docker build -f`, name as Dockerfiles. */
function dockerfilesIn(text = ''): readonly string[] {
  const named = text.matchAll(/(?:\b(?:dockerfile|file)"?\s*[:=]|\s(?:-f|--file)[ =])\s*["']?([^\s"',]+)/gi)
  return [...named].map(([, path = '']) => posix.normalize(path).replace(/^(?:\.\.?\/)+/, ''))
}
