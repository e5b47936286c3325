import { posix } from 'node:path'
import { stageOf, type Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Effect } from '../../engine/effect.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { sourcesFromContext } from '../../project/context-sources.ts'
import { copiesOf } from '../../project/copied-files.ts'
import { ignoreMatcher, parseIgnoreFile } from '../../project/ignore-file.ts'
import type { Project } from '../../project/project.ts'
import { dockerfilesOf } from './dockerfiles.ts'
import { docs, examples } from './examples.ts'
import { isLetIn, isPlain, linesFor, withLines } from './ignore-text.ts'
import { isWorthALine, junkIn, type Junk } from './junk.ts'
import { cleaned, names } from './named.ts'
import { readersOf } from './readers.ts'
import { treeOf } from './tree.ts'

export const writeDockerignore = defineTransform({
  id: 'write-dockerignore',
  summary: 'Keep out of the build context what the image does not need',
  category: 'speed',
  level: 'review',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    const broad = broadCopies(document, context.project)
    const first = broad.find(({ instruction }) => !context.isSuppressed(instruction))
    if (first) extend(document, context, first, broad)
  },
})

interface Broad {
  readonly instruction: Instruction
  /** A folder of the context; `''` for all of it. */
  readonly from: string
  /** Where it goes, as far as that is known. */
  readonly to: readonly string[]
}

function broadCopies(document: Document, project: Project): readonly Broad[] {
  return document.stages.flatMap((stage) =>
    stage.instructions.flatMap((instruction) => {
      if (!/^(?:COPY|ADD)$/.test(instruction.keyword) || flagValue(instruction, 'from') !== undefined)
        return []
      const to = copiesOf(document, stage, instruction, project)
      return sourcesFromContext(document, stage, instruction)
        .map(cleaned)
        .filter((from) => !/[*?[\\]/.test(from) && project.list(from) !== undefined)
        .map((from) => ({
          instruction,
          from,
          to: to.filter((each) => each.from === from).map((each) => each.to),
        }))
    }),
  )
}

function extend(
  document: Document,
  context: TransformContext,
  { instruction }: Broad,
  broad: readonly Broad[],
): void {
  const { whole } = context.project
  const at = instruction.range
  const leave = (reason: string, unblock: string, quiet = true): void => {
    context.refuse({ at, reason, unblock, quiet })
  }
  if (!whole) return
  if (!whole.ignoreFile) {
    leave('the ignore file is a symlink or lies outside of the build context', 'make it a file of its own')
    return
  }
  const { path: ignorePath, text } = whole.ignoreFile
  const tree = treeOf(whole)
  const dockerfiles = tree && dockerfilesOf(document, whole, tree)
  if (!tree || !dockerfiles) {
    leave('the build context has too many files to see them all', 'write the ignore file by hand')
    return
  }
  const patterns = parseIgnoreFile(text ?? '')
  if ('message' in patterns) {
    leave(patterns.message, patterns.hint)
    return
  }
  const hidden = ignoreMatcher(patterns)
  const readers = readersOf(
    dockerfiles.within.map((each) => each.document),
    whole,
    tree,
  )
  // The new file would be there for the next run to find.
  const files = tree.files.includes(ignorePath) ? tree.files : [...tree.files, ignorePath]
  const { junk, kept } = junkIn(whole, { ...tree, files }, dockerfiles, readers)
  const isTaken = (path: string): boolean =>
    broad.some(({ from }) => from === '' || path.startsWith(`${from}/`)) &&
    !hidden.matches(path) &&
    !dockerfiles.named.some((source) => names(source, path)) &&
    !isLetIn(text ?? '', path)
  for (const { path, reason, unblock } of kept)
    if (isTaken(path)) leave(reason, unblock, !path.includes('.env'))
  const found = junk.filter(({ path }) => isTaken(path) && isPlain(path))
  const isOut = (path: string): boolean =>
    files.includes(path) || tree.folders.includes(path) || /(?:^|\/)(?:node_modules|\.env[^/]*)$/.test(path)
  const taken = text === undefined ? found : found.filter((each) => isWorthALine(each) && isOut(each.path))
  // Of the others alone, a file would be more to read than it saves.
  if (!taken.some(isWorthALine)) return
  const lines = linesFor(taken, { ...tree, files }, dockerfiles.named)
  const shown = lines.map(({ pattern }) => pattern)
  const some = shown.slice(0, 4).join(', ') + (shown.length > 4 ? ` and ${shown.length - 4} more` : '')
  context.change({
    at,
    edits: [],
    companions: [{ path: ignorePath, text: withLines(text, lines) }],
    level: 'review',
    message: `${text === undefined ? 'Write' : 'Extend'} ${ignorePath}: ${some}`,
    reason: reasonFor(taken, at, document),
    effects: effectsOf(document, taken, broad),
  })
}

function reasonFor(taken: readonly Junk[], { start }: Instruction['range'], document: Document): string {
  const keyword = document.instructions.find(({ range }) => range.start === start)?.keyword ?? 'COPY'
  const secret = taken.find(({ group }) => group === 'Secrets')
  return secret
    ? `${keyword} takes ${secret.path} into the image, where everybody who has the image can read it`
    : `${keyword} takes it into the image, and each change of it makes the builder run again what follows`
}

/** What is no longer in the image, or has the content that the build gave it. */
function effectsOf(document: Document, taken: readonly Junk[], broad: readonly Broad[]): readonly Effect[] {
  const removed = new Set<string>()
  for (const { path } of taken)
    for (const { from, to } of broad)
      if (from === '' || path.startsWith(`${from}/`))
        for (const place of to) removed.add(posix.join(place, posix.relative(from, path)))
  // Hooks of git, which husky puts there when it finds a repository.
  if (taken.some(({ path }) => path === '.git'))
    for (const { from, to } of broad)
      if (from === '') for (const place of to) removed.add(posix.join(place, '.husky/_'))
  // What one stage has others copy.
  for (const instruction of document.instructions) {
    if (instruction.keyword !== 'COPY' || flagValue(instruction, 'from') === undefined) continue
    const words = wordsOf(instruction)
    const stage = stageOf(document, instruction)
    const target = words.at(-1)
    if (target?.startsWith('/') !== true || !stage) continue
    for (const source of words.slice(0, -1))
      for (const path of [...removed]) {
        const below = posix.relative(posix.resolve('/', source), path)
        if (!below.startsWith('..')) removed.add(posix.join(target, below))
      }
  }
  const paths = [...removed]
  return paths.length === 0
    ? []
    : [
        { kind: 'removes', paths },
        { kind: 'rewrites', paths },
      ]
}
