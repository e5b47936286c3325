// Programs that a build stage fetches and that a copy takes out of it: they may be linked to libraries that only the full image has.
import { posix } from 'node:path'
import type { Document } from '../../dockerfile/document.ts'
import { flagValue, wordsOf } from '../../dockerfile/instruction.ts'
import type { Stage } from '../../dockerfile/stage.ts'
import { workingFolder } from '../../project/copied-files.ts'
import { isAtOrBelow } from '../../shell/path-values.ts'
import type { Call } from '../calls/calls.ts'
import { addressesIn, isForAnyLibrary, short } from './alpine/downloads.ts'

/**
 * The first address of such a program.
 * @param stages the one that is copied from, and those that it is built on
 * @param runs what their RUNs call
 * @param sources the paths that are copied; undefined where only a build knows them
 */
export function fetchedProgram(
  document: Document,
  stages: readonly Stage[],
  runs: readonly Call[],
  sources: readonly string[] | undefined,
): string | undefined {
  const isTaken = (paths: readonly string[]): boolean =>
    sources === undefined ||
    paths.some((path) => sources.some((each) => isAtOrBelow(path, each) || isAtOrBelow(each, path)))
  for (const call of runs) {
    if (!/^(?:curl|wget|wget2|aria2c|axel)$/.test(call.command.name ?? '')) continue
    const url = addressesIn(call.command).find(mayNeedLibraries)
    if (url === undefined) continue
    const named = call.command.args.map(({ text }) => text).filter((word) => /^[\w./-]+\.\w+$/.test(word))
    const beside = runs.filter(({ instruction }) => instruction === call.instruction)
    if (isTaken([...beside, ...usersOf([url, ...named], runs)].flatMap(pathsOf))) return short(url)
  }
  for (const stage of stages)
    for (const add of stage.instructions) {
      if (add.keyword !== 'ADD' || flagValue(add, 'from') !== undefined) continue
      const words = wordsOf(add)
      const url = words.slice(0, -1).find((word) => /^(?:https?|ftp):/.test(word) && mayNeedLibraries(word))
      if (url === undefined) continue
      const target = posix.resolve(workingFolder(document, stage, add) ?? '/', words.at(-1) ?? '')
      if (isTaken([target, ...usersOf([url], runs).flatMap(pathsOf)])) return short(url)
    }
  return undefined
}

// Linked to the C library alone: CMakeLists.txt of krallin/tini at 369448a.
const NO_LIBRARIES = '/krallin/tini/releases/download/'

function mayNeedLibraries(url: string): boolean {
  return !isForAnyLibrary(url) && !url.includes(NO_LIBRARIES)
}

/** What stands in a RUN with a command that names a file by its last part: it may be unpacked or moved there. */
function usersOf(files: readonly string[], runs: readonly Call[]): readonly Call[] {
  const names = files.map((file) => posix.basename(file.replace(/[?#].*$/, ''))).filter((name) => name !== '')
  const users = runs.filter(({ command: { args } }) =>
    args.some(({ text }) => names.some((name) => text.endsWith(name))),
  )
  return runs.filter(({ instruction }) => users.some((each) => each.instruction === instruction))
}

/** The files and folders that a command names, and the folder in which it unpacks something or saves it under its own name. */
function pathsOf({ command, folder }: Call): readonly string[] {
  const { args, name = '' } = command
  const here = folder ?? '/'
  const named = args.flatMap(({ literal, text }) => {
    const word = (literal ?? text).replace(/^-[\w-]*=/, '').replace(/^-[oOC](?=\/)/, '')
    return /^[\w./-]+$/.test(word) && !word.startsWith('-') ? [posix.resolve(here, word)] : []
  })
  const saved = addressesIn(command).map((url) => posix.join(here, posix.basename(url)))
  const unpacks =
    /^(?:tar|unzip|bsdtar|7z)$/.test(name) && !args.some(({ text }) => /^(?:-\w*[Cd]|--directory)/.test(text))
  return [...named, ...saved, ...(unpacks ? [here] : [])]
}
