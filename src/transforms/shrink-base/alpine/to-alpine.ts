// A stage on Debian as its twin on Alpine: all of it, or why not.
import { alpineReleases } from '../../../catalog/alpine-packages.ts'
import { lineage } from '../../../dockerfile/document.ts'
import { flagValue, wordsOf, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import { packageCommand } from '../../../shell/package-command.ts'
import { runScripts, type RunScript } from '../../../shell/run-scripts.ts'
import { startOf, type StageState } from '../../recommended/stage-state.ts'
import { callsOf, type Call } from '../calls.ts'
import type { Obstacle } from '../obstacle.ts'
import { ACCOUNT_PROGRAMS, type Account } from './accounts.ts'
import { checkOwner, writeAccounts } from './accounts-of-run.ts'
import { alpineImage } from './alpine-base.ts'
import { apkNamesFor } from './apt-names.ts'
import { isAptSetting } from './apt-settings.ts'
import { planApt, type Installed, type RunPlan } from './apt-calls.ts'
import { writeRun } from './apt-edits.ts'
import { downloadOf } from './downloads.ts'
import { debianPathsOf } from './debian-paths.ts'
import { broughtBy, environmentOf } from './glibc-ties.ts'
import { judgeCall } from './judge-call.ts'
import { javaOf, languageOf } from './languages.ts'
import { configurationOf } from './nginx.ts'
import { bringPhpizeDeps } from './pecl.ts'
import { needsOfExtensions } from './php-extensions.ts'
import { scriptsOf } from './scripts.ts'
import { placeNeeds } from './place-needs.ts'
import { programAt } from './program-paths.ts'
import { translateShell } from './shell-differences.ts'
import { dropFrontend } from './frontend.ts'
import { newDraft, refuse, type AlpineSwap, type Draft } from './translation.ts'

export interface Translation {
  readonly edits: readonly TextEdit[]
  /** Words of the original that go on purpose. */
  readonly removes: readonly string[]
  /** Comment lines that told a tool something of a RUN that goes. */
  readonly removesComments: readonly string[]
  /** What a reviewer should know, each a short clause. */
  readonly notes: readonly string[]
}

export function toAlpine(swap: AlpineSwap): Translation | readonly Obstacle[] {
  const draft = newDraft(swap)
  const first = swap.stages[0]
  if (!first || !alpineImage(swap.image)) {
    refuse(
      draft,
      first?.from.range ?? { start: 0, end: 0 },
      `what the alpine variant of ${swap.image} brings is not known`,
      'swap it by hand, and run dfopt verify',
    )
    return draft.obstacles
  }
  if (!alpineReleases().includes(swap.release)) {
    refuse(
      draft,
      first.from.range,
      `what Alpine ${swap.release} had is not known`,
      'build on a version of the image that is still kept up',
    )
    return draft.obstacles
  }
  const plans = readRuns(draft)
  for (const stage of swap.stages) readInstructions(draft, stage)
  javaOf(draft)
  readCalls(draft, plans)
  readDependencies(draft)
  placeNeeds(draft, plans)
  for (const plan of plans) writeRun(draft, plan)
  if (draft.obstacles.length > 0)
    return draft.obstacles.toSorted((left, right) => left.at.start - right.at.start)
  return {
    edits: draft.edits,
    removes: draft.removes,
    removesComments: draft.removesComments,
    notes: [...draft.notes],
  }
}

function readRuns(draft: Draft): readonly RunPlan[] {
  const { document, stages, image } = draft.swap
  const plans: RunPlan[] = []
  const states = new Map<number, StageState>()
  const ends = new Map<Stage, { readonly installed: Installed; readonly made: readonly Account[] }>()
  for (const stage of stages) {
    const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
    const before = parent && ends.get(parent)
    const base = new Set(alpineImage(image)?.packages ?? [])
    const state = startOf(stage, states)
    states.set(stage.index, state)
    const installed: Installed = { names: new Set(before?.installed.names ?? base), base, state }
    const made: Account[] = [...(before?.made ?? [])]
    for (const instruction of stage.instructions) {
      const run = runScripts(document).find((each) => each.instruction === instruction)
      if (run) {
        plans.push(planApt(draft, run, installed))
        writeAccounts(draft, run, made)
        translateShell(draft, run)
        bringPhpizeDeps(draft, run)
        needsOfExtensions(draft, run)
      } else if (instruction.keyword === 'RUN' && !instruction.json)
        refuse(draft, instruction.range, 'its script cannot be read', 'write it for a POSIX shell')
      checkUsers(draft, instruction, made)
    }
    ends.set(stage, { installed, made })
  }
  return plans
}

function checkUsers(draft: Draft, instruction: Instruction, made: readonly Account[]): void {
  const there = { image: draft.swap.image, made, usesShell: false }
  const owner =
    instruction.keyword === 'USER' ? instruction.args.text.trim() : flagValue(instruction, 'chown')
  if (owner !== undefined) checkOwner(draft, instruction.range, owner, there)
}

function readInstructions(draft: Draft, stage: Stage): void {
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'ONBUILD')
      refuse(
        draft,
        instruction.range,
        'what the builds behind ONBUILD do is not in this file',
        'swap it by hand',
      )
    debianPathsOf(draft, stage, instruction)
    environmentOf(draft, stage, instruction)
    broughtBy(draft, stage, instruction)
    if (/^(?:COPY|ADD)$/.test(instruction.keyword)) configurationOf(draft, stage, instruction)
    dropFrontend(draft, instruction)
    if (instruction.keyword === 'SHELL' && instruction.json?.[0]?.endsWith('bash') === true)
      draft.needs.push({ name: 'bash', stage, instruction, offset: 0, atStart: false, by: 'SHELL' })
  }
}

function readCalls(draft: Draft, plans: readonly RunPlan[]): void {
  const { document, stages, project } = draft.swap
  const { calls, opaque } = callsOf(document, stages, project)
  for (const each of opaque) refuse(draft, each.at, each.reason, each.unblock)
  scriptsOf(draft, calls)
  const own = new Map(plans.flatMap(({ run }) => run.commands.map((command) => [command, run] as const)))
  const installs = new Map<number, Set<string>>()
  for (const call of calls) {
    const there = installs.get(call.stage.index) ?? new Set(inherited(document.stages, call.stage, installs))
    installs.set(call.stage.index, there)
    readCall(draft, call, own.get(call.command), there, plans)
  }
}

function readDependencies(draft: Draft): void {
  for (const { names, by, call } of draft.swap.dependencies) {
    const found = apkNamesFor(names, draft.swap.release)
    if ('reason' in found) refuse(draft, call.at, `${by} needs ${found.reason}`, found.unblock)
    else
      for (const name of found.names)
        draft.needs.push({
          name,
          stage: call.stage,
          instruction: call.instruction,
          offset: call.within === undefined ? call.command.start : 0,
          atStart: call.atStart,
          by,
        })
  }
}

function inherited(
  stages: readonly Stage[],
  stage: Stage,
  installs: ReadonlyMap<number, Set<string>>,
): Iterable<string> {
  const parent = stage.parent === undefined ? undefined : stages[stage.parent]
  return parent ? (installs.get(parent.index) ?? []) : []
}

function readCall(
  draft: Draft,
  call: Call,
  run: RunScript | undefined,
  there: Set<string>,
  plans: readonly RunPlan[],
): void {
  const { command, at } = call
  const { name } = command
  if (name === undefined) {
    const word = [command.syntax.name, ...command.syntax.args][command.wrappers.length]
    if (word)
      refuse(
        draft,
        at,
        `which program ${word.text} is, only a build knows`,
        'write its name where it is called',
      )
    return
  }
  const manager = packageCommand(command)?.manager.id
  if (manager === 'apt' || ACCOUNT_PROGRAMS.test(name)) {
    if (!run)
      refuse(draft, at, `${name} is called where it cannot be translated`, 'call it in a RUN of its own')
    for (const site of plans.flatMap(({ sites }) => sites))
      if (site.command === command)
        for (const each of [...site.words, ...site.lists.flatMap(({ items }) => items)])
          for (const known of [...each.names, 'word' in each ? (each.word.literal ?? '') : each.text])
            there.add(known)
    return
  }
  if (run && isAptSetting(command)) return
  downloadOf(draft, call)
  languageOf(draft, call)
  judgeWrappers(draft, call, run, there)
  if (programAt(draft, call, run) === 'settled') return
  const verdict = judgeCall(call, draft.swap, programsOf(draft, call, there))
  if (verdict.kind === 'obstacle') {
    if (!verdict.isUnknown || !isBroughtByLanguage(draft, call))
      refuse(draft, at, verdict.reason, verdict.unblock)
  } else if (verdict.kind === 'needs')
    for (const each of verdict.names)
      draft.needs.push({
        name: each,
        stage: call.stage,
        instruction: call.instruction,
        offset: run ? command.start : 0,
        atStart: call.atStart,
        by: name,
      })
}

/** What stands in front of a command: `timeout --signal=KILL 5`. */
function judgeWrappers(
  draft: Draft,
  call: Call,
  run: RunScript | undefined,
  there: ReadonlySet<string>,
): void {
  const { command, stage, instruction, atStart } = call
  const [first, ...args] = command.wrappers
  const name = first?.literal?.split('/').at(-1)
  if (name === undefined) return
  const verdict = judgeCall({ ...call, command: { ...command, name, args } }, draft.swap, there)
  if (verdict.kind === 'obstacle') refuse(draft, call.at, verdict.reason, verdict.unblock)
  else if (verdict.kind === 'needs')
    for (const each of verdict.names)
      draft.needs.push({ name: each, stage, instruction, offset: run ? command.start : 0, atStart, by: name })
}

/** What is there by the names of packages, and the programs that have nearly the same name. */
function programsOf(
  { swap }: Draft,
  { command: { name = '' } }: Call,
  there: ReadonlySet<string>,
): ReadonlySet<string> {
  const near = [...there].some(
    (each) => each.length > 2 && (name === `${each}d` || name === `${each}ctl` || name === `${each}-cli`),
  )
  return new Set([...there, ...(near ? [name] : []), ...(alpineImage(swap.image)?.packages ?? [])])
}

/** True for a program that no package of Debian brought to the image: pip, npm, gem or the like did. */
function isBroughtByLanguage({ swap }: Draft, { stage, command: { name = '' } }: Call): boolean {
  if (/^(?:install|configure|bootstrap)/.test(name)) return false
  const stages = lineage(swap.document, stage)
  // What the file copies under that name is what is called.
  const isCopied = stages.some(({ instructions }) =>
    instructions.some(
      (each) =>
        /^(?:COPY|ADD)$/.test(each.keyword) &&
        wordsOf(each).some(
          (word) =>
            word
              .replace(/\.(?:sh|bash)$/, '')
              .split('/')
              .at(-1) === name.replace(/\.(?:sh|bash)$/, ''),
        ),
    ),
  )
  if (isCopied) return false
  return runScripts(swap.document).some(
    (run) =>
      stages.includes(run.stage) &&
      run.commands.some((command) => {
        const found = packageCommand(command)
        return found !== undefined && LANGUAGES.has(found.manager.id) && found.role === 'install'
      }),
  )
}

const LANGUAGES = new Set([
  'pip',
  'pipx',
  'pipenv',
  'poetry',
  'uv',
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'gem',
  'bundler',
  'composer',
])
