// How a part keeps to itself what it changes of the shell that it shares with the parts behind it.
import { at } from '../../dockerfile/text.ts'
import { isAndList } from '../../shell/statements.ts'
import type { Part } from './part.ts'
import { leavesSharedOptions } from './shared-options.ts'

/** How a part has to be wrapped, given what stands before and after it. */
export type Wrapping = 'none' | 'braces' | 'subshell'

export function wrappingOf(parts: readonly Part[], index: number): Wrapping {
  const part = at(parts, index)
  const { effects, top, script } = part
  const isLast = index === parts.length - 1
  const leaves = effects.leaves.length > 0 && !leavesSharedOptions(parts, index)
  if (!isLast && (leaves || effects.mayEndWell || hidesProgram(parts, index))) return 'subshell'
  if (index === 0 || (part.conversion && !isLast)) return 'none'
  return isAndList(script) || top.statements.length === 0 ? 'none' : 'braces'
}

/** True when a part starts a program that a later part would find elsewhere in a new shell. */
export function hidesProgram(parts: readonly Part[], index: number): boolean {
  const replacing = parts.findIndex(
    (each, place) => place >= index && (each.replaces === 'any' || each.replaces.size > 0),
  )
  if (replacing === -1) return false
  const { runs } = at(parts, index).effects
  const later = parts.slice(replacing)
  return [...runs].some((name) => {
    const replacedAt = later.findIndex((each) => each.replaces === 'any' || each.replaces.has(name))
    return replacedAt !== -1 && later.slice(replacedAt + 1).some((each) => each.effects.runs.has(name))
  })
}
