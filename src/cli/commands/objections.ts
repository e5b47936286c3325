import type { Fault } from '../../batch/fault.ts'
import { realPath } from '../../batch/real-path.ts'
import type { Environment } from '../terminal.ts'
import type { Input } from './process-file.ts'

/** Asked before a file is written, for a reason not to. */
export type Objection = (absolute: string) => Fault | undefined

/** Files with changes that git does not have are not written, since that could not be undone. */
export async function objections(
  found: readonly Input[],
  allowDirty: boolean,
  environment: Environment,
): Promise<Objection> {
  if (allowDirty) return () => undefined
  const { commitments } = await import('../../batch/git.ts')
  const files = new Set(found.flatMap((input) => (input.kind === 'file' ? [realPath(input.absolute)] : [])))
  const commitment = commitments([...files], environment)
  return (absolute) => {
    const file = realPath(absolute)
    // What is written beside is not known from the start.
    const state = (files.has(file) ? commitment : commitments([file], environment))(file)
    if (state === 'committed') return undefined
    const message =
      state === 'uncommitted'
        ? 'has changes that are not committed, so writing could not be undone'
        : `git cannot tell whether it is committed (${state.unknown})`
    return { message, hint: 'commit it, or pass --allow-dirty' }
  }
}
