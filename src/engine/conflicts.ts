import { conflicts } from '../dockerfile/text-edit.ts'
import type { Proposal } from './transform.ts'

/** Of proposals that want the same place, or the same file beside, the first one stays; the others find it gone or still there next round. */
export function withoutConflicts(proposals: readonly Proposal[]): readonly Proposal[] {
  const placed = proposals
    .flatMap((proposal, index) => proposal.edits.map((edit) => ({ edit, index })))
    .sort((left, right) => left.edit.start - right.edit.start || left.edit.end - right.edit.end)
  const dropped = new Set<number>()
  placed.forEach(({ edit, index }, place) => {
    for (let next = place + 1; next < placed.length; next += 1) {
      const other = placed[next]
      if (!other || other.edit.start > edit.end) break
      if (other.index !== index && conflicts(edit, other.edit)) dropped.add(Math.max(index, other.index))
    }
  })
  const claimed = new Set<string>()
  proposals.forEach(({ companions = [] }, index) => {
    if (dropped.has(index)) return
    if (companions.some(({ path }) => claimed.has(path))) dropped.add(index)
    else for (const { path } of companions) claimed.add(path)
  })
  return proposals.filter((_, index) => !dropped.has(index))
}
