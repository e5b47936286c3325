// Where a build installs what it makes.
import { posix } from 'node:path'
import { toSource } from '../../../../dockerfile/mapped-text.ts'
import type { TextEdit } from '../../../../dockerfile/text-edit.ts'
import type { Call } from '../../../calls/calls.ts'
import type { Subject } from '../../subject.ts'
import { readMakefile } from './makefile.ts'

export interface Installation {
  readonly call: Call
  /** `/usr/local` */
  readonly prefix: string
  /** All files that it installs, absolute; undefined where that is not plain. */
  readonly files: readonly string[] | undefined
  /** What makes it install below a folder of its own, `/out`; undefined where the build is not known to allow that. */
  readonly staged: TextEdit | undefined
}

export const STAGING = '/out'

/** The last one of a stage that installs; undefined where none does. */
export function installationOf(subject: Subject, calls: readonly Call[]): Installation | undefined {
  const call = calls.findLast(({ command }) => installs(command.name, wordsOf(command)))
  if (!call) return undefined
  const words = wordsOf(call.command)
  const folder = folderOf(call)
  const prefix = prefixOf(calls) ?? '/usr/local'
  if (call.command.name === 'make' || call.command.name === 'gmake') {
    const text = makefileIn(call, folder)
    if (text === undefined) {
      const isMade = calls.some(({ command }) => /^(?:cmake|configure)$/.test(command.name ?? ''))
      return { call, prefix, files: undefined, staged: isMade ? staging(subject, call, 'behind') : undefined }
    }
    const makefile = readMakefile(text, given(words))
    const own = makefile.expand('$(PREFIX)')
    const lower = makefile.expand('$(prefix)')
    const named = [own, lower].find((each) => each.startsWith('/'))
    const rule = makefile.rule('install')
    const honours = /\$[({]DESTDIR[)}]/.test(text) && !words.some((word) => word.startsWith('DESTDIR='))
    return {
      call,
      prefix: named ?? prefix,
      files: rule && installedBy(rule, folder),
      staged: honours ? staging(subject, call, 'behind') : undefined,
    }
  }
  const way = call.command.name === 'meson' ? 'behind' : 'in front'
  return { call, prefix, files: targetsOf(call, calls, prefix), staged: staging(subject, call, way) }
}

function installs(name: string | undefined, words: readonly string[]): boolean {
  switch (name) {
    case 'make':
    case 'gmake':
    case 'ninja':
      return words.some((word) => /^install(?:-strip|\/strip)?$/.test(word))
    case 'cmake':
      return words[0] === '--install' || (words.includes('--target') && words.includes('install'))
    case 'meson':
      return words[0] === 'install'
    default:
      return false
  }
}

function wordsOf(command: Call['command']): readonly string[] {
  return command.args.map(({ literal, text }) => literal ?? text)
}

/** `-C build`, or where the instruction stands. */
export function folderOf({ command, folder = '/' }: Call): string {
  const words = wordsOf(command)
  const at = words.indexOf('-C')
  const joined = words.find((word) => /^-C./.test(word))?.slice(2)
  return posix.resolve(folder, at === -1 ? (joined ?? '.') : (words[at + 1] ?? '.'))
}

export function makefileIn({ files }: Call, folder: string): string | undefined {
  return ['GNUmakefile', 'makefile', 'Makefile']
    .map((name) => files.read(posix.join(folder, name)))
    .find((each) => each !== undefined)
}

/** Variables of a command line: `PREFIX=/usr`. */
export function given(words: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    words.flatMap((word): [string, string][] => {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
}

function prefixOf(calls: readonly Call[]): string | undefined {
  const words = calls
    .filter(({ command }) => /^(?:cmake|configure|meson|autogen\.sh)$/.test(command.name ?? ''))
    .flatMap(({ command }) => wordsOf(command))
  const at = words.findIndex((word) => /^--(?:install-)?prefix$/.test(word))
  if (at !== -1) return words[at + 1]
  return words
    .map((word) => /^(?:--prefix|-DCMAKE_INSTALL_PREFIX(?::\w+)?|--install-prefix)=(.*)$/.exec(word)?.[1])
    .find((each) => each !== undefined)
}

/** What the commands of a rule leave; undefined where one of them is not plain. */
function installedBy(commands: readonly string[], folder: string): readonly string[] | undefined {
  const found: string[] = []
  for (const line of commands)
    for (const command of line.split(/\s*(?:&&|;)\s*/)) {
      if (command === '') continue
      if (/[`$*?|<>()[\]]/.test(command)) return undefined
      const [name = '', ...words] = command.split(/\s+/)
      if (/^(?:mkdir|echo|strip|chmod|chown|rm|true|:|make|test)$/.test(name)) continue
      if (!/^(?:install|cp)$/.test(name)) return undefined
      const operands = words.filter(
        (word, index) => !word.startsWith('-') && !/^-[mogt]$/.test(words[index - 1] ?? ''),
      )
      if (words.some((word) => /^-(?:t|[rRa]|-target-directory)/.test(word))) return undefined
      if (words.some((word) => /^-[a-zA-Z]*d$/.test(word))) continue
      const target = operands.at(-1)
      if (target === undefined || !target.startsWith('/') || operands.length < 2) return undefined
      const sources = operands.slice(0, -1)
      const isFile =
        sources.length === 1 &&
        !target.endsWith('/') &&
        posix.basename(target) === posix.basename(sources[0] ?? '')
      for (const source of sources)
        found.push(posix.resolve(folder, isFile ? target : posix.join(target, posix.basename(source))))
    }
  return found
}

/** Programs that `install(TARGETS …)` puts into bin, where nothing else is installed. */
function targetsOf(call: Call, calls: readonly Call[], prefix: string): readonly string[] | undefined {
  if (call.command.name === 'meson' || call.command.name === 'ninja') return undefined
  const configured = calls.find(({ command }) => command.name === 'cmake')
  if (!configured) return undefined
  const words = wordsOf(configured.command)
  const at = words.indexOf('-S')
  const top = words.find((word, index) => /^\.{1,2}$/.test(word) && words[index - 1] !== '-B')
  const source = posix.resolve(configured.folder ?? '/', at === -1 ? (top ?? '.') : (words[at + 1] ?? '.'))
  const text = (configured.files.read(posix.join(source, 'CMakeLists.txt')) ?? '').replace(/#.*$/gm, '')
  if (text === '' || /add_subdirectory|include\s*\(/i.test(text)) return undefined
  const found: string[] = []
  const programs = new Set(
    [...text.matchAll(/add_executable\s*\(\s*([\w.-]+)/gi)].map(([, name = '']) => name),
  )
  for (const [, kind = '', rest = ''] of text.matchAll(/\binstall\s*\(\s*(\w+)\s*([^)]*)/gi)) {
    const place =
      /DESTINATION\s+"?(?:\$\{CMAKE_INSTALL_BINDIR\}|bin\/?)"?(?=\s|$)/i.test(rest) ||
      !/DESTINATION/i.test(rest)
    const names = rest.split(/\s+/).filter((word) => programs.has(word))
    if (!/^TARGETS$/i.test(kind) || !place || names.length === 0) return undefined
    found.push(...names.map((name) => posix.join(prefix, 'bin', name)))
  }
  return found.length === 0 ? undefined : found
}

function staging(
  { runs }: Subject,
  { command, instruction, within }: Call,
  way: 'behind' | 'in front',
): TextEdit | undefined {
  const run = runs.find((each) => each.instruction === instruction)
  if (within !== undefined || !run?.commands.includes(command) || command.wrappers.length > 0)
    return undefined
  const at = toSource(run.script.mapped, way === 'behind' ? command.end : command.start)
  const text =
    command.name === 'meson'
      ? ` --destdir ${STAGING}`
      : way === 'behind'
        ? ` DESTDIR=${STAGING}`
        : `DESTDIR=${STAGING} `
  return { start: at, end: at, text }
}
