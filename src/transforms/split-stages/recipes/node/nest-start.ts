// `nest start` behind a `nest build`: it would compile once more what is there, and then start it.
import { started } from '../../start.ts'
import type { Subject } from '../../subject.ts'
import type { NodeProject } from './node-project.ts'
import { isSpawned, leadsOn, type StartedProgram } from './started-programs.ts'

/**
 * What starts what the build made, by the project's own word: https://docs.nestjs.com/cli/scripts has `start:prod`. Undefined where
 * nothing is built before, or where something else starts.
 */
export function builtByNest(
  subject: Subject,
  { scripts, folder }: NodeProject,
  programs: readonly StartedProgram[],
): StartedProgram | undefined {
  const [program, ...more] = programs
  if (!program || more.length > 0 || program.name !== 'nest' || program.words.join(' ') !== 'start')
    return undefined
  const others = started(subject).filter((call) => call !== program.call && !isSpawned(call))
  if (!others.every((call) => leadsOn(call))) return undefined
  const isBuilt = subject.building.some(
    ({ command: { name = '', args }, folder: where }) =>
      where === folder && /(?:^| )nest build$/.test([name, ...args.map(({ text }) => text)].join(' ')),
  )
  const file = /^node ((?:\.\/)?[\w./-]+)$/.exec(scripts.get('start:prod') ?? '')?.[1]
  return isBuilt && file !== undefined ? { ...program, name: 'node', words: [file] } : undefined
}
