import { instructionOf, type Instruction } from './instruction.ts'
import { readLines, type Comment, type Directive } from './lines.ts'
import type { Problem } from './problem.ts'
import { stagesOf, type Stage, type Stages } from './stage.ts'
import { statesIn, type State } from './state.ts'
import { at, lineAt, lineTable, newlineOf, type LineTable, type Newline } from './text.ts'
import { instructionProblem, syntaxProblem } from './validate.ts'

/** A Dockerfile as BuildKit reads it. Immutable; `text` is the file, byte for byte. */
export interface Document {
  readonly text: string
  readonly lines: LineTable
  readonly newline: Newline
  readonly bom: boolean
  readonly escape: '\\' | '`'
  readonly directives: readonly Directive[]
  /** Comment lines between instructions; those inside an instruction are in its `comments`. */
  readonly comments: readonly Comment[]
  readonly instructions: readonly Instruction[]
  readonly globalArgs: readonly Instruction[]
  readonly stages: readonly Stage[]
  /** Why BuildKit would refuse the file. Such a file is never rewritten. */
  readonly problem: Problem | undefined
}

export interface ParseOptions {
  /** Stages that are built on their own, and so ship as the final one does. */
  readonly targets?: readonly string[]
}

/** Never throws: what BuildKit would not accept is in `problem`. */
export function parseDocument(text: string, options: ParseOptions = {}): Document {
  const layer = readLines(text)
  const leading = leadingComments(layer.comments)
  const instructions = layer.lines.map((line, index) =>
    instructionOf(text, line, index, leading(line.startLine)),
  )
  const { globalArgs, stages } = stagesOf(instructions, layer.escape, options.targets)
  return {
    text,
    lines: lineTable(text),
    newline: newlineOf(text),
    bom: layer.bom,
    escape: layer.escape,
    directives: layer.directives,
    comments: layer.comments,
    instructions,
    globalArgs,
    stages,
    // BuildKit's parser stops at the first; what is listed stands before what the layer stopped at.
    problem:
      syntaxProblem(instructions, layer.escape) ??
      layer.problem ??
      instructionProblem(text, instructions, layer.escape),
  }
}

/** The comment lines that stand right above a line, top first. */
function leadingComments(comments: readonly Comment[]): (line: number) => readonly Comment[] {
  const byLine = new Map(comments.map((comment) => [comment.line, comment]))
  return (line) => {
    const above: Comment[] = []
    for (let comment = byLine.get(line - 1); comment; comment = byLine.get(comment.line - 1))
      above.unshift(comment)
    return above
  }
}

export function lineOf(document: Document, offset: number): number {
  return lineAt(document.lines, offset)
}

/** Offset at which a 1-based line begins. */
export function lineStart(document: Document, line: number): number {
  return at(document.lines, line - 1)
}

type States = ReadonlyMap<Instruction | undefined, State>

const stateCache = new WeakMap<Document, Map<Stage, States>>()

/** ENV, ARG, WORKDIR, USER and SHELL just before an instruction of `stage`, or at its end. */
export function stateAt(document: Document, stage: Stage, instruction?: Instruction): State {
  const states = statesOf(document, stage)
  // What does not run in the stage, as a trigger of its own, is asked for as of its end.
  const state = states.get(instruction) ?? states.get(undefined)
  if (!state) throw new RangeError('a stage without an end')
  return state
}

function statesOf(document: Document, stage: Stage): States {
  const known = stateCache.get(document) ?? new Map<Stage, States>()
  stateCache.set(document, known)
  const found = known.get(stage)
  if (found) return found
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  const stages: Stages = { globalArgs: document.globalArgs, stages: document.stages }
  const states = statesIn(stages, stage, parent && stateAt(document, parent), document.escape)
  known.set(stage, states)
  return states
}

/** A stage and those of the file that it is built FROM, the nearest first. */
export function lineage(document: Document, stage: Stage): readonly Stage[] {
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  return parent ? [stage, ...lineage(document, parent)] : [stage]
}

const stageCache = new WeakMap<Document, ReadonlyMap<Instruction, Stage>>()

/** The stage that an instruction belongs to, its FROM included; undefined above the first FROM. */
export function stageOf(document: Document, instruction: Instruction): Stage | undefined {
  const known = stageCache.get(document)
  if (known) return known.get(instruction)
  const stages = new Map<Instruction, Stage>()
  for (const stage of document.stages) {
    for (const each of [stage.from, ...stage.instructions]) stages.set(each, stage)
  }
  stageCache.set(document, stages)
  return stages.get(instruction)
}
