import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { defineTransform, type TransformContext } from '../../engine/transform.ts'
import { copiesOf } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import { copyLines } from './copy-lines.ts'
import { docs } from './docs.ts'
import { examples } from './examples.ts'
import { isOfRepository } from './of-repositories.ts'
import { readingObstacle } from './obstacle.ts'
import { namedIn } from './readers.ts'

export const scopeCopy = defineTransform({
  id: 'scope-copy',
  summary: 'Copy what the application reads, and not all that lies in the repository',
  category: 'size',
  level: 'review',
  // A file that comes later has to be named, too; who wants that says so.
  byDefault: 'off',
  aliases: [],
  docs,
  examples,
  apply(document, context) {
    for (const stage of document.stages.filter(({ ships }) => ships))
      for (const instruction of stage.instructions)
        if (takesAll(instruction)) scope(document, stage, instruction, context)
  },
})

/** `COPY . .`, `COPY --chown=app ./ /app/`. */
function takesAll(instruction: Instruction): boolean {
  const [source = '', target, ...more] = wordsOf(instruction)
  return (
    instruction.keyword === 'COPY' &&
    instruction.flags.every(({ name }) => /^(?:chown|chmod|link)$/.test(name)) &&
    /^\.?\/?\.?$/.test(source) &&
    target !== undefined &&
    !target.includes('$') &&
    more.length === 0
  )
}

// Of more lines nobody sees what they leave out.
const MOST_LINES = 8

function scope(document: Document, stage: Stage, copy: Instruction, context: TransformContext): void {
  const { project } = context
  const refuse = (reason: string, unblock: string, at = copy.range): void => {
    context.refuse({ at, reason, unblock })
  }
  if (!project.known) {
    refuse('what lies in the build context is not known', 'run dfopt where the build context is')
    return
  }
  const { kept, left } = entriesOf(document, copy, project)
  // Single files weigh nothing.
  if (!left.some(({ isFolder }) => isFolder)) return
  const obstacle = readingObstacle(document, stage, copy, project)
  if (obstacle) {
    refuse(obstacle.reason, obstacle.unblock, obstacle.at)
    return
  }
  if (kept === undefined) {
    refuse('the sources are too many to be read', 'name what is copied by hand')
    return
  }
  const odd = kept.find(({ name }) => !/^[\w.@+-][\w.@+,=-]*$/.test(name))
  if (odd) {
    refuse(`the name ${odd.name} takes another form of COPY`, 'rename it, or name what is copied by hand')
    return
  }
  const lines = copyLines(document, copy, kept)
  if (lines.length > MOST_LINES) {
    refuse(
      `what is of use would take ${lines.length} COPYs`,
      'name what is of no use in .dockerignore, as dfopt fix --only write-dockerignore does',
    )
    return
  }
  if (context.isSuppressed(copy)) return
  const [place] = copiesOf(document, stage, copy, project)
  context.change({
    at: copy.range,
    edits: [{ ...copy.range, text: lines.join(document.newline) }],
    level: 'review',
    message: `Copy what the application reads, and not ${listed(left.map(({ name }) => name))}`,
    reason: `nothing of the sources, the manifests and the commands of this stage names ${left.length === 1 ? 'it' : 'any of them'}; what comes to lie beside them later has to be named here`,
    removes: wordsOf(copy),
    effects: place
      ? [{ kind: 'removes', paths: left.map(({ name }) => posix.join(place.to, name)) }]
      : [{ kind: 'keeps', paths: [] }],
  })
}

export interface Entry {
  readonly name: string
  readonly isFolder: boolean
}

/** Kept is undefined where not all sources can be read. */
function entriesOf(
  document: Document,
  copy: Instruction,
  project: Project,
): { readonly kept: readonly Entry[] | undefined; readonly left: readonly Entry[] } {
  const entries = (project.list('') ?? []).map((name) => ({
    name,
    isFolder: project.list(name) !== undefined,
  }))
  const others = document.instructions.filter((each) => each !== copy).map(({ args }) => args.text)
  let left = entries.filter(
    ({ name, isFolder }) => isOfRepository(name, isFolder) && !others.some((text) => hasWord(text, name)),
  )
  // What stays has sources, too.
  for (let before = -1; before !== left.length;) {
    before = left.length
    const names = new Set(left.map(({ name }) => name))
    const isNamed = namedIn(project, names)
    if (!isNamed) return { kept: undefined, left }
    left = left.filter(({ name }) => !isNamed(name))
  }
  return { kept: entries.filter((each) => !left.includes(each)), left }
}

/** As a word of an instruction or a part of a path in one. */
function hasWord(text: string, name: string): boolean {
  return text.split(/[\s"'/=:,[\]]+/).includes(name)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5)
  const more = names.length - shown.length
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ').replace(/, (?=[^,]*$)/, ' and ')
}
