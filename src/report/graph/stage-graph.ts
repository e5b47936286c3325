// The stages of a Dockerfile and what flows between them.
import type { Document } from '../../dockerfile/document.ts'
import { flagValue, flagValues, wordsOf, type Instruction } from '../../dockerfile/instruction.ts'
import { mountField, mountTarget } from '../../dockerfile/mount.ts'
import { instructionsRun, type Stage } from '../../dockerfile/stage.ts'
import { lowerCase } from '../../dockerfile/text.ts'

export interface StageGraph {
  readonly stages: readonly StageNode[]
  /** In the order in which the file names them. */
  readonly images: readonly ImageNode[]
  readonly flows: readonly Flow[]
}

export interface StageNode {
  /** The number that `COPY --from` counts with. */
  readonly index: number
  /** As the file has it; `stage 0` for one without a name. */
  readonly name: string
  /** The base as written. */
  readonly base: string
  readonly startLine: number
  readonly endLine: number
  readonly role: Role
  /** What is taken from the build context, each once. */
  readonly fromContext: readonly string[]
}

/**
 * What becomes of a stage. `final`: it is what is built; `target`: it is built on its own, too; `ships`: its layers are part of such a
 * one; `build`: what it makes is taken from it; `unused`: nothing of it is.
 */
export type Role = 'final' | 'target' | 'ships' | 'build' | 'unused'

/** An image that is not built here, or a further build context. */
export interface ImageNode {
  readonly name: string
}

export interface Flow {
  readonly from: StageNode | ImageNode
  readonly to: StageNode
  /** `base`: FROM. `copy`: COPY --from. `mount`: RUN --mount=from=. */
  readonly kind: 'base' | 'copy' | 'mount'
  /** `/app/dist to /srv`, in the order of the file; none for a base. */
  readonly paths: readonly string[]
}

export function isStageNode(node: StageNode | ImageNode): node is StageNode {
  return 'index' in node
}

/** @param targets names or numbers of stages that are built on their own */
export function stageGraph(document: Document, targets: readonly string[] = []): StageGraph {
  const used = usedStages(document, targets)
  const wanted = new Set(targets.map(lowerCase))
  const stages = document.stages.map((stage) => ({
    index: stage.index,
    name: nameOf(stage),
    base: stage.base,
    startLine: stage.from.startLine,
    endLine: Math.max(stage.from.endLine, ...stage.instructions.map(({ endLine }) => endLine)),
    role: roleOf(stage, wanted, used),
    fromContext: [...new Set(stage.instructions.flatMap(contextWords))],
  }))
  const images = new Map<string, ImageNode>()
  const imageOf = (name: string): ImageNode => {
    const image = images.get(name) ?? { name }
    images.set(name, image)
    return image
  }
  const nodeOf = (stage: Stage | string): StageNode | ImageNode =>
    (typeof stage === 'string' ? undefined : stages[stage.index]) ??
    imageOf(typeof stage === 'string' ? stage : nameOf(stage))
  const flows = document.stages.flatMap((stage, index) => {
    const to = stages[index]
    return to
      ? flowsInto(document, stage).map(({ from, ...flow }) => ({ ...flow, from: nodeOf(from), to }))
      : []
  })
  return { stages, images: [...images.values()], flows }
}

function nameOf({ from, name, index }: Stage): string {
  return name === undefined ? `stage ${index}` : (/\S+\s*$/.exec(from.args.text)?.[0].trim() ?? name)
}

function roleOf(stage: Stage, targets: ReadonlySet<string>, used: ReadonlySet<Stage>): Role {
  if (stage.final) return 'final'
  if ((stage.name !== undefined && targets.has(stage.name)) || targets.has(String(stage.index)))
    return 'target'
  if (stage.ships) return 'ships'
  return used.has(stage) ? 'build' : 'unused'
}

/** Those that are built when the final stage and the targets are. */
function usedStages(document: Document, targets: readonly string[]): ReadonlySet<Stage> {
  const wanted = new Set(targets.map(lowerCase))
  const queue = document.stages.filter(
    ({ final, name, index }) =>
      final || (name !== undefined && wanted.has(name)) || wanted.has(String(index)),
  )
  const seen = new Set<Stage>()
  for (let stage = queue.pop(); stage; stage = queue.pop()) {
    if (seen.has(stage)) continue
    seen.add(stage)
    queue.push(
      ...sourcesInto(document, stage).flatMap(({ from }) => (typeof from === 'string' ? [] : [from])),
    )
  }
  return seen
}

interface Source extends Pick<Flow, 'kind' | 'paths'> {
  readonly from: Stage | string
}

/** One for each kind and place. */
function flowsInto(document: Document, stage: Stage): readonly Source[] {
  const found: Source[] = []
  for (const each of sourcesInto(document, stage)) {
    const at = found.findIndex(({ from, kind }) => from === each.from && kind === each.kind)
    const before = found[at]
    if (before) found[at] = { ...before, paths: [...new Set([...before.paths, ...each.paths])] }
    else found.push(each)
  }
  return found
}

function sourcesInto(document: Document, stage: Stage): readonly Source[] {
  const { parent } = stage
  const base = parent === undefined ? stage.base : document.stages[parent]
  const own =
    stage.base === 'scratch' || base === undefined ? [] : [{ from: base, kind: 'base' as const, paths: [] }]
  return [
    ...own,
    ...instructionsRun(document.stages, stage).flatMap((instruction): readonly Source[] => {
      if (instruction.keyword === 'COPY') {
        const from = flagValue(instruction, 'from')
        return from === undefined
          ? []
          : [{ from: placeNamed(document, stage, from, true), kind: 'copy', paths: [copied(instruction)] }]
      }
      if (instruction.keyword !== 'RUN') return []
      return flagValues(instruction, 'mount').flatMap((mount) => {
        const from = mountField(mount, 'from')
        if (from === undefined) return []
        const source = mountField(mount, 'source', 'src') ?? '/'
        const paths = [`${source} at ${mountTarget(mount) ?? source}`]
        return [{ from: placeNamed(document, stage, from, false), kind: 'mount' as const, paths }]
      })
    }),
  ]
}

/** Of stages with one name the last counts; a name that no earlier stage has is that of an image. */
function placeNamed({ stages }: Document, stage: Stage, name: string, byNumber: boolean): Stage | string {
  const earlier = stages.filter(({ index }) => index < stage.index)
  const named = earlier.findLast((each) => each.name === lowerCase(name))
  return named ?? (byNumber && /^\d+$/.test(name) ? earlier[Number(name)] : undefined) ?? name
}

function copied(instruction: Instruction): string {
  const words = wordsOf(instruction)
  return `${words.slice(0, -1).join(', ')} to ${words.at(-1) ?? ''}`
}

function contextWords(instruction: Instruction): readonly string[] {
  const { keyword } = instruction
  if (keyword === 'RUN')
    return flagValues(instruction, 'mount').flatMap((mount) => {
      const isContext =
        (mountField(mount, 'type') ?? 'bind') === 'bind' && mountField(mount, 'from') === undefined
      return isContext ? [mountField(mount, 'source', 'src') ?? '.'] : []
    })
  if ((keyword !== 'COPY' && keyword !== 'ADD') || flagValue(instruction, 'from') !== undefined) return []
  const inline = new Set(instruction.heredocs.map(({ name }) => name))
  return wordsOf(instruction)
    .slice(0, -1)
    .filter((word) => !inline.has(word) && !word.startsWith('<<') && !/^(?:https?:|git@)/i.test(word))
}
