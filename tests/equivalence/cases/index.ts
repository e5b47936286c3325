import type { EquivalenceCase } from '../case.ts'
import { candidates } from './candidates.ts'
import { corners } from './corners.ts'
import { errexit } from './errexit.ts'
import { everyday } from './everyday.ts'
import { heredocs } from './heredocs.ts'
import { leftEnd } from './left-end.ts'
import { leftState } from './left-state.ts'
import { lists } from './lists.ts'
import { seams } from './seams.ts'
import { text } from './text.ts'

/** By the sections of the rules for joining RUNs. */
export const cases: Readonly<Record<string, readonly EquivalenceCase[]>> = {
  candidates,
  heredocs,
  'the left side: what goes on, and where it ends': leftEnd,
  'the left side: state': leftState,
  'the left side: errexit': errexit,
  'lists on both sides': lists,
  text,
  everyday,
  corners,
  seams,
}
