import { dirname } from 'node:path'
import { breakdownOf, unpulled } from './breakdown.ts'
import type { BuildFailure, Limits } from '../builder.ts'
import type { BuildOutput } from './run-build.ts'
import { describeEnding, type Program } from './child.ts'

/** What the output of a build that failed says. */
export type Reading = Pick<BuildFailure, 'message' | 'tail' | 'line'>

const SHOWN = 15
const LONGEST_MESSAGE = 300

/** The failure behind output that did not end in an image. @param read what the builder's own messages mean */
export function failureOf(
  program: Program,
  { ending, lines, seconds }: BuildOutput,
  limits: Limits,
  read: (lines: readonly string[]) => Reading,
): BuildFailure {
  const { tail, line } = read(lines)
  switch (ending.kind) {
    case 'timeout':
      return {
        kind: 'timeout',
        message: `the build took longer than ${limits.seconds} s`,
        hint: 'give it more time with --timeout',
        tail,
        line,
        seconds,
      }
    case 'interrupted':
      return { kind: 'interrupted', message: 'interrupted', hint: '', tail, line: undefined, seconds }
    case 'killed':
    case 'not started':
      return broken(
        describeEnding(program, ending),
        'see whether the builder works on its own',
        tail,
        seconds,
      )
    case 'exited':
      return { ...judged(read(lines)), seconds }
  }
}

export function broken(
  message: string,
  hint: string,
  tail: readonly string[] = [],
  seconds = 0,
): BuildFailure {
  return { kind: 'broken', message: shortened(message), hint, tail, line: undefined, seconds }
}

/** For a builder that worked when it was found. */
export function unanswered(name: string, error: string): BuildFailure {
  const { message, hint } = breakdownOf(error) ?? { message: error, hint: 'see whether it works on its own' }
  return broken(`${name} does not answer any more: ${message}`, hint)
}

/** The failure behind an error of our own file system calls. @throws an error of any other kind */
export function brokenBy(error: unknown, log: string): BuildFailure {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error
  const full = error.code === 'ENOSPC' || error.code === 'EDQUOT'
  const folder = dirname(log)
  return broken(
    full
      ? `no space is left for the log of the build in ${folder}`
      : `the build cannot be prepared: ${error.message}`,
    full
      ? 'free space there, or name another folder with --log-dir'
      : 'see to the files and folders that it names',
  )
}

/** Tells the Dockerfile's faults from the builder's. */
function judged({ message, tail, line }: Reading): Omit<BuildFailure, 'seconds'> {
  if (message.startsWith('dockerfile parse error'))
    return { kind: 'failed', message: shortened(message), hint: '', tail, line }
  const pull = unpulled(message)
  if (pull)
    return {
      kind: pull.exists === 'unknown' ? 'broken' : 'failed',
      message: shortened(`${pull.image || 'an image'} cannot be pulled: ${pull.reason}`),
      hint:
        pull.exists === 'unknown'
          ? 'pull it first, or see to the network'
          : 'check its name, or log in to its registry where it is private',
      tail,
      line,
    }
  const full = tail.find((each) => /no space left on device|disk quota exceeded/i.test(each))
  const breakdown = breakdownOf(message) ?? (full === undefined ? undefined : breakdownOf(full))
  if (breakdown) return { kind: 'broken', ...breakdown, message: shortened(breakdown.message), tail, line }
  return { kind: 'failed', message: shortened(message), hint: '', tail, line }
}

/** The last lines that say something. */
export function lastOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.trim() !== '' && !/^-+$/.test(line)).slice(-SHOWN)
}

export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line
}
