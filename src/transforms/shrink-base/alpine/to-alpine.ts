// A stage on Debian as its twin on Alpine: all of it, or why not.
import { alpineReleases } from '../../../catalog/alpine-packages.ts'
import { flagValue, type Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import { runScripts } from '../../../shell/run-scripts.ts'
import { startOf, type StageState } from '../../recommended/stage-state.ts'
import type { Obstacle } from '../../calls/obstacle.ts'
import type { Account } from './accounts.ts'
import { checkOwner, writeAccounts } from './accounts-of-run.ts'
import { alpineImage } from './alpine-base.ts'
import { planApt, type Installed, type RunPlan } from './apt-calls.ts'
import { writeRun } from './apt-edits.ts'
import { debianPathsOf } from './debian-paths.ts'
import { broughtBy, environmentOf } from './glibc-ties.ts'
import { javaOf } from './languages.ts'
import { configurationOf, startScriptOf } from './nginx.ts'
import { bringPhpizeDeps } from './pecl.ts'
import { needsOfExtensions } from './php-extensions.ts'
import { placeNeeds } from './place-needs.ts'
import { readCalls, readDependencies } from './read-calls.ts'
import { translateShell } from './shell-differences.ts'
import { dotnetOf } from './dotnet.ts'
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
  dotnetOf(draft)
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
    if (/^(?:COPY|ADD)$/.test(instruction.keyword)) {
      configurationOf(draft, stage, instruction)
      startScriptOf(draft, stage, instruction)
    }
    dropFrontend(draft, instruction)
    if (instruction.keyword === 'SHELL' && instruction.json?.[0]?.endsWith('bash') === true)
      draft.needs.push({ name: 'bash', stage, instruction, offset: 0, atStart: false, by: 'SHELL' })
  }
}
