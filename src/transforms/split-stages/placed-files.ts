// Where commands of a build put what it has made.
import { posix } from 'node:path'
import { pathFrom, type Subject } from './subject.ts'

/** Where cp, mv or install put a program of this name, the last place first; whether a folder is meant only the image shows. */
export function placedBy({ building }: Subject, name: string): readonly string[] {
  return building.toReversed().flatMap(({ command, folder }) => {
    if (!/^(?:cp|mv|install)$/.test(command.name ?? '')) return []
    const words = command.args
      .filter(({ text }) => !text.startsWith('-'))
      .map(({ literal, text }) => literal ?? text)
    const target = words.at(-1)
    const to = target === undefined || words.length < 2 ? undefined : pathFrom(folder, target)
    if (to === undefined) return []
    // A script has its language behind its name.
    const sources = words.slice(0, -1).filter((word) => posix.extname(word) === '')
    return [
      ...(posix.basename(to) === name && sources.length === 1 ? [to] : []),
      ...(sources.some((word) => posix.basename(word) === name) ? [posix.join(to, name)] : []),
    ]
  })
}
