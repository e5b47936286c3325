// Where packages are installed that the stage had from its full image.
import { lineage, stateAt } from '../../../dockerfile/document.ts'
import { insertAbove } from '../../../dockerfile/insert-line.ts'
import type { Instruction } from '../../../dockerfile/instruction.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import { alpineImage } from './alpine-base.ts'
import type { RunPlan, Site } from './apt-calls.ts'
import { namesOf } from './apt-edits.ts'
import { refuse, type ApkNeed, type Draft } from './translation.ts'

export function placeNeeds(draft: Draft, plans: readonly RunPlan[]): void {
  const sites = plans.flatMap((plan) => plan.sites)
  const base = alpineImage(draft.swap.image)?.packages ?? []
  const missing = new Map<Stage, ApkNeed[]>()
  for (const need of draft.needs) {
    if (base.includes(need.name)) continue
    const before = sites.filter((site) => isBefore(draft, site, need))
    if (before.some((site) => namesOf(site).includes(need.name) && site.virtual === undefined)) continue
    if (
      before.some(
        (site) =>
          site.virtual !== undefined &&
          site.run.instruction === need.instruction &&
          namesOf(site).includes(need.name),
      )
    )
      continue
    const stage = stageFor(draft, need)
    const known = missing.get(stage) ?? []
    missing.set(stage, [...known, need])
  }
  for (const [stage, needs] of missing) placeIn(draft, stage, needs, sites)
}

/** What several stages need is installed where they come from. */
function stageFor({ needs, swap: { document } }: Draft, need: ApkNeed): Stage {
  const rootOf = (stage: Stage): Stage => lineage(document, stage).at(-1) ?? stage
  const root = rootOf(need.stage)
  const others = new Set(
    needs.filter(({ name, stage }) => name === need.name && rootOf(stage) === root).map(({ stage }) => stage),
  )
  return others.size > 1 ? root : need.stage
}

function isBefore(draft: Draft, site: Site, need: ApkNeed): boolean {
  if (site.command.surroundings.length > 0) return false
  const { instruction, stage } = site.run
  if (!lineage(draft.swap.document, need.stage).includes(stage)) return false
  if (instruction === need.instruction) return site.command.end <= need.offset
  return need.atStart || instruction.index < need.instruction.index
}

function placeIn(draft: Draft, stage: Stage, needs: readonly ApkNeed[], sites: readonly Site[]): void {
  const names = [...new Set(needs.map(({ name }) => name))].sort()
  const site = sites.find(
    (each) => each.virtual === undefined && needs.every((need) => isBefore(draft, each, need)),
  )
  if (site) {
    site.extra.push(...names.filter((name) => !namesOf(site).includes(name)))
    return
  }
  const own = firstUse(stage, needs)
  const [top] = draft.swap.stages[0]?.instructions ?? []
  // What only a container needs can be there from the beginning.
  const first = needs.every(({ atStart }) => atStart) && !isRoot(draft, stage, own) ? (top ?? own) : own
  if (!isRoot(draft, first === own ? stage : (draft.swap.stages[0] ?? stage), first)) {
    const { user = '' } = stateAt(draft.swap.document, stage, first)
    refuse(
      draft,
      first.range,
      `${names.join(' and ')} would have to be installed, and ${user} may not`,
      `install ${names.join(' ')} in front of USER`,
    )
    return
  }
  draft.edits.push(insertAbove(draft.swap.document, first, 'RUN', `apk add --no-cache ${names.join(' ')}`))
}

function isRoot({ swap }: Draft, stage: Stage, before: Instruction): boolean {
  const { user } = stateAt(swap.document, stage, before)
  return user === undefined || /^(?:root|0)(?::|$)/.test(user)
}

function firstUse(stage: Stage, needs: readonly ApkNeed[]): Instruction {
  const own = needs
    .filter((need) => !need.atStart && need.stage === stage)
    .map(({ instruction }) => instruction)
  const layers = stage.instructions.find(({ keyword }) => /^(?:RUN|COPY|ADD)$/.test(keyword))
  const [first] = own.toSorted((left, right) => left.index - right.index)
  const any = first ?? layers ?? stage.instructions[0] ?? stage.from
  // For what only a container starts, above what changes most often.
  return any
}
