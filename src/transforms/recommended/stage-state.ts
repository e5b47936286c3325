// What is known of an image while its instructions run.
import { basePackages, debianReleases } from '../../catalog/base-packages.ts'
import type { Releases } from '../../catalog/recommends.ts'
import { splitImageReference } from '../../dockerfile/image-reference.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { PackagesOfCall } from './installs.ts'
import { knownPackage } from './known-packages.ts'

export interface StageState {
  readonly releases: Releases
  /** Worked out when it is asked for, which most files never do. */
  readonly present: ReadonlySet<string>
  /** Notes what happens to `present`. */
  change(apply: (present: Set<string>) => void): void
  /** True once apt's own configuration says that recommended packages stay away, or may. */
  configured: boolean
  /** True where nothing is installed on purpose but what `present` has. */
  isPlain: boolean
}

export function startOf(stage: Stage, ends: ReadonlyMap<number, StageState>): StageState {
  const parent = stage.parent === undefined ? undefined : ends.get(stage.parent)
  if (parent) return stateOf(parent, () => new Set(parent.present))
  const image = splitImageReference(stage.resolvedBase ?? stage.base)
  const releases = image && debianReleases(image.repository, image.tag)
  const isPlain = image !== undefined && /^library\/(?:debian|ubuntu)$/.test(image.repository)
  return stateOf({ releases, configured: false, isPlain }, () => {
    const present = new Set<string>()
    add(present, image ? basePackages(image.repository, image.tag) : [], releases)
    return present
  })
}

function stateOf(
  { releases, configured, isPlain }: Pick<StageState, 'releases' | 'configured' | 'isPlain'>,
  start: () => Set<string>,
): StageState {
  let made: Set<string> | undefined
  const pending: ((present: Set<string>) => void)[] = []
  return {
    releases,
    configured,
    isPlain,
    change(apply) {
      pending.push(apply)
    },
    get present() {
      made ??= start()
      for (const apply of pending.splice(0)) apply(made)
      return made
    },
  }
}

export function addPresent(state: StageState, names: readonly string[]): void {
  state.change((present) => {
    add(present, names, state.releases)
  })
}

function add(present: Set<string>, names: readonly string[], releases: Releases): void {
  for (const name of names) {
    present.add(name)
    for (const each of knownPackage(name, releases)?.brings ?? []) present.add(each)
  }
}

/** What goes may take with it what came with it. */
export function removePresent(state: StageState, { names, unclear }: PackagesOfCall): void {
  state.change((present) => {
    if (unclear !== undefined) present.clear()
    for (const name of names) {
      present.delete(name)
      for (const each of knownPackage(name, state.releases)?.brings ?? []) present.delete(each)
    }
  })
}
