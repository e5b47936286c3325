// Accounts that Debian has and Alpine has not, where a program is told to run as one.
import type { SimpleCommand } from '../../../shell/commands.ts'

// /etc/passwd and /etc/group of base-passwd: https://salsa.debian.org/debian/base-passwd
const DEBIAN = '(?:www-data|backup|list|irc|gnats|proxy|_apt|staff|sudo|plugdev|operator|src|sasl)'
const WORD = new RegExp(`^(?:--?[\\w-]+=)?(${DEBIAN})(?::${DEBIAN})?$`)
const GIVES_ACCOUNT = /^(?:-[ugGU]|--(?:user|group|uid|gid|owner|chuid|chgrp|setuser|setgroup|reuid|regid))$/
const TAKES_ACCOUNT =
  /^(?:su|gosu|su-exec|setpriv|runuser|chpst|sudo|start-stop-daemon|chown|chgrp|id|passwd|groups)$/

/** The account that a command names; undefined where it names none of these. */
export function debianAccount({ name = '', args, wrappers }: SimpleCommand): string | undefined {
  const words = [...wrappers, ...args].map(({ literal, text }) => literal ?? text)
  for (const [index, word] of words.entries()) {
    const found = WORD.exec(word)?.[1]
    if (found === undefined) continue
    const before = words[index - 1] ?? ''
    if (found === 'www-data' || word.includes('=') || GIVES_ACCOUNT.test(before) || TAKES_ACCOUNT.test(name))
      return found
  }
  return undefined
}

/** True where a file makes an account of that name itself. */
export function makesAccount(text: string, account: string): boolean {
  return new RegExp(`\\b(?:useradd|adduser|groupadd|addgroup)\\b[^\\n;&|]*\\s${account}(?:\\s|$)`, 'm').test(
    text,
  )
}
