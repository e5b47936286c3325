import { posix } from 'node:path'
import { foldersOf, workspacePatterns } from '../../../project/node/workspaces.ts'
import type { InstallSite, NotFirst } from '../install.ts'

/** The folders of all packages of a workspace but the first, absolute in the image. */
export function workspaceFolders(
  { files, folder }: InstallSite,
  manager: string,
  manifest: unknown,
): { readonly folders: readonly string[] } | NotFirst {
  const patterns = workspacePatterns(files, folder, manager, manifest)
  if (!patterns)
    return { reason: 'pnpm-workspace.yaml cannot be read', unblock: 'look whether pnpm reads it' }
  const folders = foldersOf(files, folder, patterns)
  if ('unknown' in folders)
    return {
      reason: `which packages the pattern ${folders.unknown} of the workspace finds is not known`,
      unblock: 'name their folders, or use patterns such as packages/*',
    }
  const withPrograms = folders.find((each) =>
    /"bin"\s*:/.test(files.read(posix.join(each, 'package.json')) ?? ''),
  )
  // https://github.com/pnpm/pnpm/issues/1801, https://github.com/npm/cli/issues/2632: what is not there yet gets no link, or ends it.
  if (withPrograms !== undefined)
    return {
      reason: `${posix.relative(folder, withPrograms)} has a program that ${manager} links only where its file is there already`,
      unblock: 'copy that file in front of the install, too, or leave it',
    }
  return { folders }
}
