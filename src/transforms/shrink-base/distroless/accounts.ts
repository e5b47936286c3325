// The account that an official image makes for itself, by its number: a distroless image does not have it.
import { hasAccount } from '../../../catalog/distroless.ts'
import { imageUser } from '../../../catalog/image-facts.ts'
import { wordsUnder } from '../../../dockerfile/base-word.ts'
import type { Document } from '../../../dockerfile/document.ts'
import { isContiguous, toSourceRange } from '../../../dockerfile/mapped-text.ts'
import type { Stage } from '../../../dockerfile/stage.ts'
import type { TextEdit } from '../../../dockerfile/text-edit.ts'
import type { NoPlan } from '../plan.ts'
import { accountObstacle } from '../shell-less.ts'

export interface AccountEdits {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
  /** True where its containers run as that account. */
  readonly isUser: boolean
}

export function accountEdits(
  document: Document,
  stage: Stage,
  image: string,
  system: 'debian' | 'alpine',
): AccountEdits | NoPlan {
  const own = imageUser(image, system)
  const numbers = own && `${own.uid}:${own.gid}`
  const obstacle = accountObstacle(stage, (name, kind) => name === own?.name || hasAccount(name, kind))
  if (obstacle) return obstacle
  const edits: TextEdit[] = []
  const removes: string[] = []
  let isUser = false
  for (const each of stage.instructions) {
    if (!own || numbers === undefined) break
    const named = each.args.text.trim()
    if (
      each.keyword === 'USER' &&
      (named === own.name || named === String(own.uid) || named === `${own.name}:${own.name}`)
    ) {
      const start = each.args.text.indexOf(named)
      const span = { start, end: start + named.length }
      if (!isContiguous(each.args, span))
        return { reason: 'USER goes over several lines', unblock: 'write it on one line' }
      edits.push({ ...toSourceRange(each.args, span), text: numbers })
      isUser = true
    }
    for (const flag of each.flags) {
      const [user = '', group] = flag.name === 'chown' ? (flag.value ?? '').split(':') : []
      if (user !== own.name && group !== own.name) continue
      // A name without a group means the group with the same number: https://docs.docker.com/reference/dockerfile/#copy---chown---chmod
      const number = [user, ...(group === undefined ? [] : [group])].map((name, index) =>
        name === own.name ? String(index === 0 ? own.uid : own.gid) : name,
      )
      edits.push({ ...flag.range, text: `--chown=${number.join(':')}` })
      removes.push(document.text.slice(flag.range.start, flag.range.end))
    }
  }
  return { edits, removes: [...removes, ...wordsUnder(document, edits)], isUser }
}
