// Who reads the package lists that a RUN leaves in the image: the RUNs behind it, those of stages built FROM its stage,
// and what a container of the image starts.
import type { Document } from '../dockerfile/document.ts'
import { flagValues, wordsOf, type Instruction } from '../dockerfile/instruction.ts'
import { instructionsRun, type Stage } from '../dockerfile/stage.ts'
import { listEvents, type ListEvent } from './package-lists.ts'
import type { ListManager } from './package-managers/package-manager.ts'
import { callsInVariables, variablesIn } from './unclear-calls.ts'
import { isScript, scriptOf, type Script } from './script.ts'
import type { NoShell } from './shell.ts'
import { startCommands, type StartCommand } from './start-commands.ts'

/** A RUN, a RUN behind ONBUILD, or what a container starts, as far as package lists go. */
export interface ListRun {
  readonly stage: Stage
  readonly instruction: Instruction
  /** Undefined where no shell that dfopt reads gets it; its events are then guessed from its text. */
  readonly script: Script | undefined
  readonly events: readonly ListEvent[]
  /** What is told of a RUN without a script. */
  readonly guess: 'need' | 'may need' | undefined
  /** Why there is no script, where the text fetches lists and does not remove them. */
  readonly unread: NoShell | undefined
}

/** The next thing that happens to the lists on one way through the file; undefined: nothing more. */
export interface Next {
  readonly run: ListRun | undefined
  readonly event: ListEvent | undefined
  readonly kind: 'update' | 'need' | 'may need' | 'empty' | 'end'
}

export interface ListFlow {
  readonly runs: readonly ListRun[]
  /** The RUNs before one, nearest first: of its stage and of the stages that it is built FROM. */
  before(run: ListRun): readonly ListRun[]
  /**
   * What happens next, on every way, behind the event number `index` of a RUN. `renewed`: RUNs that are going to fetch
   * lists of their own before the event of that number. `passed`: events that need no lists that are there.
   */
  after(
    run: ListRun,
    index: number,
    renewed?: ReadonlyMap<ListRun, number>,
    passed?: ReadonlySet<ListEvent>,
  ): readonly Next[]
}

const flows = new WeakMap<Document, Map<ListManager, ListFlow>>()

/** Undefined for a file that never names the package manager. */
export function listFlow(document: Document, manager: ListManager): ListFlow | undefined {
  if (!manager.programs.some((program) => document.text.includes(program))) return undefined
  const known = flows.get(document) ?? new Map<ListManager, ListFlow>()
  flows.set(document, known)
  const flow = known.get(manager) ?? readFlow(document, manager)
  known.set(manager, flow)
  return flow
}

function readFlow(document: Document, manager: ListManager): ListFlow {
  const holdsCall = callsInVariables(document, manager)
  const runOf = (stage: Stage, each: Instruction): readonly ListRun[] => {
    const run = listRun(document, stage, each, manager, holdsCall)
    return run ? [run] : []
  }
  const byStage = document.stages.map((stage) =>
    instructionsRun(document.stages, stage).flatMap((each) => runOf(stage, each)),
  )
  const triggers = document.stages.map((stage) =>
    stage.instructions.flatMap((each) => (each.trigger ? runOf(stage, each.trigger) : [])),
  )

  const starts = new Map<Stage, readonly Next[]>()
  const readersAtStart = (stage: Stage): readonly Next[] => {
    const known =
      starts.get(stage) ??
      startCommands(document, stage).flatMap((start) => readerIn(listStart(start, manager, holdsCall)) ?? [])
    starts.set(stage, known)
    return known
  }

  const from = (
    runs: readonly ListRun[],
    start: number,
    event: number,
    stage: Stage,
    known: Known,
    visited: Set<number>,
  ): readonly Next[] => {
    for (let at = start; at < runs.length; at += 1) {
      const run = runs[at]
      if (!run) break
      const found = nextIn(run, at === start ? event : 0, known)
      if (found) return [found]
    }
    const ends: Next[] = stage.ships && runs !== triggers[stage.index] ? [...readersAtStart(stage)] : []
    if (ends.length === 0) ends.push({ run: undefined, event: undefined, kind: 'end' })
    const waiting = triggers[stage.index] ?? []
    if (waiting.length > 0 && runs !== waiting) ends.push(...from(waiting, 0, 0, stage, known, visited))
    for (const index of [...stage.children, ...takers(document, stage)]) {
      const child = document.stages[index]
      const own = byStage[index]
      if (!child || !own || runs === waiting || visited.has(index)) continue
      visited.add(index)
      ends.push(...from(own, 0, 0, child, known, visited))
    }
    return ends
  }

  return {
    runs: byStage.flat().filter((run) => run.stage.instructions.includes(run.instruction)),
    before: (run) => {
      const found: ListRun[] = []
      let index = byStage[run.stage.index]?.indexOf(run) ?? 0
      for (let stage: Stage | undefined = run.stage; stage;) {
        found.push(...(byStage[stage.index] ?? []).slice(0, index).reverse())
        stage = stage.parent === undefined ? undefined : document.stages[stage.parent]
        index = Infinity
      }
      return found
    },
    after: (run, index, renewed = new Map(), passed = new Set()) => {
      const runs = byStage[run.stage.index] ?? []
      return from(runs, runs.indexOf(run), index + 1, run.stage, { renewed, passed }, new Set())
    },
  }
}

interface Known {
  readonly renewed: ReadonlyMap<ListRun, number>
  readonly passed: ReadonlySet<ListEvent>
}

const NOTHING_KNOWN: Known = { renewed: new Map(), passed: new Set() }

function nextIn(run: ListRun, start: number, { renewed, passed }: Known): Next | undefined {
  const renewedAt = renewed.get(run)
  if (run.guess) return { run, event: undefined, kind: run.guess }
  for (let index = start; index < run.events.length; index += 1) {
    const event = run.events[index]
    if (!event) break
    if (renewedAt !== undefined && index >= renewedAt) return { run, event, kind: 'update' }
    const { kind, conditional } = event
    if (passed.has(event)) continue
    if (event.deferred) return { run, event, kind: 'may need' }
    if (kind === 'need' || kind === 'may need') return { run, event, kind }
    if ((kind === 'update' || kind === 'empty') && !coversNothing(event, run.events, index, conditional))
      return { run, event, kind }
  }
  return undefined
}

// Where a container starts with such a script, it is the application that is set up.
const SETS_UP =
  /^(?!.*(?:install|dep|pack|pkg|apt|prereq|requir)).*(?:set-?up|bootstrap|prepare|provision|system|debian|ubuntu)/i

/** What a container reads when it starts, before it fetches lists of its own. */
function readerIn(start: ListRun): Next | undefined {
  const next = nextIn(start, 0, NOTHING_KNOWN)
  if (next?.kind === 'need') return next
  return next?.kind === 'may need' && !SETS_UP.test(next.event?.text ?? '') ? next : undefined
}

function listStart(
  { stage, instruction, script }: StartCommand,
  manager: ListManager,
  holdsCall: ReturnType<typeof callsInVariables>,
): ListRun {
  const events = listEvents(script, manager, holdsCall(stage, instruction, undefined))
  return { stage, instruction, script: undefined, events, guess: undefined, unread: undefined }
}

/** True for a RUN whose calls of the package manager run elsewhere than where they stand. */
export function defersCalls({ events }: ListRun): boolean {
  return events.some((event) => event.deferred)
}

/** A conditional update serves what follows it in its own branch; here, only when nothing else follows. */
function coversNothing(
  event: ListEvent,
  events: readonly ListEvent[],
  index: number,
  conditional: boolean,
): boolean {
  if (!conditional || event.kind !== 'update') return conditional
  const next = events.slice(index + 1).find((each) => each.kind === 'need' || each.kind === 'may need')
  return next?.conditional !== true
}

function listRun(
  document: Document,
  stage: Stage,
  instruction: Instruction,
  manager: ListManager,
  holdsCall: ReturnType<typeof callsInVariables>,
): ListRun | undefined {
  if (instruction.keyword !== 'RUN' || mountsLists(instruction, manager)) return undefined
  const script = scriptOf(document, stage, instruction)
  if (isScript(script)) {
    const events = listEvents(script, manager, holdsCall(stage, instruction, script))
    return { stage, instruction, script, events, guess: undefined, unread: undefined }
  }
  const text =
    instruction.json?.join(' ') ?? document.text.slice(instruction.range.start, instruction.range.end)
  const programs = manager.programs.join('|')
  const calls = (words: string): boolean =>
    new RegExp(`\\b(?:${programs})\\b[^;&|]*\\b(?:${words})\\b`).test(text)
  const updates = calls('update')
  const held = variablesIn(text).some(holdsCall(stage, instruction, undefined))
  const installs = Object.keys(manager.roles).filter((each) => manager.roles[each] === 'install')
  const guess = calls(installs.join('|')) && !updates ? 'need' : held ? 'may need' : undefined
  const unread = updates && !text.includes(manager.lists) ? script : undefined
  return { stage, instruction, script: undefined, events: [], guess, unread }
}

/** True when a mount of any kind stands over the directory, so that the layer's own lists are out of sight. */
export function mountsLists(instruction: Instruction, { lists }: ListManager): boolean {
  return flagValues(instruction, 'mount').some((mount) => {
    const target = /(?:^|,)"?(?:target|dst|destination)=([^,"]*)/i.exec(mount)?.[1]?.replace(/\/+$/, '')
    return target !== undefined && (lists === target || lists.startsWith(`${target}/`))
  })
}

/** Stages that take the directory over by COPY --from. */
function takers(document: Document, stage: Stage): readonly number[] {
  return stage.copiedBy.filter((index) =>
    document.stages[index]?.instructions.some(
      (each) =>
        each.keyword === 'COPY' &&
        each.flags.some((flag) => flag.name === 'from') &&
        wordsOf(each)
          .slice(0, -1)
          .some((source) => /^\/?(?:\*|\.|var(?:\/lib(?:\/apt.*)?)?)?\/?$/.test(source)),
    ),
  )
}
