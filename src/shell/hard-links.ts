// Hard links that a script makes, and what a later script may do to them. In a RUN of its own a change to one name of a
// file from a lower layer makes a copy of it, so that the other names keep content, mode and owner.
import { changedPaths, operandsOf, resolvePath, valueOf } from './changed-paths.ts'
import { commandsOf, type SimpleCommand } from './commands.ts'
import type { Script } from './script.ts'

export interface HardLinks {
  /** The command that makes them: `ln`. */
  readonly command: string
  /** Files, and directories of files, absolute; undefined where they are not all known. */
  readonly paths: readonly string[] | undefined
}

type Workdir = () => string | undefined

/** The hard links that a script's own commands make; those of archives and packages are not looked for. */
export function hardLinksOf(
  script: Pick<Script, 'syntax' | 'text'>,
  workdir: Workdir,
): HardLinks | undefined {
  if (!/\b(?:ln|link)\b|\bcp\s[^;&|]*-[a-zA-Z]*l|--link/.test(script.text)) return undefined
  let here: string | undefined
  let moved = false
  let first: string | undefined
  let paths: readonly string[] | undefined = []
  for (const command of commandsOf(script)) {
    if (command.name === 'cd') {
      here = resolved(moved ? here : workdir(), command.args[0] && valueOf(command.args[0]))
      moved = true
    }
    const linked = linkedBy(command)
    if (!linked) continue
    first ??= linked.command
    const from = moved ? here : workdir()
    const found = linked.paths?.map((path) => resolved(from, path))
    const known = found?.filter((path) => path !== undefined)
    paths = paths && known && known.length === found?.length ? [...paths, ...known] : undefined
  }
  return first === undefined ? undefined : { command: first, paths }
}

function resolved(here: string | undefined, path: string | undefined): string | undefined {
  return path === undefined || /[$`*?[{~]/.test(path) ? undefined : resolvePath(here, path)
}

const RUNS_ITS_WORDS = /^(?:xargs|parallel|busybox|chroot|gosu|su-exec|doas|runuser|setpriv)$/
const LINKER = /^(?:\/(?:usr\/)?bin\/)?(?:ln|cp)$/

/** `ln a b`, `cp -al a b`, `rsync --link-dest=…`, also where `find -exec`, `xargs` or `busybox` runs it. */
function linkedBy(command: SimpleCommand): HardLinks | undefined {
  const { name = '', args } = command
  const words = args.map(valueOf)
  if (name === 'rsync') {
    return words.some((word) => word.startsWith('--link-dest'))
      ? { command: name, paths: undefined }
      : undefined
  }
  const own = /^(?:ln|link|cp)$/.test(name)
  const runsAt = name === 'find' ? words.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word)) + 1 : 0
  const runs = name === 'find' ? runsAt > 0 : RUNS_ITS_WORDS.test(name)
  const at = own || !runs ? -1 : words.findIndex((word, index) => index >= runsAt && LINKER.test(word))
  if (!own && at === -1) return undefined
  const program = own ? name : (words[at]?.split('/').at(-1) ?? '')
  const rest = words.slice(at + 1)
  const has = (letter: string, long: RegExp): boolean =>
    rest.some((word) => new RegExp(`^-[a-zA-Z]*${letter}`).test(word) || long.test(word))
  const links =
    program === 'cp' ? has('l', /^--link$/) : !has('s', /^--sym/) && !has('-', /^--(?:help|version)$/)
  const operands = rest.filter((word) => !/^-./.test(word))
  if (!links || operands.length === 0) return undefined
  // find, xargs and a target directory have operands that are not here.
  if (!own || has('t', /^--target/)) return { command: program, paths: undefined }
  const target = operands.length === 1 ? '.' : (operands.at(-1) ?? '.')
  const sources = operands.length === 1 ? operands : operands.slice(0, -1)
  const names = sources.map((source) => `${target}/${source.replace(/\/+$/, '').split('/').at(-1) ?? ''}`)
  return { command: program, paths: [...sources, ...(operands.length === 1 ? [] : [target]), ...names] }
}

// None of them writes to a file but by redirection.
const WRITES_NOTHING = new Set(
  (
    'echo printf cd pushd popd ls test [ true false : cat grep egrep fgrep pwd which type export unset set env id whoami ' +
    'sleep head tail wc stat du df file uname date exit return umask readlink realpath dirname basename sort cut tr ' +
    'groupadd useradd addgroup adduser groupmod getent hash shopt'
  ).split(' '),
)
// All that these change are their operands.
const CHANGES_OPERANDS = new Set(
  'mkdir touch rm rmdir chmod chown chgrp cp mv ln install tee truncate sed unlink mkfifo mknod'.split(' '),
)

/** The command of a later script that may change one of these files; undefined where all are known to leave them alone. */
export function touchedLink(
  links: HardLinks,
  script: Pick<Script, 'syntax' | 'text'>,
  workdir: Workdir,
): string | undefined {
  for (const command of commandsOf(script)) {
    const { name = '' } = command
    if (!command.syntax.name || WRITES_NOTHING.has(name)) continue
    if (!CHANGES_OPERANDS.has(name)) return nameOf(command)
    if (/^(?:cp|mv|ln|install)$/.test(name) && operandsOf(command).length < 2) return name
  }
  const touched = changedPaths(script, workdir).find(({ path }) => !isElsewhere(path, links.paths))
  return touched && (touched.command ? nameOf(touched.command) : `what is written to ${touched.path}`)
}

function nameOf({ name, syntax }: SimpleCommand): string {
  return name ?? syntax.name?.text ?? ''
}

function isElsewhere(path: string, links: readonly string[] | undefined): boolean {
  if (/^\/dev\/(?:null|stdout|stderr)$/.test(path)) return true
  if (!links || !path.startsWith('/') || /[$`*?[{]/.test(path)) return false
  if (path === '/') return false
  return links.every((link) => link !== path && !link.startsWith(`${path}/`) && !path.startsWith(`${link}/`))
}
