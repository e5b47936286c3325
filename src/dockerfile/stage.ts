import { posix } from 'node:path'
import { flagValue, flagValues, wordsOf, type Instruction } from './instruction.ts'
import { mountField } from './mount.ts'
import { lowerCase } from './text.ts'
import { expandIn, globalScope, type Scope } from './variables.ts'
import { splitBlanks } from './words.ts'

export interface Stage {
  readonly index: number
  /** In lower case, as BuildKit compares it. */
  readonly name: string | undefined
  readonly from: Instruction
  /** The base as written. */
  readonly base: string
  /** The base with variables filled in; undefined where it takes a build argument or a platform to know it. */
  readonly resolvedBase: string | undefined
  /** True when the base can differ from build to build, because it names an ARG. */
  readonly variableBase: boolean
  /** The earlier stage that this one is built FROM. */
  readonly parent: number | undefined
  /** FROM excluded. */
  readonly instructions: readonly Instruction[]
  /** Stages that are built FROM this one. */
  readonly children: readonly number[]
  /** Stages that take files from this one by COPY --from or RUN --mount=from=, ONBUILD of their parent included. */
  readonly copiedBy: readonly number[]
  readonly final: boolean
  /** True when its layers are part of an image that somebody pulls. */
  readonly ships: boolean
}

export interface Stages {
  /** ARG before the first FROM. */
  readonly globalArgs: readonly Instruction[]
  readonly stages: readonly Stage[]
}

type Draft = { -readonly [K in keyof Stage]: Stage[K] } & {
  instructions: Instruction[]
  children: number[]
  copiedBy: number[]
}

/** @param targets names of stages that are built on their own (`--target`, compose, bake) and so ship too. */
export function stagesOf(
  instructions: readonly Instruction[],
  escape: string,
  targets: readonly string[] = [],
): Stages {
  const firstFrom = instructions.findIndex((instruction) => instruction.keyword === 'FROM')
  const globalArgs = instructions
    .slice(0, firstFrom === -1 ? undefined : firstFrom)
    .filter((instruction) => instruction.keyword === 'ARG')
  const globals = globalScope(globalArgs, escape)
  const drafts: Draft[] = []
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') drafts.push(startStage(instruction, drafts, globals, escape))
    else drafts.at(-1)?.instructions.push(instruction)
  }
  const last = drafts.at(-1)
  if (last) last.final = true
  for (const draft of drafts) {
    const sources = instructionsRun(drafts, draft).flatMap((instruction) =>
      sourcesOf(instruction, drafts, draft),
    )
    for (const source of new Set(sources)) source.copiedBy.push(draft.index)
  }
  markShipping(drafts, targets)
  return { globalArgs, stages: drafts }
}

/** The instructions that run in a stage: its own, and before them ONBUILD of the stage that it is built FROM. */
export function instructionsRun(stages: readonly Stage[], stage: Stage): readonly Instruction[] {
  const parent = stage.parent === undefined ? undefined : stages[stage.parent]
  const triggers = parent?.instructions.flatMap((instruction) => instruction.trigger ?? []) ?? []
  return triggers.length > 0 ? [...triggers, ...stage.instructions] : stage.instructions
}

function startStage(from: Instruction, earlier: readonly Draft[], globals: Scope, escape: string): Draft {
  const words = splitBlanks(from.args.text)
  const base = words[0]?.text ?? ''
  let variable = false
  const { text } = expandIn(base, (name) => ((variable = true), globals(name)), escape)
  const resolved = text === '' ? undefined : text
  // Names are kept in lower case, and FROM, unlike COPY --from, is compared as it is written.
  const parent = resolved === undefined ? undefined : stageNamed(earlier, resolved)
  const index = earlier.length
  parent?.children.push(index)
  return {
    index,
    name: words[2] && lowerCase(words[2].text),
    from,
    base,
    resolvedBase: resolved,
    variableBase: variable,
    parent: parent?.index,
    instructions: [],
    children: [],
    copiedBy: [],
    final: false,
    ships: false,
  }
}

function stageNamed(drafts: readonly Draft[], name: string): Draft | undefined {
  return drafts.findLast((draft) => draft.name === name)
}

/** The stages of this file from which an instruction of `stage` takes files. */
function sourcesOf(instruction: Instruction, drafts: readonly Draft[], stage: Draft): readonly Draft[] {
  const named = (name: string): Draft | undefined => stageNamed(drafts, lowerCase(name))
  let sources: readonly (Draft | undefined)[] = []
  if (instruction.keyword === 'COPY') {
    const from = flagValue(instruction, 'from') ?? ''
    // COPY may also name a stage by its number; a mount may not.
    sources = [/^[+-]?\d+$/.test(from) ? drafts[Number(from)] : named(from)]
  } else if (instruction.keyword === 'RUN') {
    sources = flagValues(instruction, 'mount').map((mount) => named(mountField(mount, 'from') ?? ''))
  }
  // Of stages with one name the last counts, and the build fails when it is not an earlier one.
  return sources.flatMap((source) => (source && source.index < stage.index ? [source] : []))
}

function markShipping(drafts: readonly Draft[], targets: readonly string[]): void {
  const wanted = new Set(targets.map(lowerCase))
  const queue = drafts.filter(
    (draft) =>
      draft.final || (draft.name !== undefined && wanted.has(draft.name)) || wanted.has(String(draft.index)),
  )
  for (let draft = queue.pop(); draft; draft = queue.pop()) {
    if (draft.ships) continue
    draft.ships = true
    const parent = draft.parent === undefined ? undefined : drafts[draft.parent]
    if (parent) queue.push(parent)
    for (const instruction of instructionsRun(drafts, draft)) {
      if (copiesWholeRoot(instruction)) queue.push(...sourcesOf(instruction, drafts, draft))
    }
  }
}

/** `COPY --from=x / /`: every file of the other stage ends up in this one. */
function copiesWholeRoot(instruction: Instruction): boolean {
  return (
    instruction.keyword === 'COPY' &&
    wordsOf(instruction)
      .slice(0, -1)
      .some((source) => /^\/\**$/.test(posix.join('/', source)))
  )
}
