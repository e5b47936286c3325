// Parts that begin with the same `set -x`: what one of them leaves behind is what the next one would set itself. Plain
// commands do not mind it.
import { at } from '../../dockerfile/text.ts'
import { isAndList } from '../../shell/statements.ts'
import type { Part } from './part.ts'

/** True when all that a part leaves behind is options that every part behind it sets first, or bears. */
export function leavesSharedOptions(parts: readonly Part[], index: number): boolean {
  const { effects, head } = at(parts, index)
  if (!head || effects.leaves.some((left) => left !== 'set')) return false
  return parts
    .slice(index + 1)
    .every((later) =>
      later.head ? isWithin(head.options, later.head.options) : later.guest && isWithin(head.options, BORNE),
    )
}

/**
 * Where a part begins that need not set its options again, since those in front of it in the same shell did;
 * undefined for one that has to. `wrapped`: whether a part stands in a subshell.
 */
export function behindSharedOptions(
  parts: readonly Part[],
  index: number,
  wrapped: (index: number) => boolean,
): number | undefined {
  const { head, script, conversion } = at(parts, index)
  if (!head || hasEdits(conversion) || !isAndList(script)) return undefined
  const inForce = parts.slice(0, index).flatMap((part, place) => {
    if (!part.head || wrapped(place)) return []
    // Where && took its place, errexit is off.
    return [...part.head.options].filter((option) => option !== 'e' || !hasEdits(part.conversion))
  })
  return isWithin(head.options, new Set(inForce)) ? head.next : undefined
}

const BORNE = new Set(['e', 'u', 'x', 'v', 'pipefail'])

function hasEdits(conversion: Part['conversion']): boolean {
  return conversion !== undefined && conversion.edits.length > 0
}

function isWithin(options: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...options].every((option) => others.has(option))
}
