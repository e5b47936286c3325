// Where a call of a package manager keeps what it downloads, as the file's variables and the call's options say.
import { stateAt, type Document } from '../dockerfile/document.ts'
import { flagValues, type Instruction } from '../dockerfile/instruction.ts'
import { mountTarget } from '../dockerfile/mount.ts'
import type { Stage } from '../dockerfile/stage.ts'
import { baseEnvironment } from './base-environment.ts'
import { commandsOf, runsBySudo, type SimpleCommand } from './commands.ts'
import { coversPath, withTilde } from './covered-path.ts'
import type { PackageCommand } from './package-command.ts'
import type { Environment, PackageCache } from './package-managers/package-manager.ts'
import type { Script } from './script.ts'
import { externalBase } from './shell.ts'

export interface CachePlace {
  /** With `~` for the home directory. */
  readonly paths: readonly string[]
  /** Absolute; an asterisk for a name that is not known. */
  readonly inImage: readonly string[]
  /** What put it elsewhere than where it is by default: a variable or an option. */
  readonly movedBy: string | undefined
  /** True where it stays a cache there: the variable moves more than it. */
  readonly withHome?: true
}

/** Of a command: ENV, ARG, `export` in the script and assignments in front of it, ENV of base images that are well known. */
export function environmentOf(
  document: Document,
  stage: Stage,
  script: Script,
  command: SimpleCommand,
): Environment {
  const state = stateAt(document, stage, script.instruction)
  const written = externalBase(document, stage)
  const base = written.includes('$') ? undefined : written
  const inBase = baseEnvironment(written)
  const own = new Map<string, string>()
  const set = (text: string): void => {
    const [, name, value = ''] = /^([A-Za-z_]\w*)=([^]*)$/.exec(text) ?? []
    if (name !== undefined) own.set(name, value.includes('$') ? '' : value.replace(/^(["'])(.*)\1$/, '$2'))
  }
  for (const each of commandsOf(script)) {
    if (each.start >= command.start) break
    // An assignment of its own is not exported, but may be to a variable that is.
    if (each.syntax.name === undefined)
      for (const prefix of each.syntax.prefix) if (prefix.type === 'Assignment') set(prefix.text)
    if (each.name === 'export') for (const word of each.args) set(word.literal ?? word.text)
  }
  for (const prefix of command.syntax.prefix) if (prefix.type === 'Assignment') set(prefix.text)
  for (const word of command.wrappers) set(word.literal ?? word.text)
  const value = (variable: string): string | undefined => {
    if (own.has(variable)) return own.get(variable)
    const known = state.variables.get(variable)
    return known ? (known.text ?? '') : inBase[variable]
  }
  const user = state.user?.replace(/:.*$/, '')
  const isRoot = user === undefined || user === 'root' || user === '0'
  const { wrappers } = command
  const sudo = runsBySudo(command)
  return {
    value,
    // Whether sudo keeps HOME depends on its release and its settings.
    home: sudo ? undefined : (value('HOME') ?? (isRoot ? '/root' : undefined)),
    root: sudo ? !wrappers.some((word) => /^-[A-Za-z]*u|^--user/.test(word.text)) : isRoot,
    base,
    mentions: (pattern) => isMentioned(document, stage, pattern),
    site: { document, stage, script, command },
  }
}

/** True when an instruction of a stage, or of those that it is built FROM, has such text. */
export function isMentioned(document: Document, stage: Stage, pattern: RegExp): boolean {
  const parent = stage.parent === undefined ? undefined : document.stages[stage.parent]
  const own = [stage.from, ...stage.instructions]
  if (own.some(({ range }) => pattern.test(document.text.slice(range.start, range.end)))) return true
  return parent !== undefined && isMentioned(document, parent, pattern)
}

/** Where the cache of a call is. */
export function cachePlace(
  { paths, rootPaths, movedBy, movedByOptions }: PackageCache,
  { normalOptions }: PackageCommand,
  environment: Environment,
): CachePlace {
  const option = movedByOptions.find((name) =>
    normalOptions.some((each) => each === name || each.startsWith(`${name} `)),
  )
  if (option !== undefined) {
    const given = normalOptions.find((each) => each.startsWith(`${option} `))?.slice(option.length + 1) ?? ''
    return { paths: [given], inImage: [given], movedBy: option }
  }
  const { home } = environment
  const absolute = (path: string): readonly string[] => {
    if (!path.startsWith('~')) return [path]
    const homes = home === undefined || home === '' ? ['/root', '/home/*', '/var/www'] : [home]
    return homes.map((each) => each + path.slice(1))
  }
  for (const { variable, path, also = [], isHome } of movedBy) {
    const value = environment.value(variable)
    if (value === undefined) continue
    const moved = [path, ...also].map((each) =>
      value === '' ? '' : each.replace('*', value.replace(/\/+$/, '')),
    )
    const place = { paths: moved.map(withTilde), inImage: moved.flatMap(absolute), movedBy: variable }
    return isHome && value !== '' ? { ...place, withHome: true } : place
  }
  const own = environment.root && rootPaths ? rootPaths : paths
  // A mount where others have it speaks for the cache all the same.
  return { paths: [...new Set([...own, ...paths])], inImage: own.flatMap(absolute), movedBy: undefined }
}

/** True when a command removes what is there: an rm of it or of a directory above it, or one with a word like `removedBy`. */
export function removesPlace(
  { name, args }: SimpleCommand,
  { paths, inImage, movedBy }: CachePlace,
  removedBy: RegExp | undefined,
): boolean {
  if (name !== 'rm' && name !== 'find') return false
  return args.some(
    ({ text }) =>
      removedBy?.test(text) === true ||
      (movedBy !== undefined && /^\W*\$\{?(\w+)/.exec(text)?.[1] === movedBy) ||
      [...paths, ...inImage].some((path) => path !== '' && coversPath(text, path)),
  )
}

/** True when a mount of any kind stands over a part of it, so that nothing of it gets into the layer. */
export function mountsPlace(instruction: Instruction, { paths }: Pick<CachePlace, 'paths'>): boolean {
  return flagValues(instruction, 'mount').some((mount) => {
    const target = mountTarget(mount)
    if (target === undefined) return false
    if (target.includes('$')) return /cache/i.test(mount)
    return paths.some(
      (path) =>
        coversPath(target, path) || path.startsWith(`${target}/`) || withTilde(target).startsWith(`${path}/`),
    )
  })
}
