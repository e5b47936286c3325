// Who reads the package lists that a RUN leaves in the image: the RUNs behind it, those of stages built FROM its stage,
// and what a container of the image starts.
import type { Document } from '../dockerfile/document.ts'
import { wordsOf, type Instruction } from '../dockerfile/instruction.ts'
import { mountTargets } from '../dockerfile/mount.ts'
import { instructionsRun, type Stage } from '../dockerfile/stage.ts'
import type { Range } from '../dockerfile/text.ts'
import { broughtScripts } from './brought-scripts.ts'
import { scopeOf } from './front-places.ts'
import { listEvents, type ListEvent } from './package-lists.ts'
import type { ListManager } from './package-managers/package-manager.ts'
import { callsInVariables, variablesIn } from './unclear-calls.ts'
import { isScript, scriptOf, type Script } from './script.ts'
import type { NoShell } from './shell.ts'
import { programOf, startCommands, type StartCommand } from './start-commands.ts'

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
  readonly kind: 'update' | 'need' | 'may need' | 'script' | 'empty' | 'end'
  /** A script from the build context that a container may start; the run is then the COPY. */
  readonly brought?: string
}

export interface ListFlow {
  readonly runs: readonly ListRun[]
  /** The RUNs before one, nearest first: of its stage and of the stages that it is built FROM. */
  before(run: ListRun): readonly ListRun[]
  /**
   * What happens next, on every way, behind the event number `index` of a RUN; where an update may be left out, the way
   * past it as well. `renewed`: RUNs that are going to fetch lists of their own. `passed`: events that need no lists
   * that are there.
   */
  after(
    run: ListRun,
    index: number,
    renewed?: ReadonlyMap<ListRun, Renewed>,
    passed?: ReadonlySet<ListEvent>,
  ): readonly Next[]
}

/** An update that a RUN is going to get. */
export interface Renewed {
  /** Of the script: what begins here or behind it reads what the update fetches. */
  readonly start: number
  /** The branch that it is in; undefined where it is in none. */
  readonly scope: Range | undefined
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
    const ahead: Next[] = []
    for (let at = start; at < runs.length; at += 1) {
      const run = runs[at]
      if (!run) break
      const { found, ends } = nextIn(run, at === start ? event : 0, known)
      ahead.push(...found)
      if (ends) return ahead
    }
    const ends: Next[] = stage.ships && runs !== triggers[stage.index] ? [...readersAtStart(stage)] : []
    if (ends.length === 0) ends.push({ run: undefined, event: undefined, kind: 'end' })
    if (stage.ships && runs !== triggers[stage.index]) ends.push(...brought(document, stage))
    const waiting = triggers[stage.index] ?? []
    if (waiting.length > 0 && runs !== waiting) ends.push(...from(waiting, 0, 0, stage, known, visited))
    for (const index of [...stage.children, ...takers(document, stage)]) {
      const child = document.stages[index]
      const own = byStage[index]
      if (!child || !own || runs === waiting || visited.has(index)) continue
      visited.add(index)
      ends.push(...from(own, 0, 0, child, known, visited))
    }
    return [...ahead, ...ends]
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
  readonly renewed: ReadonlyMap<ListRun, Renewed>
  readonly passed: ReadonlySet<ListEvent>
}

const NOTHING_KNOWN: Known = { renewed: new Map(), passed: new Set() }

/** What happens in a RUN from the event number `start` on, up to the first thing that ends the way through it. */
function nextIn(
  run: ListRun,
  start: number,
  { renewed, passed }: Known,
): { readonly found: readonly Next[]; readonly ends: boolean } {
  if (run.guess) return { found: [{ run, event: undefined, kind: run.guess }], ends: true }
  const found: Next[] = []
  const covered: Range[] = []
  let waiting = renewed.get(run)
  for (const event of run.events.slice(start)) {
    if (waiting && event.start >= waiting.start) {
      found.push({ run, event, kind: 'update' })
      if (!waiting.scope) return { found, ends: true }
      covered.push(waiting.scope)
      waiting = undefined
    }
    const { kind } = event
    if (passed.has(event)) continue
    if (event.deferred) return { found: [...found, { run, event, kind: 'may need' }], ends: true }
    if (kind === 'need' || kind === 'may need') {
      if (covered.some((scope) => scope.start <= event.start && event.end <= scope.end)) continue
      return { found: [...found, { run, event, kind }], ends: true }
    }
    if (kind === 'script') found.push({ run, event, kind })
    if (kind !== 'update' && kind !== 'empty') continue
    if (!event.conditional) return { found: [...found, { run, event, kind }], ends: true }
    // In a branch it serves what follows there; the other way goes on.
    const scope = kind === 'update' ? branchOf(run, event) : undefined
    if (!scope) continue
    found.push({ run, event, kind })
    covered.push(scope)
  }
  return { found, ends: false }
}

/** The branch that an update stands in, where something in it reads what it fetches. */
function branchOf({ script, events }: ListRun, update: ListEvent): Range | undefined {
  const behind = events.slice(events.indexOf(update) + 1).filter(({ kind }) => kind.endsWith('need'))
  // What stands in a string has branches of its own, which are taken to be one.
  const own = script && update.command.end === update.end && update.command.start === update.start
  const sure = behind.findIndex((event) => !event.conditional)
  const last = (sure === -1 ? behind : behind.slice(0, sure)).at(-1)
  const scope = own ? scopeOf(script, update) : { start: update.start, end: last?.end ?? update.start }
  const reads = behind.some(({ start, end }) => scope.start <= start && end <= scope.end)
  return reads ? { start: update.start, end: scope.end } : undefined
}

// Where a container starts with such a script, it is the application that is set up.
const SETS_UP =
  /^(?!.*(?:install|dep|pack|pkg|apt|prereq|requir)).*(?:set-?up|bootstrap|prepare|provision|system|debian|ubuntu)/i

/** What a container reads when it starts, before it fetches lists of its own. */
function readerIn(start: ListRun): Next | undefined {
  const next = nextIn(start, 0, NOTHING_KNOWN).found.find((each) => each.kind.endsWith('need'))
  if (next?.kind === 'need') return next
  return next?.kind === 'may need' && !SETS_UP.test(next.event?.text ?? '') ? next : undefined
}

function brought(document: Document, stage: Stage): readonly Next[] {
  return broughtScripts(document, stage).map(({ stage: of, instruction, name }) => ({
    run: { stage: of, instruction, script: undefined, events: [], guess: undefined, unread: undefined },
    event: undefined,
    kind: 'script',
    brought: name,
  }))
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
  const program = programOf(instruction)
  const events = program ? listEvents(program, manager, holdsCall(stage, instruction, undefined)) : []
  const scripts = events.filter((event) => event.kind === 'script')
  return { stage, instruction, script: undefined, events: scripts, guess, unread }
}

/** True when a mount of any kind stands over the directory, so that the layer's own lists are out of sight. */
function mountsLists(instruction: Instruction, { lists, otherLists }: ListManager): boolean {
  return mountTargets(instruction).some(
    (target) => target === otherLists || lists === target || lists.startsWith(`${target}/`),
  )
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
