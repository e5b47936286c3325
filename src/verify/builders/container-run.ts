import { HOST_NAME, type Limits, type RunOutcome, type RunRequest } from '../builder.ts'
import { runProgram } from './child.ts'
import { complaint, removeContainer, removeSurely, stateOf, type Engine } from './container-state.ts'
import { keepFirst } from './lines.ts'

const KEPT = 1024 * 1024

/**
 * Runs a container to its end and removes it. Whether it was started is asked of the engine: a client ends with 125 to
 * 127 for its own errors, and a program may end so too.
 */
export async function runContainer(
  engine: Engine,
  name: string,
  { image, argv = [], network = 'none' }: RunRequest,
  platform: string | undefined,
  limits: Limits,
): Promise<RunOutcome> {
  const stdout = keepFirst(KEPT)
  const stderr = keepFirst(KEPT)
  const [program, ...rest] = argv
  const flags = [
    `--name=${name}`,
    `--hostname=${HOST_NAME}`,
    '--pull=never',
    `--network=${network}`,
    '--log-driver=none',
  ]
  if (platform !== undefined) flags.push(`--platform=${platform}`)
  if (program !== undefined) flags.push(`--entrypoint=${program}`)
  const args = [...engine.run, ...flags, image.reference, ...rest]
  const ending = await runProgram({ ...engine.tool, args }, limits, {
    stdout: stdout.write,
    stderr: stderr.write,
    // The client hands SIGTERM on to a container that may not care; without its container it ends at once.
    ending: () => void removeContainer(engine, name),
  })
  if (ending.kind === 'timeout' || ending.kind === 'interrupted') {
    await removeSurely(engine, name)
    return { kind: ending.kind }
  }
  const state = await stateOf(engine, name)
  await removeContainer(engine, name)
  if (!state?.started) return { kind: 'not started', message: state?.error ?? complaint(stderr.text()) }
  if (state.running) return { kind: 'not started', message: 'the connection to the engine was lost' }
  return {
    kind: 'ended',
    exitCode: state.exitCode,
    stdout: stdout.text(),
    stderr: stderr.text(),
    cut: stdout.cut() || stderr.cut(),
  }
}
