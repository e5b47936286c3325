// What a stage asks of its base that an image without a shell and with few accounts does not have.
import { flagValue, wordsOf } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import type { NoPlan } from './plan.ts'

/** Why it cannot be started without a shell; undefined where it can. */
export function startObstacle(stage: Stage): NoPlan | undefined {
  const shell = stage.instructions.find(
    (each) =>
      (/^(?:ENTRYPOINT|CMD)$/.test(each.keyword) && !each.json) ||
      (each.keyword === 'HEALTHCHECK' && !each.json && !/^NONE$/i.test(each.args.text.trim())),
  )
  return (
    shell && {
      at: shell.range,
      reason: `${shell.keyword} needs a shell, which it does not have`,
      unblock: 'write it in exec form',
    }
  )
}

/** Why an account that it names is not there; numbers need none. */
export function accountObstacle(
  stage: Stage,
  has: (name: string, kind: 'user' | 'group') => boolean,
): NoPlan | undefined {
  for (const each of stage.instructions) {
    const named = each.keyword === 'USER' ? each.args.text.trim() : flagValue(each, 'chown')
    if (named === undefined) continue
    const [user = '', group] = named.split(':')
    const wrong =
      (/^\d+$/.test(user) || has(user, 'user')) &&
      (group === undefined || /^\d+$/.test(group) || has(group, 'group'))
        ? undefined
        : named
    if (wrong !== undefined)
      return {
        at: each.range,
        reason: `${each.keyword === 'USER' ? 'USER ' : '--chown='}${wrong} names an account that it does not have`,
        unblock: 'name numbers, such as 10001:10001',
      }
  }
  return undefined
}

// Folders of every system, which an image of a few packages may not have.
const FOLDERS =
  /^\/(?:usr(?:\/local)?(?:\/(?:s?bin|lib|share|etc))?|s?bin|opt|srv|etc|home|root|var(?:\/\w+)?|lib|mnt|media|run)$/

/** Why a file would take the place of a folder that is not there, as in `COPY app /usr/local/bin`. */
export function folderObstacle(stage: Stage): NoPlan | undefined {
  const copy = stage.instructions.find(
    (each) =>
      each.keyword === 'COPY' && FOLDERS.test(wordsOf(each).at(-1) ?? '') && wordsOf(each).length === 2,
  )
  if (!copy) return undefined
  const target = wordsOf(copy).at(-1) ?? ''
  return {
    at: copy.range,
    reason: `${target} may not be there, and what is copied would become a file of that name`,
    unblock: `write ${target}/`,
  }
}
