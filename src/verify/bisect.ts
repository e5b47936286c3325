import type { Change } from '../engine/change.ts'

/** What a rewrite with some of the changes breaks; undefined where it holds. */
export type Breaks = 'build' | 'comparison' | 'smoke'

export interface Suspect {
  readonly change: Change
  readonly breaks: Breaks
  readonly trials: number
}

/**
 * The change with which the rewrite breaks and without which, the changes before it made, it holds. Needs about
 * log2 of the number of changes in trials.
 *
 * @param changes in the order in which they were made; together they break
 * @param trial tries the rewrite with some of them; undefined for one that holds
 * @returns undefined where a trial says nothing, that is where it throws away the question
 */
export async function findSuspect(
  changes: readonly Change[],
  broken: Breaks,
  trial: (accepted: readonly Change[]) => Promise<Breaks | undefined | 'unknown'>,
): Promise<Suspect | undefined> {
  let good = 0
  let bad = changes.length
  let breaks = broken
  let trials = 0
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    trials += 1
    const result = await trial(changes.slice(0, middle))
    if (result === 'unknown') return undefined
    if (result === undefined) good = middle
    else {
      bad = middle
      breaks = result
    }
  }
  const change = changes[bad - 1]
  return change && { change, breaks, trials }
}

/** Accepts these changes, however often they are proposed, and no others. */
export function acceptOnly(changes: readonly Change[]): (change: Change) => boolean {
  const keys = new Set(changes.map(keyOf))
  return (change) => keys.has(keyOf(change))
}

function keyOf({ transform, line, message }: Change): string {
  return `${transform} ${line} ${message}`
}
