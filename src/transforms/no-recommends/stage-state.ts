// What is known of an image while its instructions run.
import { basePackages, debianReleases } from '../../catalog/base-packages.ts'
import type { Releases } from '../../catalog/recommends.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { PackagesOfCall } from './installs.ts'
import { knownPackage } from './known-packages.ts'

export interface StageState {
  readonly releases: Releases
  readonly present: Set<string>
  /** True once apt's own configuration says that recommended packages stay away, or may. */
  configured: boolean
  /** True where nothing is installed on purpose but what `present` has. */
  isPlain: boolean
}

export function startOf(stage: Stage, ends: ReadonlyMap<number, StageState>): StageState {
  const parent = stage.parent === undefined ? undefined : ends.get(stage.parent)
  if (parent) return { ...parent, present: new Set(parent.present) }
  const image = splitImageReference(stage.resolvedBase ?? stage.base)
  const releases = image && debianReleases(image.repository, image.tag)
  const isPlain = image !== undefined && /^library\/(?:debian|ubuntu)$/.test(image.repository)
  const state: StageState = { releases, present: new Set(), configured: false, isPlain }
  addPresent(state, image ? basePackages(image.repository, image.tag) : [])
  return state
}

export function addPresent(state: StageState, names: readonly string[]): void {
  for (const name of names) {
    state.present.add(name)
    for (const each of knownPackage(name, state.releases)?.brings ?? []) state.present.add(each)
  }
}

/** What goes may take with it what came with it. */
export function removePresent(state: StageState, { names, unclear }: PackagesOfCall): void {
  if (unclear !== undefined) state.present.clear()
  for (const name of names) {
    state.present.delete(name)
    for (const each of knownPackage(name, state.releases)?.brings ?? []) state.present.delete(each)
  }
}
