// Where commands of a build put what it has made.
import { posix } from 'node:path'
import { pathFrom, type Subject } from './subject.ts'

/** Where cp, mv or install put a file of this name. */
export function placedBy({ building }: Subject, name: string): string | undefined {
  for (const { command, folder } of building.toReversed()) {
    if (!/^(?:cp|mv|install|ln)$/.test(command.name ?? '')) continue
    const words = command.args
      .filter(({ text }) => !text.startsWith('-'))
      .map(({ literal, text }) => literal ?? text)
    const target = words.at(-1)
    if (target === undefined || words.length < 2) continue
    const to = pathFrom(folder, target)
    if (to === undefined) continue
    if (posix.basename(to) === name && /\/s?bin\//.test(to)) return to
    if (words.slice(0, -1).some((word) => posix.basename(word) === name)) return posix.join(to, name)
  }
  return undefined
}
