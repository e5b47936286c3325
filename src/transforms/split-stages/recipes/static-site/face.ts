// What an image shows of its own beside the site: the account that it runs as, and its health check.
import { toSourceRange } from '../../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import { noSplit, type NoSplit } from '../../split-plan.ts'
import { alpineOf, type Subject } from '../../subject.ts'

/** The account that the containers run as; undefined for root. */
export function ownUser({ stage }: Subject): string | undefined {
  const user = stage.instructions.findLast(({ keyword }) => keyword === 'USER')?.args.text.trim()
  return user === undefined || /^(?:root|0)(?::(?:root|0))?$/.test(user) ? undefined : user
}

export interface Health {
  readonly edits: readonly TextEdit[]
  readonly removes: readonly string[]
}

/** Options that the wget of BusyBox has as that of GNU has them. */
const PLAIN_WGET = /^(?:-q|--quiet|--spider|-O|-qO-|-O-|-|-qO|\/dev\/null)$|^https?:/

/** A health check as nginx's image can answer it: with curl, or with the wget of Alpine. */
export function healthOf(subject: Subject): Health | NoSplit {
  const { starting, settings, stage } = subject
  const calls = starting.filter(({ instruction }) => instruction.keyword === 'HEALTHCHECK')
  const other = calls.find(({ command: { name = '', args } }) => {
    if (name === 'wget')
      return (
        settings.variant === 'slim' ||
        (alpineOf(subject) === undefined && !args.every(({ text }) => PLAIN_WGET.test(text)))
      )
    return !/^(?:curl|exit|true|\[|test|echo|grep)$/.test(name)
  })
  if (other)
    return noSplit(
      `HEALTHCHECK calls ${other.command.name ?? 'a program'} in a way that the image of nginx may not answer`,
      'call curl -f http://127.0.0.1:<port>/ there',
      other.at,
    )
  const wget = calls.find(({ command }) => command.name === 'wget')
  if (!wget) return { edits: [], removes: [] }
  // Alpine's wget may take the first address of a name alone, which is that of IPv6, where nginx does not listen.
  const { instruction } = wget
  const names = [...instruction.args.text.matchAll(/(?<=:\/\/)localhost\b/g)]
  const isMoved = stage.instructions.some(
    ({ keyword, index }) => /^(?:RUN|COPY|ADD)$/.test(keyword) && index > instruction.index,
  )
  if (names.length > 0 && isMoved)
    return noSplit(
      'HEALTHCHECK asks localhost by wget, which may be another address than the one that nginx listens on',
      'ask 127.0.0.1 there',
      instruction.range,
    )
  return {
    edits: names.map(({ index }) => ({
      ...toSourceRange(instruction.args, { start: index, end: index + 'localhost'.length }),
      text: '127.0.0.1',
    })),
    removes: instruction.args.text.split(/[\s;&|(){}]+/).filter((word) => word.includes('localhost')),
  }
}
