// The program that a container starts, and where its build has it from.
import { posix } from 'node:path'
import { isAtOrBelow } from '../../../../shell/path-values.ts'
import type { Call } from '../../../calls/calls.ts'
import { placedBy } from '../../placed-files.ts'
import { programPath, started } from '../../start.ts'
import { pathFrom, type Subject } from '../../subject.ts'
import { C_SOURCES } from '../../../calls/static-c.ts'
import { COMPILES } from './build-commands.ts'
import { folderOf, type Installation } from './installs.ts'

export interface Program {
  readonly path: string
  readonly start: Call
}

/** The program of the container that the build makes. */
export function startedProgram(
  subject: Subject,
  builds: readonly Call[],
  installation: Installation | undefined,
): Program | undefined {
  const folders = builds.flatMap((call) =>
    call.folder === undefined || call.folder === '/' ? [] : [call.folder, folderOf(call)],
  )
  for (const start of started(subject)) {
    const path = programPath(start)
    if (path === undefined) continue
    const outputs = builds.flatMap((call) => outputOf(call) ?? [])
    if (path.includes('/')) {
      if (start.files.sourceOf(path) !== undefined) continue
      if (
        outputs.includes(path) ||
        installation?.files?.includes(path) === true ||
        folders.some((folder) => isAtOrBelow(path, folder)) ||
        (installation !== undefined &&
          installation.files === undefined &&
          isAtOrBelow(path, installation.prefix)) ||
        placedBy(subject, posix.basename(path)).includes(path)
      )
        return { path, start }
      continue
    }
    const found =
      outputs.find((each) => posix.basename(each) === path && /\/s?bin\//.test(each)) ??
      installation?.files?.find((each) => posix.basename(each) === path) ??
      placedBy(subject, path).find((each) => /\/s?bin\//.test(each))
    if (found !== undefined) return { path: found, start }
    if (installation && installation.files === undefined && namesTarget(builds, path))
      return { path: posix.join(installation.prefix, 'bin', path), start }
  }
  return undefined
}

/** `gcc -o app main.c`, `g++ *.cpp` */
function outputOf({ command, folder }: Call): string | undefined {
  if (!/(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/.test(command.name ?? '')) return undefined
  const words = command.args.map(({ literal, text }) => literal ?? text)
  if (words.includes('-c') || words.includes('-shared')) return undefined
  const at = words.indexOf('-o')
  const output = at === -1 ? words.find((word) => /^-o./.test(word))?.slice(2) : words[at + 1]
  return pathFrom(folder, output ?? 'a.out')
}

/** True where the files of a build say that they make a program of this name. */
function namesTarget(builds: readonly Call[], name: string): boolean {
  return builds.some((call) => {
    const folder = folderOf(call)
    const texts = [
      'CMakeLists.txt',
      'Makefile.am',
      'src/CMakeLists.txt',
      'src/Makefile.am',
      'meson.build',
      'Makefile',
      '../CMakeLists.txt',
    ].map((file) => call.files.read(posix.join(folder, file)) ?? '')
    return texts.some((text) =>
      new RegExp(
        `(?:add_executable\\s*\\(\\s*|executable\\s*\\(\\s*'|_PROGRAMS\\s*\\+?=[^\\n]*\\s|^)${name.replace(/[.+]/g, '\\$&')}(?=[\\s':)])`,
        'mi',
      ).test(text),
    )
  })
}

/** The folders of what a compiler is given by its path; where the command runs for others. */
export function sourceFolders(call: Call): readonly string[] {
  const words = call.command.args.map(({ literal, text }) => literal ?? text)
  const named = words.filter((word) => C_SOURCES.test(word) && word.includes('/') && !word.startsWith('-'))
  if (named.length === 0) return [folderOf(call)]
  return [...new Set(named.flatMap((word) => pathFrom(call.folder, posix.dirname(word)) ?? []))]
}

/** Where a folder comes from that is copied as a whole, or file by file from one place. */
function originIn({ files, command, folder }: Call, path: string): string | undefined {
  const whole = files.sourceOf(path)
  if (whole !== undefined) return whole
  const named = command.args.flatMap(({ literal, text }) => pathFrom(folder, literal ?? text) ?? [])
  const inside = ['GNUmakefile', 'makefile', 'Makefile', 'CMakeLists.txt', 'configure', 'meson.build'].map(
    (name) => posix.join(path, name),
  )
  const [first] = [...inside, ...named.filter((each) => posix.dirname(each) === path)].flatMap(
    (each) => files.sourceOf(each) ?? [],
  )
  if (first === undefined) return undefined
  return first.includes('/') ? posix.dirname(first) : ''
}

/** The folder of the context that is compiled; undefined where what is compiled comes from elsewhere. */
export function sourceFolder(builds: readonly Call[]): string | undefined {
  const found: string[] = []
  for (const call of builds) {
    if (!COMPILES.test(call.command.name ?? '') && call.command.name !== 'configure') continue
    const folders = sourceFolders(call)
    for (const folder of folders) {
      const source = [folder, posix.dirname(folder)]
        .map((each) => originIn(call, each))
        .find((each) => each !== undefined)
      if (source === undefined) return undefined
      found.push(source)
    }
  }
  const [first] = found
  if (first === undefined) return undefined
  return found.reduce((common, each) => {
    let top = common
    while (top !== '' && top !== each && !each.startsWith(`${top}/`))
      top = top.includes('/') ? posix.dirname(top) : ''
    return top
  }, first)
}
