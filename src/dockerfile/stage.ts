import { flagValue, flagValues, wordsOf, type Instruction } from './instruction.ts'
import { expandWord, LexError } from './lex.ts'
import { argDefinitions, splitBlanks } from './words.ts'

export interface Stage {
  readonly index: number
  /** In lower case, as BuildKit compares it. */
  readonly name: string | undefined
  readonly from: Instruction
  /** The base as written. */
  readonly base: string
  /** The base with global ARG defaults filled in; undefined where one has no default. */
  readonly resolvedBase: string | undefined
  /** True when the base can differ from build to build, because it names an ARG. */
  readonly variableBase: boolean
  /** The earlier stage that this one is built FROM. */
  readonly parent: number | undefined
  /** FROM excluded. */
  readonly instructions: readonly Instruction[]
  /** Stages that are built FROM this one. */
  readonly children: readonly number[]
  /** Stages that take files from this one by COPY --from or RUN --mount=from=. */
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
  const globalArgs: Instruction[] = []
  const drafts: Draft[] = []
  const defaults = new Map<string, string | undefined>()
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') drafts.push(startStage(instruction, drafts, defaults, escape))
    else if (drafts.length > 0) drafts.at(-1)?.instructions.push(instruction)
    else if (instruction.keyword === 'ARG') {
      globalArgs.push(instruction)
      defineArgs(instruction, defaults, escape)
    }
  }
  const last = drafts.at(-1)
  if (last) last.final = true
  for (const draft of drafts) linkCopies(draft, drafts)
  markShipping(drafts, targets)
  return { globalArgs, stages: drafts }
}

function defineArgs(
  instruction: Instruction,
  defaults: Map<string, string | undefined>,
  escape: string,
): void {
  for (const { key, value } of argDefinitions(instruction.args.text, escape)) {
    defaults.set(key, value === undefined ? undefined : expand(value, defaults, escape).text)
  }
}

function startStage(
  from: Instruction,
  earlier: readonly Draft[],
  defaults: Map<string, string | undefined>,
  escape: string,
): Draft {
  const words = splitBlanks(from.args.text)
  const base = words[0]?.text ?? ''
  const resolved = expand(base, defaults, escape)
  const parent = resolved.text === undefined ? undefined : stageNamed(earlier, resolved.text.toLowerCase())
  const index = earlier.length
  parent?.children.push(index)
  return {
    index,
    name: words.length === 3 ? words[2]?.text.toLowerCase() : undefined,
    from,
    base,
    resolvedBase: resolved.text,
    variableBase: resolved.variable,
    parent: parent?.index,
    instructions: [],
    children: [],
    copiedBy: [],
    final: false,
    ships: false,
  }
}

function expand(
  word: string,
  defaults: ReadonlyMap<string, string | undefined>,
  escape: string,
): { text: string | undefined; variable: boolean } {
  let variable = false
  try {
    const { text, unset } = expandWord(word, (name) => ((variable = true), defaults.get(name)), { escape })
    return { text: unset.size > 0 && !/[-?+]/.test(word) ? undefined : text, variable }
  } catch (error) {
    if (error instanceof LexError) return { text: undefined, variable: true }
    throw error
  }
}

function stageNamed(drafts: readonly Draft[], name: string): Draft | undefined {
  return drafts.findLast((draft) => draft.name === name)
}

/** COPY --from and mounts may also name a stage by its number, and only an earlier one. */
function sourceStage(drafts: readonly Draft[], name: string, before: number): Draft | undefined {
  const earlier = drafts.slice(0, before)
  return stageNamed(earlier, name.toLowerCase()) ?? (/^\d+$/.test(name) ? earlier[Number(name)] : undefined)
}

function linkCopies(stage: Draft, drafts: readonly Draft[]): void {
  for (const instruction of stage.instructions) {
    for (const name of sourcesOf(instruction))
      sourceStage(drafts, name, stage.index)?.copiedBy.push(stage.index)
  }
}

function sourcesOf(instruction: Instruction): readonly string[] {
  if (instruction.keyword === 'COPY') return flagValue(instruction, 'from')?.split('\n') ?? []
  if (instruction.keyword !== 'RUN') return []
  return flagValues(instruction, 'mount').flatMap((mount) => /(?:^|,)"?from=([^,"]+)/i.exec(mount)?.[1] ?? [])
}

function markShipping(drafts: readonly Draft[], targets: readonly string[]): void {
  const wanted = new Set(targets.map((target) => target.toLowerCase()))
  const queue = drafts.filter(
    (draft) =>
      draft.final || (draft.name !== undefined && wanted.has(draft.name)) || wanted.has(String(draft.index)),
  )
  for (let draft = queue.pop(); draft; draft = queue.pop()) {
    if (draft.ships) continue
    draft.ships = true
    const parent = draft.parent === undefined ? undefined : drafts[draft.parent]
    if (parent) queue.push(parent)
    for (const instruction of draft.instructions) {
      const source = copiesWholeRoot(instruction)
        ? sourceStage(drafts, flagValue(instruction, 'from') ?? '', draft.index)
        : undefined
      if (source) queue.push(source)
    }
  }
}

/** `COPY --from=x / /`: every file of the other stage ends up in this one. */
function copiesWholeRoot(instruction: Instruction): boolean {
  return (
    instruction.keyword === 'COPY' &&
    wordsOf(instruction)
      .slice(0, -1)
      .some((source) => /^\/(?:\.|\*)?$/.test(source))
  )
}
