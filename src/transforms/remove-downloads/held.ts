// Archives and sources that a layer of their own holds, so that no later RUN can take them out of the image.
import { stateAt, type Document } from '../../dockerfile/document.ts'
import { flagValues, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { mayFetch } from '../../shell/downloads.ts'
import { useOf } from '../../shell/file-uses.ts'
import { baseName, joinPath } from '../../shell/path-values.ts'
import { isScript, scriptOf } from '../../shell/script.ts'
import { clonedInto } from '../../shell/source-trees.ts'
import { fetchedFiles } from './archives.ts'
import { isMounted } from './elsewhere.ts'
import { runSteps } from './start.ts'
import { sourceTrees } from './trees.ts'

export interface Held {
  readonly by: 'COPY' | 'ADD' | 'RUN'
  readonly instruction: Instruction
  /** What it may be called in the image. */
  readonly paths: readonly string[]
  /** As COPY and ADD name it. */
  readonly source: string
}

/** What is done with it in a later RUN. */
export interface LateUse {
  readonly held: Held
  readonly path: string
  readonly instruction: Instruction
  readonly kind: 'removes' | 'unpacks'
}

/** The first RUN of the stages built on it that unpacks or removes each archive of another layer. */
export function lateUses(document: Document): readonly LateUse[] {
  return document.stages.flatMap((stage) =>
    stage.ships ? heldIn(document, stage).flatMap((held) => lateUse(document, stage, held) ?? []) : [],
  )
}

function lateUse(document: Document, stage: Stage, held: Held): LateUse | undefined {
  let found: LateUse | undefined
  for (const instruction of stage.instructions) {
    if (instruction.index <= held.instruction.index || instruction.keyword !== 'RUN') continue
    const script = scriptOf(document, stage, instruction)
    if (!isScript(script)) continue
    for (const step of runSteps(document, stage, script).steps) {
      for (const path of held.paths) {
        const kind = useOf(step, path)?.kind
        if (kind !== 'removes' && kind !== 'unpacks') continue
        if (isMounted(instruction, path)) return undefined
        if (kind === 'removes') return { held, path, instruction, kind }
        found ??= { held, path, instruction, kind }
      }
    }
  }
  return found
}

function heldIn(document: Document, stage: Stage): readonly Held[] {
  return stage.instructions.flatMap((instruction) => {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD')
      return copied(document, stage, instruction)
    return instruction.keyword === 'RUN' ? fetched(document, stage, instruction) : []
  })
}

const ARCHIVE =
  /\.(?:tar|t[gbx]z2?|tbz2?|txz|tzst|tar\.\w+|zip|gz|bz2|xz|7z|rar|deb|rpm|apk|whl|run|bin|jar|war)$/i

function copied(document: Document, stage: Stage, instruction: Instruction): readonly Held[] {
  const words = wordsOf(instruction)
  const target = words.at(-1)
  const { workdir } = stateAt(document, stage, instruction)
  const path = target === undefined || target.includes('$') ? undefined : joinPath(workdir ?? '.', target)
  if (path === undefined || flagValues(instruction, 'from').length > 0) return []
  return words.slice(0, -1).flatMap((source): readonly Held[] => {
    const name = baseName(source.replace(/[?#].*$/, ''))
    if (!ARCHIVE.test(name) || /[$*?[]/.test(source)) return []
    const by = instruction.keyword === 'ADD' ? 'ADD' : 'COPY'
    // ADD unpacks a tar archive of the build context itself.
    const remote = /^https?:\/\//.test(source)
    if (by === 'ADD' && !remote && /\.(?:tar|t[gbx]z2?|tar\.(?:gz|bz2|xz|zst))$/i.test(name)) return []
    const inside = joinPath(path, name) ?? path
    const paths = words.length > 2 || target?.endsWith('/') === true ? [inside] : [path, inside]
    return [{ by, instruction, paths, source }]
  })
}

function fetched(document: Document, stage: Stage, instruction: Instruction): readonly Held[] {
  const script = scriptOf(document, stage, instruction)
  if (!isScript(script) || !mayFetch(script)) return []
  const run = runSteps(document, stage, script)
  const files = fetchedFiles(run).filter(({ uses }) => uses.every(({ kind }) => kind === 'checks'))
  const clones = sourceTrees(run).filter((tree) => !tree.removed && clonedInto(tree.by) === tree.path)
  const paths = [
    ...files.map(({ finalPath }) => finalPath).filter((path) => ARCHIVE.test(path) || path.endsWith('.sh')),
    ...clones.map(({ path }) => path),
  ]
  return paths
    .filter((path) => !isMounted(instruction, path))
    .map((path) => ({ by: 'RUN', instruction, paths: [path], source: path }))
}
