// Where COPY and ADD put the files of a project, and what of the packages of the system only its install needs.
import { posix } from 'node:path'
import { flagValue, wordsOf, type Instruction } from '../../../../dockerfile/instruction.ts'
import { workingFolder } from '../../../../project/copied-files.ts'
import { sourcesFromContext } from '../../../../project/context-sources.ts'
import { pathFrom, type Subject } from '../../subject.ts'

/** https://github.com/nodejs/node-gyp#installation */
export const OF_NODE_GYP: ReadonlySet<string> = new Set([
  'python',
  'python2',
  'python3',
  'python3-minimal',
  'python-is-python3',
  'python3-setuptools',
  'py3-setuptools',
  'py3-pip',
  'python3-pip',
  'python3-distutils',
])

/** True for a COPY whose files are in the project's folder then. */
export function goesInto({ document, stage }: Subject, instruction: Instruction, folder: string): boolean {
  const target = pathFrom(workingFolder(document, stage, instruction), wordsOf(instruction).at(-1) ?? '')
  // In the root, a path that is written in full leads to a folder of the system.
  if (folder === '/') return target === '/' || wordsOf(instruction).at(-1)?.startsWith('/') === false
  return target !== undefined && (target === folder || target.startsWith(`${folder}/`))
}

/** True where an instruction copies the whole build context into a folder. */
export function copiesAll({ document, stage }: Subject, instruction: Instruction, folder: string): boolean {
  if (!/^(?:COPY|ADD)$/.test(instruction.keyword) || flagValue(instruction, 'from') !== undefined)
    return false
  const target = pathFrom(workingFolder(document, stage, instruction), wordsOf(instruction).at(-1) ?? '')
  return (
    target !== undefined &&
    posix.resolve(target) === folder &&
    sourcesFromContext(document, stage, instruction).some((source) => source === '' || source === '.')
  )
}
