// What an install of dependencies takes from the build context.
import { posix } from 'node:path'
import type { Value } from '../../dockerfile/variables.ts'
import type { CopiedFiles } from '../../project/copied-files.ts'
import type { Project } from '../../project/project.ts'
import type { SimpleCommand } from '../../shell/commands.ts'
import type { PackageCommand } from '../../shell/package-command.ts'

/** A command that may install, with what stands around it. */
export interface InstallSite {
  readonly command: SimpleCommand
  readonly call: PackageCommand
  /** The folder that it runs in, absolute in the image. */
  readonly folder: string
  /** What the build context has brought so far. */
  readonly files: CopiedFiles
  readonly project: Project
  readonly variables: ReadonlyMap<string, Value>
}

export interface Install {
  /** Files, and folders with all that is in them, absolute in the image. */
  readonly reads: readonly string[]
  /** Folders that it fills: the sources must not bring them along. */
  readonly fills: readonly string[]
  /** Files that it may write anew, over which the sources then go. */
  readonly rewrites: readonly string[]
  /** Why a person should look at it, each a short clause; none where nothing that runs can see the difference. */
  readonly doubts: readonly string[]
}

/** Why an install stays behind the sources. */
export interface NotFirst {
  readonly reason: string
  readonly unblock: string
  /** Nothing that the author would want to hear. */
  readonly quiet?: boolean
}

export interface Ecosystem {
  /** Undefined for a command that installs nothing of the project's. */
  read(site: InstallSite): Install | NotFirst | undefined
}

export function isInstall(found: Install | NotFirst): found is Install {
  return 'reads' in found
}

/** Where in the build context a path of the image comes from, files that are no text included; the path itself where it is put together. */
export function contextPath(files: CopiedFiles, path: string): string | undefined {
  const own = files.sourceOf(path)
  if (own !== undefined) return own
  const name = posix.basename(path)
  return (files.list(posix.dirname(path))?.includes(name) ?? false)
    ? posix.join(files.sourceOf(posix.dirname(path)) ?? posix.dirname(path), name)
    : undefined
}

/** Those of some names that the build context brought into a folder. */
export function present(
  { files, folder }: Pick<InstallSite, 'files' | 'folder'>,
  names: readonly string[],
): readonly string[] {
  return names
    .map((name) => posix.join(folder, name))
    .filter((path) => contextPath(files, path) !== undefined)
}

/** The words behind some options, `--requirement x`, as `PackageCommand` has them. */
export function optionValues({ normalOptions }: PackageCommand, names: RegExp): readonly string[] {
  return normalOptions.flatMap((option) => {
    const blank = option.indexOf(' ')
    return blank !== -1 && names.test(option.slice(0, blank)) ? [option.slice(blank + 1)] : []
  })
}

export function hasOption({ normalOptions }: PackageCommand, names: RegExp): boolean {
  return normalOptions.some((option) => names.test(option.split(' ')[0] ?? ''))
}

/** Whether a variable is set at the place, to whatever value. */
export function setVariable({ variables }: InstallSite, names: RegExp): string | undefined {
  return [...variables.keys()].find((name) => names.test(name))
}

export const NO_MANIFEST = (name: string): NotFirst => ({
  reason: `${name} is not among what COPY brings from the build context`,
  unblock: 'run dfopt where the build context is',
  quiet: true,
})

export const NO_LOCK = (manifest: string): string =>
  `without a lock file the layer keeps the versions that it found until ${manifest} changes`
