// The commands of a RUN that make accounts, written for BusyBox.
import type { SimpleCommand } from '../../../shell/commands.ts'
import { rangeOf, type RunScript } from '../../../shell/run-scripts.ts'
import {
  ACCOUNT_PROGRAMS,
  isKnownGroup,
  isKnownUser,
  translateAccount,
  type Account,
  type AccountsThere,
} from './accounts.ts'
import { replace } from './apt-edits.ts'
import { refuse, type Draft } from './translation.ts'

export function writeAccounts(draft: Draft, run: RunScript, made: Account[]): void {
  const { image, document } = draft.swap
  for (const command of run.commands) {
    if (!ACCOUNT_PROGRAMS.test(command.name ?? '')) {
      checkOwners(draft, run, command, { image, made, usesShell: false })
      continue
    }
    const usesShell = /\b(?:su|runuser|login|sudo)\s/.test(document.text)
    const found = translateAccount(command, { image, made, usesShell })
    if ('reason' in found) {
      refuse(draft, rangeOf(run, command), found.reason, found.unblock)
      continue
    }
    if (command.wrappers.length > 0 || (found.commands.length > 1 && !isPlain(command))) {
      refuse(
        draft,
        rangeOf(run, command),
        'it stands where two commands cannot take its place',
        'put it into a plain list with &&',
      )
      continue
    }
    for (const note of found.notes) draft.notes.add(note)
    if (found.makes) made.push(found.makes)
    const last = command.args.at(-1)?.end ?? command.end
    const text = found.commands.join(' && ')
    if (text !== run.script.text.slice(command.start, last))
      replace(draft, run.script, { start: command.start, end: last }, text)
  }
}

function isPlain({ surroundings }: SimpleCommand): boolean {
  return surroundings.every(
    (each) => each === 'braces' || each === 'subshell' || each === 'if' || each === 'before ||',
  )
}

/** The users and groups that chown and the like name. */
function checkOwners(draft: Draft, run: RunScript, command: SimpleCommand, there: AccountsThere): void {
  const { name = '', args } = command
  if (name !== 'chown' && name !== 'chgrp') return
  const word = args.find(({ text }) => !text.startsWith('-'))
  if (word) checkOwner(draft, rangeOf(run, word), name === 'chgrp' ? `:${word.text}` : word.text, there)
}

/** @param owner `user:group` as chown, USER and --chown have it */
export function checkOwner(
  draft: Draft,
  at: { readonly start: number; readonly end: number },
  owner: string,
  there: AccountsThere,
): void {
  const [user = '', group = ''] = owner.replaceAll('"', '').split(/[:.]/)
  const number = /^\d*$|\$/
  if (!number.test(user) && !isKnownUser(user, there))
    refuse(draft, at, `the user ${user} is not known to be in Alpine`, `make the user ${user} in this file`)
  else if (!number.test(group) && !isKnownGroup(group, there))
    refuse(
      draft,
      at,
      `the group ${group} is not known to be in Alpine`,
      `make the group ${group} in this file`,
    )
  if ([user, group].includes('www-data'))
    draft.notes.add('www-data is 82 in Alpine and 33 in Debian: files in volumes keep their numbers')
  if ([user, group].includes('33') || (/^(?:php|httpd)$/.test(there.image) && [user, group].includes('33')))
    refuse(draft, at, '33 is www-data in Debian and nobody in Alpine', 'use the name')
}
