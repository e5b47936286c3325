import type { NamedImage } from '../../../catalog/image-name.ts'
import type { State } from '../../../dockerfile/state.ts'
import type { DependencyNeeds, Libc, Unknown } from '../../../project/dependency-needs.ts'
import type { PackageCommand } from '../../../shell/package-command.ts'
import type { Call } from '../../calls/calls.ts'

/** An install of dependencies, and where it runs. */
export interface Install {
  readonly call: Call
  readonly command: PackageCommand
  /** Absolute; undefined where it is not known. */
  readonly folder: string | undefined
  /** The official image that its stage is built on; undefined for any other. */
  readonly image: NamedImage | undefined
  readonly variables: State['variables']
  readonly libc: Libc
  /** `2.36` of glibc, `1.2` of musl. */
  readonly libcVersion: string
  /** All that is called, in its order. */
  readonly before: readonly Call[]
}

/** What an install of one language asks of the image. */
export type Ecosystem = (install: Install) => DependencyNeeds

/** What of the results of an install runs with the C library alone that it was installed with. */
export interface Natives {
  /** `sharp 0.32.6` */
  readonly native: readonly string[]
  readonly unknown: readonly Unknown[]
}

export const NOTHING: DependencyNeeds = { needs: [], unknown: [] }

/** What to do where a variable hides the folder that a command runs in. */
export const WORKDIR = 'write the folder out in WORKDIR'

export function unknownWithout(
  what: string,
  unblock = 'run dfopt where the build context is',
): DependencyNeeds {
  return { needs: [], unknown: [{ reason: what, unblock }] }
}

/** The value of a variable of the build, where it is certain. */
export function valueOf({ variables }: Install, name: string): string | undefined {
  const value = variables.get(name)
  return value?.certain === true ? value.text : undefined
}
