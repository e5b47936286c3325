// Calls of npm, yarn and pnpm that run in the folder of one package of a workspace: `pnpm --filter api start`, `npm start -w api`.
import { posix } from 'node:path'
import type { CopiedFiles } from '../../project/copied-files.ts'
import { readManifest } from '../../project/node/read-lock.ts'
import { fieldOf, textOf } from '../../project/node/values.ts'
import { foldersOf, workspacePatterns } from '../../project/node/workspaces.ts'
import type { SimpleCommand } from '../../shell/commands.ts'

export interface MemberCall {
  /** Absolute, in the image. */
  readonly folder: string
  /** The same call in that folder. */
  readonly text: string
}

/** Options that name a package, and those that name a folder. */
const PACKAGE: Readonly<Record<string, RegExp>> = {
  npm: /^(?:-w|--workspace)$/,
  pnpm: /^(?:-F|--filter)$/,
  yarn: /^(?!)/,
}
const FOLDER: Readonly<Record<string, RegExp>> = {
  npm: /^(?:--prefix|-C)$/,
  pnpm: /^(?:-C|--dir)$/,
  yarn: /^--cwd$/,
}

/** Undefined for a call in the folder where it stands, for several packages at once, and for a package that is not seen. */
export function memberCall(
  { name = '', args }: SimpleCommand,
  folder: string | undefined,
  files: CopiedFiles,
): MemberCall | undefined {
  const [ofPackage, ofFolder] = Object.hasOwn(PACKAGE, name) ? [PACKAGE[name], FOLDER[name]] : []
  if (!ofPackage || !ofFolder || folder === undefined) return undefined
  const words = args.map(({ literal, text }) => ({ plain: literal ?? text, text }))
  if (name === 'yarn' && words[0]?.plain === 'workspace') {
    const [, selected, ...rest] = words
    const found = selected && packageFolder(selected.plain, name, folder, files)
    return found === undefined ? undefined : { folder: found, text: textOfCall(name, rest) }
  }
  const end = behindScript(
    name,
    words.map(({ plain }) => plain),
  )
  const rest: typeof words = []
  const places: (string | undefined)[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (!word) continue
    const [option, own] = splitOption(word.plain)
    const isPackage = ofPackage.test(option)
    if (index >= end || !(isPackage || ofFolder.test(option))) {
      rest.push(word)
      continue
    }
    const value = own ?? words[index + 1]?.plain
    if (own === undefined) index += 1
    if (value === undefined || /[$`]/.test(value)) return undefined
    places.push(isPackage ? packageFolder(value, name, folder, files) : posix.resolve(folder, value))
  }
  const [place, ...more] = places
  return place === undefined || more.length > 0 ? undefined : { folder: place, text: textOfCall(name, rest) }
}

function splitOption(word: string): readonly [string, string?] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

function textOfCall(name: string, words: readonly { readonly text: string }[]): string {
  return [name, ...words.map(({ text }) => text)].join(' ')
}

/** Where the words of the script itself begin, which npm has behind `--` alone. */
function behindScript(name: string, words: readonly string[]): number {
  const dashes = words.indexOf('--')
  const end = dashes === -1 ? words.length : dashes
  if (name === 'npm') return end
  // https://pnpm.io/cli/run: what stands behind the name of a script is given to it.
  let index = 0
  let seen = 0
  for (; index < end && seen < 2; index += 1) {
    const word = words[index] ?? ''
    if (/^(?:-F|--filter|-C|--dir|--cwd)$/.test(word)) index += 1
    else if (!word.startsWith('-')) seen += /^(?:run|run-script|exec)$/.test(word) ? 1 : 2
  }
  return index
}

/** The folder of the package that is called so, or that lies there. */
function packageFolder(
  selected: string,
  manager: string,
  from: string,
  files: CopiedFiles,
): string | undefined {
  const root = workspaceRoot(manager, from, files)
  if (root === undefined) return undefined
  const folders = memberFolders(root, manager, files)
  if (!folders) return undefined
  if (/^\.{1,2}(?:\/|$)/.test(selected) || (manager === 'npm' && selected.includes('/'))) {
    const path = posix.resolve(manager === 'npm' ? root : from, selected)
    if (folders.includes(path)) return path
  }
  const called = (fits: (name: string) => boolean): readonly string[] =>
    folders.filter((each) => fits(nameOf(each, files) ?? ''))
  const [exact, ...others] = called((name) => name === selected)
  if (exact !== undefined) return others.length === 0 ? exact : undefined
  if (manager === 'npm') {
    const path = posix.resolve(root, selected)
    return folders.includes(path) ? path : undefined
  }
  if (manager !== 'pnpm' || !/^[\w.-]+$/.test(selected)) return undefined
  // https://pnpm.io/filtering#--filter-package_name: without a scope where only one package has that name in any scope.
  const [scoped, ...more] = called((name) => name.startsWith('@') && name.endsWith(`/${selected}`))
  return more.length === 0 ? scoped : undefined
}

/** The nearest folder above, or this one, whose manifest says that it is a workspace. */
export function workspaceRoot(manager: string, from: string, files: CopiedFiles): string | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const patterns = workspacePatterns(files, folder, manager, manifestOf(folder, files))
    if (patterns !== undefined && patterns.length > 0) return folder
    if (folder === '/') return undefined
  }
}

/** The folders of all packages but the first; undefined where they cannot be told. */
export function memberFolders(
  root: string,
  manager: string,
  files: CopiedFiles,
): readonly string[] | undefined {
  const patterns = workspacePatterns(files, root, manager, manifestOf(root, files))
  // A pattern on a folder of which only parts are copied finds those parts.
  const found =
    patterns &&
    foldersOf({ read: (path) => files.read(path), list: (path) => files.namesIn(path) }, root, patterns)
  return found === undefined || 'unknown' in found ? undefined : found
}

function nameOf(folder: string, files: CopiedFiles): string | undefined {
  return textOf(fieldOf(manifestOf(folder, files), 'name'))
}

function manifestOf(folder: string, files: CopiedFiles): unknown {
  return readManifest(files, folder)
}
