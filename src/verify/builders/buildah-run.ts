import { linesOf } from './ask.ts'
import { startFailure } from './bud-output.ts'
import type { Limits, RunOutcome, RunRequest } from '../builder.ts'
import { closeWorking, openWorking, type Buildah } from './buildah-working.ts'
import { runProgram } from './child.ts'
import { keepFirst, lastLine } from './lines.ts'

const KEPT = 1024 * 1024

/** Runs a command in a working container, which buildah does in the image's environment and as its user. */
export async function runWithBuildah(
  buildah: Buildah,
  name: string,
  request: RunRequest,
  limits: Limits,
): Promise<RunOutcome> {
  const working = await openWorking(buildah, name, request)
  if (typeof working === 'string') return { kind: 'not started', message: working }
  const stdout = keepFirst(KEPT)
  const stderr = keepFirst(KEPT)
  let cut = true
  try {
    const ending = await runProgram(working.program, limits, { stdout: stdout.write, stderr: stderr.write })
    cut = ending.kind !== 'exited'
    if (ending.kind === 'timeout' || ending.kind === 'interrupted') return { kind: ending.kind }
    const said = stderr.text()
    const reason = refusalIn(said)
    if (reason !== undefined) return { kind: 'not started', message: reason }
    if (ending.kind !== 'exited')
      return { kind: 'not started', message: 'buildah was ended by something else' }
    return {
      kind: 'ended',
      exitCode: ending.code,
      stdout: stdout.text(),
      stderr: said.replace(OWN_WORDS, ''),
      cut: stdout.cut() || stderr.cut(),
    }
  } finally {
    await closeWorking(buildah, name, working, cut)
  }
}

// What buildah says of a program that ended with another code than 0.
const OWN_WORDS = /(?:container exited on [\w ]+\n)?Error: (?:while running runtime: )?exit status \d+\n$/

/** Why nothing was run; undefined where something was. */
export function refusalIn(stderr: string): string | undefined {
  const failure = startFailure(linesOf(stderr))
  if (failure) return failure.reason
  const last = lastLine(stderr)
  return last.startsWith('Error: ') && !OWN_WORDS.test(`${last}\n`) ? last.slice('Error: '.length) : undefined
}
