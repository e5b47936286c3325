import { posix } from 'node:path'
import { readLockYaml } from '../../../project/node/lock-yaml.ts'
import { fieldOf, textsOf } from '../../../project/node/values.ts'
import type { InstallSite, NotFirst } from '../install.ts'

/** The folders of all packages of a workspace but the first, absolute in the image. */
export function workspaceFolders(
  site: InstallSite,
  manager: string,
  manifest: unknown,
): { readonly folders: readonly string[] } | NotFirst {
  const patterns = patternsOf(site, manager, manifest)
  if (!patterns)
    return { reason: 'pnpm-workspace.yaml cannot be read', unblock: 'look whether pnpm reads it' }
  const found = new Set<string>()
  for (const pattern of patterns) {
    const taken = pattern.replace(/^!/, '')
    const plain = taken.replace(/^\.\//, '').replace(/\/$/, '')
    if (!/^(?:[\w@.-]+|\*)(?:\/(?:[\w@.-]+|\*))*(?:\/\*\*)?$/.test(plain))
      return {
        reason: `which packages the pattern ${pattern} of the workspace finds is not known`,
        unblock: 'name their folders, or use patterns such as packages/*',
      }
    for (const folder of expanded(site, plain.split('/'))) {
      if (site.files.read(posix.join(folder, 'package.json')) === undefined) continue
      if (pattern.startsWith('!')) found.delete(folder)
      else found.add(folder)
    }
  }
  found.delete(site.folder)
  const folders = [...found].sort()
  const withPrograms = folders.find((folder) =>
    /"bin"\s*:/.test(site.files.read(posix.join(folder, 'package.json')) ?? ''),
  )
  // https://github.com/pnpm/pnpm/issues/1801 and its like: what is not there yet gets no link.
  if (withPrograms !== undefined && manager !== 'npm')
    return {
      reason: `${posix.relative(site.folder, withPrograms)} has a program that ${manager} links only where its file is there already`,
      unblock: 'copy that file in front of the install, too, or leave it',
    }
  return { folders }
}

function patternsOf(
  { files, folder }: InstallSite,
  manager: string,
  manifest: unknown,
): readonly string[] | undefined {
  if (manager === 'pnpm') {
    const text = files.read(posix.join(folder, 'pnpm-workspace.yaml'))
    if (text === undefined) return []
    try {
      return textsOf(fieldOf(readLockYaml(text), 'packages'))
    } catch {
      return undefined
    }
  }
  const field = fieldOf(manifest, 'workspaces')
  return textsOf(fieldOf(field, 'packages') ?? field)
}

function expanded({ files, folder }: InstallSite, parts: readonly string[]): readonly string[] {
  const inside = (path: string): readonly string[] =>
    (files.list(path) ?? []).filter((name) => name !== 'node_modules').map((name) => posix.join(path, name))
  const below = (path: string, depth: number): readonly string[] =>
    depth === 0 ? [path] : [path, ...inside(path).flatMap((each) => below(each, depth - 1))]
  return parts.reduce<readonly string[]>(
    (folders, part) =>
      folders.flatMap((each) =>
        part === '**' ? below(each, DEEPEST) : part === '*' ? inside(each) : [posix.join(each, part)],
      ),
    [folder],
  )
}

// Of packages below `packages/**`.
const DEEPEST = 4
