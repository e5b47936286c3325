// The packages of a workspace: what npm, yarn and bun find by package.json, and pnpm by pnpm-workspace.yaml.
import { posix } from 'node:path'
import { readLockYaml } from './lock-yaml.ts'
import type { Files } from './read-lock.ts'
import { fieldOf, textsOf } from './values.ts'

/** The patterns by which the packages of a workspace are found; undefined where pnpm's cannot be read. */
export function workspacePatterns(
  { read }: Pick<Files, 'read'>,
  folder: string,
  manager: string,
  manifest: unknown,
): readonly string[] | undefined {
  if (manager === 'pnpm') {
    const text = read(posix.join(folder, 'pnpm-workspace.yaml'))
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

/** The folders with a package.json that such patterns find, sorted; or the pattern that is not understood. */
export function foldersOf(
  files: Files,
  folder: string,
  patterns: readonly string[],
): readonly string[] | { readonly unknown: string } {
  const found = new Set<string>()
  for (const pattern of patterns) {
    const taken = pattern.replace(/^!/, '')
    const plain = taken.replace(/^\.\//, '').replace(/\/$/, '')
    if (!/^(?:[\w@.-]+|\*)(?:\/(?:[\w@.-]+|\*))*(?:\/\*\*)?$/.test(plain)) return { unknown: pattern }
    for (const each of expanded(files, folder, plain.split('/'))) {
      if (files.read(posix.join(each, 'package.json')) === undefined) continue
      if (pattern.startsWith('!')) found.delete(each)
      else found.add(each)
    }
  }
  found.delete(folder)
  return [...found].sort()
}

// Of packages below `packages/**`.
const DEEPEST = 4

function expanded(files: Files, folder: string, parts: readonly string[]): readonly string[] {
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
